/** How an image of any size becomes the network's input without chance: evaluation, views, and training on plain images. */
import type { AugmentationConfig } from '../../config/experiment';
import type { Dataset } from '../dataset';
import type { Sample } from '../sample';
import { middleCrop, type Size } from './crop';
import { padded } from './pad';
import { placed } from './place';
import { resizedCubic } from './resize-cubic';
import type { AugmentRule } from './rules';

export type Fit = AugmentationConfig['fit'];

export interface FitOptions {
  /** Height and width of the network's input. */
  readonly input: Size;
  readonly fit: Fit;
  readonly rules: readonly AugmentRule[];
}

/** How large the whole image becomes; before padding, and before any chance. */
export function fittedSize({ height, width }: Pick<Sample, 'height' | 'width'>, input: Size, fit: Fit): Size {
  if (fit === 'stretch') return input;
  if (fit === 'pad') return [height, width];
  const scale = Math.min(input[0] / height, input[1] / width);
  return [Math.max(Math.round(height * scale), 1), Math.max(Math.round(width * scale), 1)];
}

/**
 * 'stretch' interpolates as the published MTI-Net does, the others as InvPT. A sample that has the input's size already
 * comes back itself.
 */
export function fitted<S extends Sample>(sample: S, { input, fit, rules }: FitOptions): S | Sample {
  if (sample.height === input[0] && sample.width === input[1]) return sample;
  if (fit === 'stretch') return resizedCubic(sample, sample.image, { size: input, bytes: 'clipped', rules });
  const size = fittedSize(sample, input, fit);
  const crop = middleCrop(size, input);
  return padded(placed(sample, { size, crop, flipped: false, bytes: 'rounded' }, rules), input, rules);
}

/** The same data set, every image of the network's size. */
export function fittedDataset(dataset: Dataset, options: FitOptions): Dataset {
  const [height, width] = options.input;
  return {
    info: { ...dataset.info, height, width, mixedSizes: false },
    read: async (split, index) => fitted(await dataset.read(split, index), options),
  };
}
