/** The way back from the network's input to the stored image: which part of either shows the same (fit.ts). */
import type { Dataset } from '../dataset';
import type { Sample } from '../sample';
import { middleCrop, type Crop, type Size } from './crop';
import { fitted, fittedSize, type FitOptions } from './fit';
import { placed, wholeOf } from './place';

/** The same part of the scene in two images; no fit changes what labels say, only where they are. */
export interface Seen {
  /** Of the stored image: all of it, unless it was larger than the network's input and was not scaled. */
  readonly stored: Crop;
  /** Of the network's input: what is not padding. */
  readonly network: Crop;
}

export function seenOf(
  { height, width }: Pick<Sample, 'height' | 'width'>,
  { input, fit }: Pick<FitOptions, 'input' | 'fit'>,
): Seen {
  const size = fittedSize({ height, width }, input, fit);
  const kept = middleCrop(size, input);
  const network: Crop = { ...kept, top: (input[0] - kept.height) >> 1, left: (input[1] - kept.width) >> 1 };
  return { stored: fit === 'pad' ? kept : wholeOf([height, width]), network };
}

/** A stored image as it is evaluated at its own size. */
export interface OwnSize {
  /** What of it the network sees, with its labels as stored. */
  readonly truth: Sample;
  /** The network's input. */
  readonly image: Sample;
  /** Which part of the input shows the truth. */
  readonly part: Crop;
}

/** Images at their own size, and how the network sees them. */
export interface OwnSizes {
  readonly stored: Dataset;
  readonly fitting: FitOptions;
}

export function ownSize(sample: Sample, fitting: FitOptions): OwnSize {
  const { stored, network } = seenOf(sample, fitting);
  const size: Size = [sample.height, sample.width];
  const isWhole = stored.height === size[0] && stored.width === size[1];
  const truth = isWhole
    ? sample
    : placed(sample, { size, crop: stored, flipped: false, bytes: 'rounded' }, fitting.rules);
  return { truth, image: fitted(sample, fitting), part: network };
}
