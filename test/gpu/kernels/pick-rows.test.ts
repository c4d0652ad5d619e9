import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { pickRows } from '../../../src/gpu/kernels/pick-rows';
import { readTensors } from '../../../src/gpu/read';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

const STRETCHES = [
  { begin: 1, end: 3 },
  { begin: 5, end: 6 },
];

test('rows and their biases, one stretch after the other', async () => {
  const matrix = tf.tensor2d([0, 1, 10, 11, 20, 21, 30, 31, 40, 41, 50, 51], [6, 2]);
  const picked = pickRows(matrix, tf.tensor1d([0, 1, 2, 3, 4, 5]), STRETCHES);
  const [rows, bias] = await readTensors([picked.matrix, picked.bias]);
  expect([...rows!]).toEqual([10, 11, 20, 21, 50, 51]);
  expect([...bias!]).toEqual([1, 2, 5]);
});

test('the gradient goes back to the rows, and is 0 elsewhere', async () => {
  const [matrix, bias] = [randomTensor([7, 5], 1) as tf.Tensor2D, randomTensor([7], 2) as tf.Tensor1D];
  const both = (m: tf.Tensor, b: tf.Tensor): tf.Tensor => {
    const picked = pickRows(m as tf.Tensor2D, b as tf.Tensor1D, STRETCHES);
    return tf.add(tf.sum(tf.mul(picked.matrix, 2)), tf.sum(tf.mul(picked.bias, 3)));
  };
  const [dMatrix, dBias] = await readTensors(tf.grads(both)([matrix, bias]));
  const kept = [0, 1, 1, 0, 0, 1, 0];
  expect([...dMatrix!]).toEqual(kept.flatMap((k) => Array.from({ length: 5 }, () => 2 * k)));
  expect([...dBias!]).toEqual(kept.map((k) => 3 * k));
  const rows = (m: tf.Tensor): tf.Tensor => pickRows(m as tf.Tensor2D, bias, STRETCHES).matrix;
  expect(await gradientError(rows, matrix)).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('leaves nothing behind', async () => {
  const [matrix, bias] = [randomTensor([7, 5], 1) as tf.Tensor2D, randomTensor([7], 2) as tf.Tensor1D];
  await expectNoLeak(() => tf.grad((m: tf.Tensor) => pickRows(m as tf.Tensor2D, bias, STRETCHES).matrix)(matrix));
});

test('rows that are not there are refused', () => {
  const [matrix, bias] = [tf.zeros<tf.Rank.R2>([4, 2]), tf.zeros<tf.Rank.R1>([4])];
  expect(() => pickRows(matrix, bias, [{ begin: 3, end: 5 }])).toThrow(/rows 3\.\.5 are not all among the 4/);
  expect(() => pickRows(matrix, bias, [{ begin: 2, end: 2 }])).toThrow(/2\.\.2/);
});
