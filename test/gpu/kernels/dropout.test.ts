import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { dropout } from '../../../src/gpu/kernels/dropout';
import { readTensor } from '../../../src/gpu/read';
import { gradientError, randomTensor } from '../../helpers/gradcheck';

const ROWS = 4000;

test('keeps about 1 - rate of the elements and scales them up', async () => {
  const y = await readTensor(dropout(tf.ones([ROWS]), { rate: 0.15, seed: 3 }));
  const kept = y.filter((v) => v !== 0);
  expect(kept.length / ROWS).toBeGreaterThan(0.83); // 0.85 +- 3.5 standard deviations of .0056
  expect(kept.length / ROWS).toBeLessThan(0.87);
  for (const value of kept) expect(value).toBeCloseTo(1 / 0.85, 6);
});

test('the same seed gives the same mask, another seed another', async () => {
  const x = tf.ones([ROWS]);
  const first = await readTensor(dropout(x, { rate: 0.5, seed: 3 }));
  expect(await readTensor(dropout(x, { rate: 0.5, seed: 3 }))).toEqual(first);
  expect(await readTensor(dropout(x, { rate: 0.5, seed: 4 }))).not.toEqual(first);
});

test('the gradient passes through the same mask', async () => {
  const x = randomTensor([ROWS], 1);
  const y = await readTensor(dropout(tf.ones([ROWS]), { rate: 0.5, seed: 9 }));
  const dx = await readTensor(tf.grad((v: tf.Tensor) => tf.sum(dropout(v, { rate: 0.5, seed: 9 })))(x));
  expect(dx).toEqual(y);
  expect(await gradientError((v) => dropout(v, { rate: 0.5, seed: 9 }), x)).toBeLessThan(2e-3);
});
