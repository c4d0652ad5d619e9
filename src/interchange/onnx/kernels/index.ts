/** The list of translations: a kernel's name, and what gives the same values in ONNX. */
import { ATTENTION } from './attention';
import { CONVOLUTION } from './convolution';
import { GROUPS } from './groups';
import type { Translate } from './kernel';
import { STOCK } from './stock';

export const TRANSLATIONS: Readonly<Record<string, Translate>> = { ...STOCK, ...CONVOLUTION, ...GROUPS, ...ATTENTION };
