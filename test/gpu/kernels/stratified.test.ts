import { expect, test } from 'vitest';
import { stratified } from '../../../src/gpu/kernels/stratified';
import { readTensor } from '../../../src/gpu/read';

const SHAPE = [2, 50, 16] as const;
const WIDTH = 2 / SHAPE[2];

test('without jitter: the middles of the bins', async () => {
  const places = await readTensor(stratified({ shape: [1, 2, 4], low: -1, high: 1 }));
  expect([...places]).toEqual([-0.75, -0.25, 0.25, 0.75, -0.75, -0.25, 0.25, 0.75]);
});

test('with jitter: one in each bin, spread evenly inside it', async () => {
  const places = await readTensor(stratified({ shape: SHAPE, low: -1, high: 1, seed: 3 }));
  let sum = 0;
  places.forEach((value, i) => {
    const inside = (value + 1) / WIDTH - (i % SHAPE[2]);
    expect(inside).toBeGreaterThanOrEqual(-1e-6);
    expect(inside).toBeLessThanOrEqual(1 + 1e-6);
    sum += inside;
  });
  expect(Math.abs(sum / places.length - 0.5)).toBeLessThan(0.03); // 1600 draws: 4 standard deviations of .0072
});

/** The same in integers and float32 on the CPU: WGSL's hash must be the published one on every adapter. */
function onTheCpu(seed: number, index: number): number {
  const pcg = (value: number): number => {
    const state = (Math.imul(value, 747796405) + 2891336453) >>> 0;
    const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
    return ((word >>> 22) ^ word) >>> 0;
  };
  return (pcg((pcg(index) ^ seed) >>> 0) >>> 8) / 2 ** 24;
}

test('a pure function of seed and index', async () => {
  const places = await readTensor(stratified({ shape: SHAPE, low: 0, high: 16, seed: 0xdeadbeef }));
  const want = Array.from(places, (_, i) => Math.fround((i % SHAPE[2]) + onTheCpu(0xdeadbeef, i)));
  expect([...places]).toEqual(want);
  expect(await readTensor(stratified({ shape: SHAPE, low: 0, high: 16, seed: 0xdeadbeee }))).not.toEqual(places);
});

test('per image: all rays alike, the next image not', async () => {
  const [batch, rays, count] = SHAPE;
  const places = await readTensor(stratified({ shape: SHAPE, low: 0, high: 16, seed: 9, perImage: true }));
  const want = Array.from({ length: batch * rays * count }, (_, i) => {
    const image = Math.floor(i / (rays * count));
    return Math.fround((i % count) + onTheCpu(9, image * count + (i % count)));
  });
  expect([...places]).toEqual(want);
});

test("EG3D's rule: evenly spaced from end to end, plus up to a step, the last beyond the end", async () => {
  const rule = { shape: [1, 1, 5], low: -1, high: 1, linspace: true } as const;
  expect([...(await readTensor(stratified(rule)))]).toEqual([-0.75, -0.25, 0.25, 0.75, 1.25]);
  expect([...(await readTensor(stratified({ ...rule, shape: [1, 1, 1] })))]).toEqual([0]);
  const drawn = await readTensor(stratified({ ...rule, seed: 7 }));
  drawn.forEach((value, k) => expect(value).toBeCloseTo(-1 + (k + onTheCpu(7, k)) / 2, 6));
});
