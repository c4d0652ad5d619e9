/**
 * MTI-Net's pipelines (spec/mtl-models.md §6, §11 no. 9): mirrored, then on NYUD enlarged, on PASCAL turned and scaled,
 * about the centre; then brought to a fixed size. Two resamplings, as published; colours stay real numbers between them.
 */
import type { Random } from '../../base/random';
import type { Sample } from '../sample';
import type { Augmented } from './change';
import { fittedSize, type FitOptions } from './fit';
import { padded } from './pad';
import { flippedSample } from './place';
import { resizedCubic } from './resize-cubic';
import { isDirection, mapLabels, type AugmentRule, type Values } from './rules';
import { turnVectors, warpedCubic, warpedNearest, type Turn } from './warp';
import { zoomedLabels } from './zoom';

const ZOOMS = [1, 1.2, 1.5] as const;
const ANGLE = 20; // degrees to either side
const [SMALLEST, LARGEST] = [0.75, 1.25];

export const drawZoom = (random: Random): Turn => ({ angle: 0, scale: random.pick(ZOOMS) });

export const drawTurn = (random: Random): Turn => ({
  angle: random.between(-ANGLE, ANGLE),
  scale: random.between(SMALLEST, LARGEST),
});

/** A sample whose colours are not rounded yet. */
interface Warped {
  readonly sample: Sample;
  readonly image: Values;
}

/** Directions turn with the image, but are not normalised again here; depth is divided by the scale. */
export function warped(sample: Sample, turn: Turn, rules: readonly AugmentRule[]): Warped {
  const { angle, scale } = turn;
  if (angle === 0 && scale === 1) return { sample, image: sample.image };
  const labels = mapLabels(sample.labels, rules, (values, rule) => {
    const extent = { height: sample.height, width: sample.width, channels: rule.channels };
    if (!isDirection(rule)) return warpedNearest(values, extent, turn);
    const directions = warpedCubic(values, extent, turn);
    if (angle !== 0) turnVectors(directions, angle);
    return directions as typeof values;
  });
  const { camera, ...rest } = sample;
  const seen = camera && angle === 0 ? { camera: magnified(camera, scale) } : {}; // no posed data set is turned
  return {
    sample: zoomedLabels({ ...rest, ...seen, labels }, scale, rules),
    image: warpedCubic(sample.image, sample, turn),
  };
}

/** About the middle of the image, which keeps its size. */
function magnified(camera: NonNullable<Sample['camera']>, scale: number): NonNullable<Sample['camera']> {
  const { fx, fy, cx, cy } = camera.intrinsics;
  const about = (place: number): number => 0.5 + (place - 0.5) * scale;
  return { ...camera, intrinsics: { fx: fx * scale, fy: fy * scale, cx: about(cx), cy: about(cy) } };
}

/** @param draw of the data set's kind */
export function augmentMtiNet(
  sample: Sample,
  options: FitOptions,
  random: Random,
  draw: (random: Random) => Turn,
): Augmented {
  const { input, fit, rules } = options;
  const flipped = random.uniform() < 0.5;
  const turn = draw(random);
  const { sample: turned, image } = warped(flipped ? flippedSample(sample, rules) : sample, turn, rules);
  const size = fittedSize(sample, input, fit);
  const fixed = resizedCubic(turned, image, { size, keep: input, bytes: 'wrapped', rules });
  return { sample: padded(fixed, input, rules), change: { ...turn, flipped, crop: null, size, photometric: null } };
}
