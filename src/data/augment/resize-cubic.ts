/** The published MTI-Net's resize to a fixed size (spec/mtl-models.md §6): image and directions bicubic, the rest nearest. */
import type { Sample } from '../sample';
import { middleCrop, type Size } from './crop';
import { cropped } from './camera';
import { cubicPlaces, nearestPlaces, type Axis } from './places';
import { atCubic, atNearest } from './resample';
import { isDirection, mapLabels, type AugmentRule, type Values } from './rules';

export interface CubicResize {
  /** That the whole image gets. */
  readonly size: Size;
  /** Of that, the middle is kept; default: all. */
  readonly keep?: Size;
  /** Interpolation reaches beyond 0 and 255: 'clipped', or 'wrapped' as the published cast does. */
  readonly bytes: 'clipped' | 'wrapped';
  readonly rules: readonly AugmentRule[];
}

/** Unit length; zero vectors stay. @param values [pixels, 3], changed */
function normalise(values: Float32Array): Float32Array {
  for (let i = 0; i < values.length; i += 3) {
    const [x, y, z] = [values[i]!, values[i + 1]!, values[i + 2]!];
    const length = Math.sqrt(x * x + y * y + z * z);
    if (length === 0) continue;
    values[i] = x / length;
    values[i + 1] = y / length;
    values[i + 2] = z / length;
  }
  return values;
}

function bytesOf(values: Values, bytes: CubicResize['bytes']): Uint8Array {
  if (values instanceof Uint8Array) return values;
  if (bytes === 'clipped') return new Uint8Array(new Uint8ClampedArray(values).buffer);
  const image = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) image[i] = values[i]!; // cut off, modulo 256
  return image;
}

/** @param image RGB of the sample's size, in its place: 0..255, not rounded yet, perhaps */
export function resizedCubic(sample: Sample, image: Values, { size, keep, bytes, rules }: CubicResize): Sample {
  const { height, width, camera } = sample;
  const crop = middleCrop(size, keep ?? size);
  const rows: Axis = { from: height, to: size[0], first: crop.top, count: crop.height };
  const columns: Axis = { from: width, to: size[1], first: crop.left, count: crop.width };
  const nearest = [nearestPlaces(rows), nearestPlaces(columns)] as const;
  const cubic = [cubicPlaces(rows), cubicPlaces(columns)] as const;
  const same = height === size[0] && width === size[1]; // all weights are 0 and 1
  const mixed = (values: Values): Values =>
    same ? atNearest({ values, width, channels: 3 }, ...nearest) : atCubic({ values, width, channels: 3 }, ...cubic);
  const labels = mapLabels(sample.labels, rules, (values, rule) => {
    if (!isDirection(rule)) return atNearest({ values, width, channels: rule.channels }, ...nearest);
    return normalise(mixed(values) as Float32Array) as typeof values;
  });
  return {
    ...sample,
    height: crop.height,
    width: crop.width,
    image: bytesOf(mixed(image), bytes),
    labels,
    ...(camera && { camera: cropped(camera, size, crop) }),
  };
}
