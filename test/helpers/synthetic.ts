/** Made-up samples of the right shapes, for benches and for tests that need no pictures. */
import { Random } from '../../src/base/random';
import type { Sample } from '../../src/data/sample';

const CLASSES = 40;

/** Noise for an image, a tilted plane for depth and normals, stripes of classes. */
export function syntheticSample(seed: number, height: number, width: number): Sample {
  const random = new Random(seed);
  const pixels = height * width;
  const stripe = 2 + random.below(6);
  const column = (i: number): number => i % width;
  return {
    id: `synthetic-${seed}`,
    height,
    width,
    image: Uint8Array.from({ length: 3 * pixels }, () => random.below(256)),
    labels: {
      semseg: Uint8Array.from({ length: pixels }, (_, i) => Math.floor(column(i) / stripe) % CLASSES),
      depth: Float32Array.from({ length: pixels }, (_, i) => 1 + column(i) / width),
      normals: Float32Array.from({ length: 3 * pixels }, (_, i) => (i % 3 === 0 ? -0.6 : i % 3 === 1 ? 0 : 0.8)),
      boundary: Uint8Array.from({ length: pixels }, (_, i) => (column(i) % stripe === 0 ? 1 : 0)),
    },
  };
}
