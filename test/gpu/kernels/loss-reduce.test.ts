import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { asTensor } from '../../../src/gpu/op';
import { reduceLoss, type Balance } from '../../../src/gpu/kernels/loss-reduce';
import { readTensors } from '../../../src/gpu/read';
import { Random } from '../../../src/base/random';

const F32 = 2e-6; // sums of at most a few hundred float32 terms in a row

async function reduced(rows: number[][], balance: Balance): Promise<number[]> {
  const { loss, scale } = reduceLoss(tf.tensor2d(rows, [rows.length, 4]), balance);
  const [value, factors] = await readTensors([asTensor(loss), asTensor(scale)]);
  return [value![0]!, factors![0]!, factors![1]!];
}

test('weighs the two sums and divides by the valid pixels', async () => {
  const rows = [
    [1, 10, 0, 3],
    [2, 30, 2, 5],
  ];
  expect(await reduced(rows, 1)).toEqual([3 / 8, 1 / 8, 0]);
  expect(await reduced(rows, 0.5)).toEqual([(1.5 + 20) / 8, 1 / 16, 1 / 16]);
  expect(await reduced(rows, 'automatic')).toEqual([(0.25 * 3 + 0.75 * 40) / 8, 0.25 / 8, 0.75 / 8]);
});

test('no valid pixel gives 0', async () => {
  expect((await reduced([[0, 0, 0, 0]], 0.95))[0]).toBe(0);
});

test('16,384 partial sums of 1,000,000 pixels keep their digits and their bits', async () => {
  const random = new Random(1);
  const rows = Array.from({ length: 16384 }, () => [Math.fround(61 * random.uniform()), 0, 0, 61]);
  const want = rows.reduce((sum, [first]) => sum + first!, 0) / (61 * 16384);
  const [first] = await reduced(rows, 1);
  expect(Math.abs(first! / want - 1)).toBeLessThan(F32);
  expect((await reduced(rows, 1))[0]).toBe(first);
});
