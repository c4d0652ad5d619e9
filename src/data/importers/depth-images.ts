/** Depth as grey PNGs: whole numbers of which so many are a metre. */
import { InputError } from '../../base/errors';
import { readField, type Field } from './raw-labels';
import type { SourceFile } from './types';

/** Sensors write the largest number where they saw nothing. */
const NOTHING = 65535;

/** @throws InputError if it is no grey image of 16 bits */
export async function readDepthImage(file: SourceFile): Promise<Field> {
  const field = await readField(file, 1);
  if (field.most === NOTHING) return field;
  throw new InputError(
    `${file.path} is no grey PNG of 16 bits, which depth images of this layout are; export it again.`,
  );
}

/** Metres [H, W]; 0 and 65535 become 0 = invalid. */
export function metresOf({ values }: Field, perMetre: number): Float32Array {
  return Float32Array.from(values, (value) => (value === NOTHING ? 0 : value / perMetre));
}
