import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { raySum } from '../../../src/gpu/kernels/ray-sum';
import { readTensor } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';

const SUM = 1e-6; // five products of float32 numbers near 1

test('sums the samples of each ray by their weights', async () => {
  const values = tf.tensor2d([1, 10, 2, 20, 3, 30, 4, 40], [4, 2]);
  const weights = tf.tensor3d([1, 2, 3, 4], [1, 2, 2]);
  expect([...(await readTensor(raySum(values, weights)))]).toEqual([5, 50, 25, 250]);
});

test('values against tfjs, gradients against central differences', async () => {
  const values = randomTensor([2 * 7 * 5, 3], 1) as tf.Tensor2D;
  const weights = randomTensor([2, 7, 5], 2) as tf.Tensor3D;
  const want = tf.sum(tf.mul(tf.reshape(values, [14, 5, 3]), tf.reshape(weights, [14, 5, 1])), 1);
  expectClose(await readTensor(raySum(values, weights)), await readTensor(want), SUM);
  expect(await gradientError((x) => raySum(x as tf.Tensor2D, weights), values)).toBeLessThan(CENTRAL_DIFFERENCE);
  expect(await gradientError((x) => raySum(values, x as tf.Tensor3D), weights)).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('nothing is left behind; a wrong number of rows is refused', async () => {
  const values = randomTensor([20, 3], 1) as tf.Tensor2D;
  const weights = randomTensor([2, 2, 5], 2) as tf.Tensor3D;
  const run = (): void =>
    tf.tidy(
      () =>
        void tf.grads((v: tf.Tensor, w: tf.Tensor) => tf.sum(raySum(v as tf.Tensor2D, w as tf.Tensor3D)))([
          values,
          weights,
        ]),
    );
  run();
  const before = tf.memory().numTensors;
  run();
  expect(tf.memory().numTensors).toBe(before);
  expect(() => raySum(values, tf.zeros([2, 2, 6]))).toThrow(/one row a sample/);
});
