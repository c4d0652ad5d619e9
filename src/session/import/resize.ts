/**
 * A sample made smaller for storing: the image by averaging areas, labels and depth by their nearest pixel. Depth keeps
 * its metres and intrinsics are relative to the image, so both stay true.
 */
import type { Labels, Sample } from '../../data/sample';

interface Size {
  readonly height: number;
  readonly width: number;
}

/** How much of which source pixels a target pixel covers, along one axis. */
interface Cover {
  readonly first: number;
  readonly shares: readonly number[];
}

function covers(source: number, target: number): Cover[] {
  const step = source / target;
  return Array.from({ length: target }, (_, place) => {
    const [low, high] = [place * step, Math.min(source, (place + 1) * step)];
    const first = Math.floor(low);
    const shares: number[] = [];
    for (let pixel = first; pixel < high; pixel++) {
      const share = Math.min(high, pixel + 1) - Math.max(low, pixel);
      shares.push(share / (high - low));
    }
    return { first, shares };
  });
}

/** Rows first, then columns, so that a pixel costs the sum of its sides and not their product. [H, W, 3] */
export function averageAreas(image: Uint8Array, from: Size, to: Size): Uint8Array<ArrayBuffer> {
  const line = from.width * 3;
  const rows = new Float32Array(to.height * line);
  covers(from.height, to.height).forEach(({ first, shares }, row) => {
    shares.forEach((share, k) => {
      const source = (first + k) * line;
      for (let i = 0; i < line; i++) rows[row * line + i]! += share * image[source + i]!;
    });
  });
  const result = new Uint8Array(to.height * to.width * 3);
  const columns = covers(from.width, to.width);
  for (let row = 0; row < to.height; row++) {
    columns.forEach(({ first, shares }, column) => {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = 0; k < shares.length; k++) sum += shares[k]! * rows[row * line + (first + k) * 3 + c]!;
        result[(row * to.width + column) * 3 + c] = Math.round(sum);
      }
    });
  }
  return result;
}

/** The source pixel under the middle of each target pixel. */
function nearest(source: number, target: number): Uint32Array {
  return Uint32Array.from({ length: target }, (_, place) => Math.floor(((place + 0.5) * source) / target));
}

function pickPixels<T extends Uint8Array | Float32Array>(values: T, from: Size, to: Size): T {
  const channels = values.length / (from.height * from.width);
  const result = new (values.constructor as new (length: number) => T)(to.height * to.width * channels);
  const [rows, columns] = [nearest(from.height, to.height), nearest(from.width, to.width)];
  let at = 0;
  for (const row of rows)
    for (const column of columns)
      for (let c = 0; c < channels; c++) result[at++] = values[(row * from.width + column) * channels + c]!;
  return result;
}

/** At most `height` rows, the width in proportion; never larger than it is. @param height 0 = as it is */
export function resized(sample: Sample, height: number): Sample {
  if (height === 0 || sample.height <= height) return sample;
  const to = { height, width: Math.max(1, Math.round((sample.width * height) / sample.height)) };
  const labels = Object.entries(sample.labels).flatMap(
    ([name, values]: [string, Uint8Array | Float32Array | undefined]) =>
      values ? [[name, pickPixels(values, sample, to)] as const] : [],
  );
  return {
    ...sample,
    ...to,
    image: averageAreas(sample.image, sample, to),
    labels: Object.fromEntries(labels) as Labels,
  };
}
