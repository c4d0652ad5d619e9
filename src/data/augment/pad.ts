/** Padding to a fixed size, the image in its middle (spec/mtl-models.md §6): mean colour around it, and no labels. */
import { MEAN } from '../normalize';
import type { Sample } from '../sample';
import { cropped } from './camera';
import type { Size } from './crop';
import { likeOf, mapLabels, type AugmentRule, type Values } from './rules';

/** As bytes: normalised they are within 0.009 of the published 0. */
const MEAN_COLOUR = MEAN.map((channel) => Math.round(255 * channel));

interface Frame {
  readonly from: Size;
  readonly to: Size;
  readonly channels: number;
}

const offsetIn = (from: number, to: number): number => (to - from) >> 1;

/** Copies rows to the middle of `out`, which is filled already. */
function setMiddle<T extends Values>(out: T, values: T, { from, to, channels }: Frame): T {
  const [top, left] = [offsetIn(from[0], to[0]), offsetIn(from[1], to[1])];
  const stride = from[1] * channels;
  for (let row = 0; row < from[0]; row++) {
    out.set(values.subarray(row * stride, (row + 1) * stride), ((top + row) * to[1] + left) * channels);
  }
  return out;
}

function meanImage(pixels: number): Uint8Array {
  const image = new Uint8Array(3 * pixels);
  for (let i = 0; i < image.length; i++) image[i] = MEAN_COLOUR[i % 3]!;
  return image;
}

/** @param to at least as large as the sample; the sample itself if it is as large */
export function padded(sample: Sample, to: Size, rules: readonly AugmentRule[]): Sample {
  const { height, width, image, camera } = sample;
  if (height === to[0] && width === to[1]) return sample;
  const from: Size = [height, width];
  const pixels = to[0] * to[1];
  const labels = mapLabels(sample.labels, rules, (values, { channels, empty }) =>
    setMiddle(likeOf(values, channels * pixels).fill(empty) as typeof values, values, { from, to, channels }),
  );
  const around = { top: -offsetIn(height, to[0]), left: -offsetIn(width, to[1]), height: to[0], width: to[1] };
  return {
    ...sample,
    height: to[0],
    width: to[1],
    image: setMiddle(meanImage(pixels), image, { from, to, channels: 3 }),
    labels,
    ...(camera && { camera: cropped(camera, from, around) }),
  };
}
