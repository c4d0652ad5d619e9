/** Torch's values, large logits and soft labels included, are checked in losses-golden.test.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { boundaryBce } from '../../../src/gpu/kernels/boundary-bce';
import { readTensor } from '../../../src/gpu/read';
import { grad4 } from '../../helpers/grad4';
import { Random } from '../../../src/base/random';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

test('a logit of 0 costs .95 log 2 on a boundary and .05 log 2 off it', async () => {
  const y = tf.tensor3d([1, 0, 255], [1, 1, 3]);
  const x = tf.zeros<tf.Rank.R4>([1, 1, 3, 1]);
  expect((await readTensor(boundaryBce(x, y, 0.95)))[0]).toBeCloseTo(Math.LN2 / 2, 6);
  const dx = await readTensor(grad4((v) => boundaryBce(v, y, 0.95))(x));
  expect(dx[0]).toBeCloseTo(-0.95 / 4, 6);
  expect(dx[1]).toBeCloseTo(0.05 / 4, 6);
  expect(dx[2]).toBe(0);
});

test('logits of +-1e4 stay finite', async () => {
  const y = tf.tensor3d([1, 0], [1, 1, 2]);
  const x = tf.tensor4d([-1e4, 1e4], [1, 1, 2, 1]);
  expect((await readTensor(boundaryBce(x, y, 0.5)))[0]).toBe(5000);
  expect(Array.from(await readTensor(grad4((v) => boundaryBce(v, y, 0.5))(x)))).toEqual([-0.25, 0.25]);
});

test.each([0.95, 'automatic'] as const)('gradient agrees with central differences, weight %s', async (weight) => {
  const random = new Random(2);
  const y = tf.tensor3d(
    Array.from({ length: 40 }, () => (random.uniform() < 0.2 ? 255 : random.uniform())),
    [2, 4, 5],
  );
  const error = await gradientError((v) => boundaryBce(v as tf.Tensor4D, y, weight), randomTensor([2, 4, 5, 1], 1));
  expect(error).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('leaks nothing', async () => {
  await expectNoLeak(() => {
    grad4((v) => boundaryBce(v, tf.zeros([1, 2, 2]), 0.95))(tf.ones([1, 2, 2, 1]));
  });
});
