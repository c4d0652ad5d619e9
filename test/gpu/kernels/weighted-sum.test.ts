import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { weightedSum } from '../../../src/gpu/kernels/weighted-sum';
import { readTensor } from '../../../src/gpu/read';

const WEIGHTS = [1, -2, 0.5];

test('adds up by hand', async () => {
  const values = [3, 4, 10].map((value) => tf.scalar(value));
  expect(await readTensor(weightedSum(values, WEIGHTS))).toEqual(Float32Array.of(3 - 8 + 5));
});

test('the gradient of each value is its weight times that of the total', async () => {
  const values = [3, 4, 10].map((value) => tf.scalar(value));
  const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => tf.mul(weightedSum([a, b, c], WEIGHTS), 3))(
    values,
  );
  for (const [i, gradient] of gradients.entries())
    expect(await readTensor(gradient)).toEqual(Float32Array.of(3 * WEIGHTS[i]!));
});

test('a value that is used twice gets both weights', async () => {
  const gradient = tf.grad((x: tf.Tensor) => weightedSum([x, x], [2, 5]))(tf.scalar(1));
  expect(await readTensor(gradient)).toEqual(Float32Array.of(7));
});

test('weights and values must be as many', () => {
  expect(() => weightedSum([tf.scalar(1)], [1, 2])).toThrow('1 values but 2 weights');
});
