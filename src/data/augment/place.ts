/** Scaled, cropped and mirrored in one resampling: the image bilinear, labels nearest. */
import type { Sample } from '../sample';
import { cropped, mirrored } from './camera';
import type { Crop, Size } from './crop';
import { linearPlaces, nearestPlaces } from './places';
import { atNearest, fillLinear } from './resample';
import { mapLabels, type AugmentRule } from './rules';

export interface Placement {
  /** That the whole image would have. */
  readonly size: Size;
  /** Of that. */
  readonly crop: Crop;
  readonly flipped: boolean;
  /** How interpolated colours become bytes: 'cut' off, as a cast does, or 'rounded'. */
  readonly bytes: 'cut' | 'rounded';
}

const OFFSET = { cut: 2 ** -12, rounded: 0.5 }; // not 0: sums that are whole but for rounding stay whole

export const wholeOf = ([height, width]: Size): Crop => ({ top: 0, left: 0, height, width });

function imageAt(sample: Sample, { size, crop, flipped, bytes }: Placement): Uint8Array {
  const { image, height, width } = sample;
  const rows = { from: height, to: size[0], first: crop.top, count: crop.height };
  const columns = { from: width, to: size[1], first: crop.left, count: crop.width, mirrored: flipped };
  const grid = { values: image, width, channels: 3 };
  if (height === size[0] && width === size[1]) return atNearest(grid, nearestPlaces(rows), nearestPlaces(columns));
  const between = {
    rows: linearPlaces(rows),
    columns: linearPlaces(columns),
    offset: OFFSET[bytes],
  };
  return fillLinear(grid, between, new Uint8Array(3 * crop.height * crop.width));
}

function negateX(values: Uint8Array | Float32Array): void {
  for (let i = 0; i < values.length; i += 3) if (values[i] !== 0) values[i] = -values[i]!; // never -0
}

/** @returns a sample of the crop's size */
export function placed(sample: Sample, placement: Placement, rules: readonly AugmentRule[]): Sample {
  const { size, crop, flipped } = placement;
  const { height, width, camera } = sample;
  const rows = nearestPlaces({ from: height, to: size[0], first: crop.top, count: crop.height });
  const columns = nearestPlaces({
    from: width,
    to: size[1],
    first: crop.left,
    count: crop.width,
    mirrored: flipped,
  });
  const labels = mapLabels(sample.labels, rules, (values, { channels, flip }) => {
    const found = atNearest({ values, width, channels }, rows, columns);
    if (flipped && flip === 'negate-x') negateX(found);
    return found;
  });
  const seen = camera && cropped(camera, size, crop);
  return {
    ...sample,
    height: crop.height,
    width: crop.width,
    image: imageAt(sample, placement),
    labels,
    ...(seen && { camera: flipped ? mirrored(seen) : seen }),
  };
}

/** Left to right. */
export function flippedSample(sample: Sample, rules: readonly AugmentRule[]): Sample {
  const size: Size = [sample.height, sample.width];
  return placed(sample, { size, crop: wholeOf(size), flipped: true, bytes: 'cut' }, rules);
}
