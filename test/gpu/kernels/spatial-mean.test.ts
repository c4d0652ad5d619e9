import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { spatialMean } from '../../../src/gpu/kernels/spatial-mean';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

/** Sums of up to a thousand float32 values. */
const FLOAT32 = 1e-6;

test('four pixels of two channels', async () => {
  const x = tf.tensor4d([1, 10, 2, 20, 3, 30, 6, 60], [1, 2, 2, 2]);
  expect(Array.from(await readTensor(spatialMean(x)))).toEqual([3, 30]);
});

test.each([
  [2, 4, 6, 5],
  [1, 16, 24, 3], // in chunks
  [3, 29, 31, 2],
])('[%i, %i, %i, %i]', async (...shape) => {
  const x = randomTensor(shape, 1) as Tensor4D;
  const y = spatialMean(x);
  const [batch, height, width, channels] = shape as [number, number, number, number];
  expect(y.shape).toEqual([batch, 1, 1, channels]);
  const [xs, got] = (await readTensors([x, y])) as [Float32Array, Float32Array];
  const want = new Float64Array(batch * channels);
  xs.forEach((value, i) => {
    const image = Math.floor(i / (height * width * channels));
    want[image * channels + (i % channels)]! += value / (height * width);
  });
  expectClose(got, want, FLOAT32);
  expect(await gradientError((v) => spatialMean(v as Tensor4D), x)).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('a second run leaves no tensor behind', () => {
  const x = randomTensor([1, 20, 20, 2], 1);
  return expectNoLeak(() => void tf.grad((v: tf.Tensor) => spatialMean(v as Tensor4D))(x));
});
