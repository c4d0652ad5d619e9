/** Maps [B, C, H, W] on the CPU in double precision: bilinear resizing and batch norm by their definitions. */
import type { GoldenTensor } from './golden';

/** align_corners false, no antialias. */
export function resized({ shape, data }: GoldenTensor, [rows, columns]: readonly [number, number]): GoldenTensor {
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const out = new Float32Array(batch * channels * rows * columns);
  const tap = (i: number, from: number, to: number): { low: number; high: number; share: number } => {
    const x = Math.max(((i + 0.5) * from) / to - 0.5, 0);
    const low = Math.min(Math.floor(x), from - 1);
    return { low, high: Math.min(low + 1, from - 1), share: x - low };
  };
  for (let map = 0, at = 0; map < batch * channels; map++) {
    const value = (y: number, x: number): number => data[(map * height + y) * width + x]!;
    for (let r = 0; r < rows; r++) {
      const y = tap(r, height, rows);
      for (let c = 0; c < columns; c++, at++) {
        const x = tap(c, width, columns);
        const row = (line: number): number => value(line, x.low) * (1 - x.share) + value(line, x.high) * x.share;
        out[at] = row(y.low) * (1 - y.share) + row(y.high) * y.share;
      }
    }
  }
  return { shape: [batch, channels, rows, columns], data: out };
}

/** Along the channels. */
export function joined(maps: readonly GoldenTensor[]): GoldenTensor {
  const [batch, , height, width] = maps[0]!.shape as [number, number, number, number];
  const channels = maps.reduce((sum, { shape }) => sum + shape[1]!, 0);
  const data = new Float32Array(batch * channels * height * width);
  let at = 0;
  for (let b = 0; b < batch; b++) {
    for (const map of maps) {
      const size = map.data.length / batch;
      data.set(map.data.subarray(b * size, (b + 1) * size), at);
      at += size;
    }
  }
  return { shape: [batch, channels, height, width], data };
}

/** (x - mean) / sqrt(variance + epsilon) with the batch's biased variance, then ReLU. */
export function normedByBatch({ shape, data }: GoldenTensor, epsilon: number): GoldenTensor {
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const pixels = height * width;
  const out = new Float32Array(data.length);
  for (let c = 0; c < channels; c++) {
    const places = Array.from(
      { length: batch * pixels },
      (_, i) => (Math.floor(i / pixels) * channels + c) * pixels + (i % pixels),
    );
    const mean = places.reduce((sum, at) => sum + data[at]!, 0) / places.length;
    const variance = places.reduce((sum, at) => sum + (data[at]! - mean) ** 2, 0) / places.length;
    for (const at of places) out[at] = Math.max((data[at]! - mean) / Math.sqrt(variance + epsilon), 0);
  }
  return { shape, data: out };
}
