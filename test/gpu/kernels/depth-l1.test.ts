/** Torch's values are checked in losses-golden.test.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { depthL1 } from '../../../src/gpu/kernels/depth-l1';
import { readTensor } from '../../../src/gpu/read';
import { grad4 } from '../../helpers/grad4';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

const x = (): tf.Tensor4D => tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
const y = (): tf.Tensor => tf.tensor3d([2, 255, 3, 1], [1, 2, 2]);

test('|1 - 2|, ignored, |3 - 3|, |4 - 1|: the mean is 4/3, the gradient -1/3, 0, 0, 1/3', async () => {
  expect((await readTensor(depthL1(x(), y())))[0]).toBeCloseTo(4 / 3, 6);
  const third = Math.fround(1 / 3);
  expect(Array.from(await readTensor(grad4((v) => depthL1(v, y()))(x())))).toEqual([-third, 0, 0, third]);
});

test('gradient agrees with central differences', async () => {
  const label = tf.add(randomTensor([2, 5, 6], 2), 9); // never within a step of the prediction: |.| has a kink
  const loss = (v: tf.Tensor): tf.Tensor => depthL1(v as tf.Tensor4D, label);
  // The loss is linear here, so a large step costs nothing and lifts the difference above the rounding.
  expect(await gradientError(loss, randomTensor([2, 5, 6, 1], 1), { step: 0.5 })).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('two channels are refused', () => {
  expect(() => depthL1(tf.zeros([1, 2, 2, 2]), tf.zeros([1, 2, 2]))).toThrow('last axis must be 1');
});

test('leaks nothing', async () => {
  await expectNoLeak(() => {
    grad4((v) => depthL1(v, y()))(x());
  });
});
