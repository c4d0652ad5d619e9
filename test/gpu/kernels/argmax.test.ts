import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { argmax } from '../../../src/gpu/kernels/argmax';
import { readTensor } from '../../../src/gpu/read';
import { randomTensor } from '../../helpers/gradcheck';

test('the first of equal channels wins', async () => {
  const y = await readTensor(argmax(tf.tensor4d([1, 3, 3, -1, -2, -3, 0, 0, 0], [1, 1, 3, 3])));
  expect(Array.from(y)).toEqual([1, 0, 0]);
});

test('agrees with a scan on the CPU', async () => {
  const x = randomTensor([2, 9, 11, 40], 1) as tf.Tensor4D;
  const values = await readTensor(x);
  const want = Array.from({ length: 198 }, (_, row) => {
    const logits = values.subarray(40 * row, 40 * row + 40);
    return logits.indexOf(Math.max(...logits));
  });
  const y = argmax(x);
  expect(y.shape).toEqual([2, 9, 11]);
  expect(Array.from(await readTensor(y))).toEqual(want);
});
