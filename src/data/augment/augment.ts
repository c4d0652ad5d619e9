/**
 * A stored sample as one training step sees it: changed by chance, and of the network's size. A function of the sample,
 * the options and a seed alone.
 */
import { deriveSeed, Random } from '../../base/random';
import type { AugmentationConfig } from '../../config/experiment';
import type { Sample, TrainingSample } from '../sample';
import type { Augmented, Change } from './change';
import { fitted, fittedSize, type FitOptions } from './fit';
import { augmentInvPt } from './inv-pt';
import { augmentMtiNet, drawTurn, drawZoom } from './mti-net';
import { applyPhotometric, drawPhotometric } from './photometric';

export interface AugmentOptions extends FitOptions {
  readonly pipeline: AugmentationConfig['pipeline'];
}

type Pipeline = (sample: Sample, options: FitOptions, random: Random) => Augmented;

const PIPELINES: Readonly<Record<AugmentationConfig['pipeline'], Pipeline>> = {
  none: (sample, options) => ({ sample: fitted(sample, options), change: unchanged(sample, options) }),
  'inv-pt': augmentInvPt,
  'mti-net-nyud': (sample, options, random) => augmentMtiNet(sample, options, random, drawZoom),
  'mti-net-pascal': (sample, options, random) => augmentMtiNet(sample, options, random, drawTurn),
};

function unchanged(sample: Sample, { input, fit }: FitOptions): Change {
  const size = fittedSize(sample, input, fit);
  return { scale: 1, angle: 0, flipped: false, crop: null, size, photometric: null };
}

/** @param seed of this sample in this step (`augmentSeed`), or any other */
export function augment(sample: Sample, { pipeline, ...options }: AugmentOptions, seed: number): Augmented {
  return PIPELINES[pipeline](sample, options, new Random(seed));
}

/** @param index of the sample in its split */
export const augmentSeed = (seed: number, step: number, index: number): number =>
  deriveSeed(seed, 'augment', step, index);

/**
 * The same for a sample of the loader. Two views of a scene keep their geometry, and colours change in the encoded image
 * alone: ΔV is a motion in metres between two cameras, which a mirrored or enlarged view (its depth divided by the
 * factor) would contradict, and the second view is never encoded.
 */
export function augmentForTraining(sample: TrainingSample, options: AugmentOptions, seed: number): TrainingSample {
  const { partner, ...first } = sample;
  if (!partner) return augment(first, options, seed).sample;
  const second = fitted(partner, options);
  if (options.pipeline !== 'inv-pt') return { ...fitted(first, options), partner: second };
  const image = first.image.slice();
  applyPhotometric(image, drawPhotometric(new Random(seed)));
  return { ...fitted({ ...first, image }, options), partner: second };
}
