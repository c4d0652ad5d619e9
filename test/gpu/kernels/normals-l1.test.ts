/** Torch's values, the zero vector included, are checked in losses-golden.test.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { normalsL1 } from '../../../src/gpu/kernels/normals-l1';
import { unitNormalize } from '../../../src/gpu/kernels/unit-normalize';
import { readTensor } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { grad4 } from '../../helpers/grad4';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

const F32 = 2e-6; // a handful of roundings

test('(0, 0, 2) against (0, 1, 0) costs 2, one void channel ignores the pixel', async () => {
  const x = tf.tensor4d([0, 0, 2, 5, 5, 5], [1, 1, 2, 3]);
  const y = tf.tensor4d([0, 1, 0, 0, 255, 0], [1, 1, 2, 3]);
  expect((await readTensor(normalsL1(x, y)))[0]).toBe(2);
  expectClose(await readTensor(grad4((v) => normalsL1(v, y))(x)), [0, -0.5, 0, 0, 0, 0], F32);
});

test('gradient agrees with central differences', async () => {
  const label = tf.mul(tf.sign(randomTensor([1, 2, 3, 3], 2)), 1.5); // outside [-1, 1]: no kink can be met
  const x = tf.add(randomTensor([1, 2, 3, 3], 1, 0.3), 1.5);
  expect(await gradientError((v) => normalsL1(v as tf.Tensor4D, label), x)).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('equals the loss composed from unitNormalize', async () => {
  const x = randomTensor([2, 6, 7, 3], 3) as tf.Tensor4D;
  const y = unitNormalize(randomTensor([2, 6, 7, 3], 4));
  const composed = (v: tf.Tensor4D): tf.Scalar => tf.div(tf.sum(tf.abs(tf.sub(unitNormalize(v), y))), 84) as tf.Scalar;
  expectClose(await readTensor(normalsL1(x, y)), await readTensor(composed(x)), F32);
  const gradient = (f: (v: tf.Tensor4D) => tf.Scalar): Promise<Float32Array> => readTensor(grad4(f)(x));
  expectClose(await gradient((v) => normalsL1(v, y)), await gradient(composed), 5 * F32, 'gradient');
});

test('leaks nothing', async () => {
  await expectNoLeak(() => {
    grad4((v) => normalsL1(v, tf.zeros([1, 2, 2, 3])))(tf.ones([1, 2, 2, 3]));
  });
});
