import { expect, test } from 'vitest';
import { shrunk } from '../../../src/session/shrink';

const painted = (width: number, height: number, value: (x: number, y: number) => number) => ({
  width,
  height,
  rgba: Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) =>
    i % 4 === 3 ? 255 : value((i >> 2) % width, Math.floor((i >> 2) / width)),
  ),
});

test('a line one pixel wide is fainter, and whole', () => {
  const small = shrunk(painted(640, 480, (x) => (x === 83 ? 200 : 0)));
  expect([small.width, small.height, small.rgba.length]).toEqual([320, 240, 4 * 320 * 240]);
  for (let y = 0; y < 240; y++) {
    const row = Array.from({ length: 320 }, (_, x) => small.rgba[4 * (y * 320 + x)]);
    expect(row.flatMap((value, x) => (value ? [[x, value]] : []))).toEqual([[41, 100]]);
  }
  expect(small.rgba[3]).toBe(255);
});

test('each pixel is the mean of its own square; small maps stay as they are', () => {
  const { width, height, rgba } = shrunk(painted(961, 4, (x, y) => (y < 3 ? x % 3 : 99)));
  expect([width, height]).toEqual([320, 1]);
  expect(new Set(rgba.filter((_, i) => i % 4 !== 3))).toEqual(new Set([1]));
  const kept = painted(320, 2, () => 7);
  expect(shrunk(kept)).toBe(kept);
});
