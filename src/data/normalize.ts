/** Images as the network reads them: RGB / 255, ImageNet mean and deviation (spec/mtl-models.md §6). */
import type { Sample } from './sample';

export const MEAN = [0.485, 0.456, 0.406] as const;
export const DEVIATION = [0.229, 0.224, 0.225] as const;

/** @returns [samples, H, W, 3], one after the other */
export function normalizeImages(samples: readonly Sample[]): Float32Array {
  const size = samples[0]?.image.length ?? 0;
  const out = new Float32Array(size * samples.length);
  // 256 values a channel: a table is exact and fast
  const table = MEAN.map((mean, c) =>
    Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean) / DEVIATION[c]!),
  );
  samples.forEach(({ image }, n) => {
    for (let i = 0; i < size; i++) out[n * size + i] = table[i % 3]![image[i]!]!;
  });
  return out;
}
