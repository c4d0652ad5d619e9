import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { unitNormalize } from '../../../src/gpu/kernels/unit-normalize';
import { readTensor } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { grad4 } from '../../helpers/grad4';
import { readGolden } from '../../helpers/golden';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';
import { nhwcTensor, nhwcValues } from '../../helpers/nhwc';

const F32 = 2e-6; // a handful of float32 roundings against a float64 reference

test('(3, 0, 4) becomes (.6, 0, .8), and the zero vector stays', async () => {
  const y = await readTensor(unitNormalize(tf.tensor2d([3, 0, 4, 0, 0, 0], [2, 3])));
  expectClose(y, [0.6, 0, 0.8, 0, 0, 0], F32);
});

test('values and gradient agree with torch', async () => {
  const golden = readGolden('regularizer/g20_resize_normalize.safetensors');
  const n = nhwcTensor(golden.get('n'));
  expectClose(await readTensor(unitNormalize(n)), nhwcValues(golden.get('n_unit')), F32);
  const dn = grad4((v) => unitNormalize(v))(n, nhwcTensor(golden.get('dn_unit')));
  expectClose(await readTensor(dn), nhwcValues(golden.get('dn')), 5 * F32, 'gradient'); // differences of near-equal terms
});

test('gradient agrees with central differences in five channels', async () => {
  const x = tf.add(randomTensor([6, 5], 1), 2); // away from the zero vector
  expect(await gradientError(unitNormalize, x)).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('below the clamp the length is a constant', async () => {
  const dx = tf.grad((x: tf.Tensor) => unitNormalize(x))(tf.zeros([1, 3]), tf.tensor2d([1, -2, 0], [1, 3]));
  expectClose(await readTensor(dx), [1e12, -2e12, 0], F32);
});

test('leaks nothing', async () => {
  await expectNoLeak(() => {
    const x = tf.ones([4, 3]);
    tf.grad((v: tf.Tensor) => tf.sum(unitNormalize(v)))(x);
  });
});
