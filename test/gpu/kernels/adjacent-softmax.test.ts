import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { adjacentSoftmax } from '../../../src/gpu/kernels/adjacent-softmax';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

/** An exponential and a division in float32. */
const FLOAT32 = 1e-6;

const map = (channels: number, seed: number): Tensor4D => randomTensor([2, 3, 4, channels], seed) as Tensor4D;

test('equal weights halve, and a large one takes all', async () => {
  const f = tf.tensor4d([7, 7, 100, 0], [1, 1, 1, 4]);
  const x = tf.tensor4d([2, 4, 6, 8], [1, 1, 1, 4]);
  expect(Array.from(await readTensor(adjacentSoftmax(f, x, 2)))).toEqual([1, 2, 6, 0]);
});

test.each([1, 3, 4])('groups of %i adjacent channels, from the definition', async (width) => {
  const [f, x] = [map(12, 1), map(12, 2)];
  const [fs, xs, got] = (await readTensors([f, x, adjacentSoftmax(f, x, width)])) as Float32Array[];
  const want = Float64Array.from(xs!, (value, i) => {
    const start = i - (i % width);
    let total = 0;
    for (let k = start; k < start + width; k++) total += Math.exp(fs![k]!);
    return (value * Math.exp(fs![i]!)) / total;
  });
  expectClose(got!, want, FLOAT32);
});

test('gradients agree with central differences', async () => {
  const [f, x] = [map(8, 1), map(8, 2)];
  expect(await gradientError((v) => adjacentSoftmax(v as Tensor4D, x, 4), f)).toBeLessThan(CENTRAL_DIFFERENCE);
  expect(await gradientError((v) => adjacentSoftmax(f, v as Tensor4D, 4), x)).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('what does not fit is refused', () => {
  expect(() => adjacentSoftmax(map(8, 1), map(6, 1), 2)).toThrow('[2, 3, 4, 8] and [2, 3, 4, 6]');
  expect(() => adjacentSoftmax(map(8, 1), map(8, 1), 3)).toThrow('groups of 3');
});

test('a second run leaves no tensor behind', () => {
  const x = map(8, 1);
  return expectNoLeak(() => void tf.grad((v: tf.Tensor) => adjacentSoftmax(v as Tensor4D, v as Tensor4D, 4))(x));
});
