import { expect, test } from 'vitest';
import { sortedUniforms } from '../../../src/gpu/kernels/sorted-uniforms';
import { readTensor } from '../../../src/gpu/read';

const [BATCH, RAYS, COUNT] = [2, 400, 9] as const;
const SHAPE = [BATCH, RAYS, COUNT] as const;

const rowsOf = (values: Float32Array): number[][] =>
  Array.from({ length: values.length / COUNT }, (_, row) => [...values.subarray(row * COUNT, (row + 1) * COUNT)]);

test('sorted, in [0, 1), and a function of the seed', async () => {
  const places = await readTensor(sortedUniforms({ shape: SHAPE, seed: 3 }));
  for (const row of rowsOf(places)) {
    expect(row).toEqual(row.toSorted((a, b) => a - b));
    expect(row[0]).toBeGreaterThan(0);
    expect(row.at(-1)).toBeLessThan(1);
  }
  expect(await readTensor(sortedUniforms({ shape: SHAPE, seed: 3 }))).toEqual(places);
  expect(await readTensor(sortedUniforms({ shape: SHAPE, seed: 4 }))).not.toEqual(places);
});

test('as independent draws: order statistics of Beta(k, n + 1 - k), and no number bound to a bin', async () => {
  const rows = rowsOf(await readTensor(sortedUniforms({ shape: SHAPE, seed: 11 })));
  for (let k = 0; k < COUNT; k++) {
    const [a, b] = [k + 1, COUNT - k];
    const mean = a / (a + b);
    const variance = (a * b) / ((a + b) ** 2 * (a + b + 1));
    const values = rows.map((row) => row[k]!);
    const got = values.reduce((sum, value) => sum + value, 0) / rows.length;
    const spread = values.reduce((sum, value) => sum + (value - got) ** 2, 0) / rows.length;
    expect(Math.abs(got - mean)).toBeLessThan(4 * Math.sqrt(variance / rows.length));
    expect(Math.abs(spread / variance - 1)).toBeLessThan(0.25); // 5 deviations of 800 draws
  }
  const outside = rows.filter((row) => row.some((value, k) => Math.floor(value * COUNT) !== k));
  expect(outside.length).toBeGreaterThan(rows.length * 0.9); // all nine in their own bins: 9! / 9^9
});

test('the same for all rays of an image, not for the next image', async () => {
  const rows = rowsOf(await readTensor(sortedUniforms({ shape: SHAPE, seed: 5, perImage: true })));
  for (const row of rows.slice(0, RAYS)) expect(row).toEqual(rows[0]);
  for (const row of rows.slice(RAYS)) expect(row).toEqual(rows[RAYS]);
  expect(rows[RAYS]).not.toEqual(rows[0]);
});
