/** Torch's values are checked in losses-golden.test.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { balancedCrossEntropy, crossEntropy } from '../../../src/gpu/kernels/cross-entropy';
import { readTensor } from '../../../src/gpu/read';
import { Random } from '../../../src/base/random';
import { expectClose } from '../../helpers/close';
import { grad4 } from '../../helpers/grad4';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

const LARGE_SUM = 1e-5; // 300,000 float32 terms, at most 64 in a row

function labels(shape: number[], classes: number, seed: number): tf.Tensor {
  const random = new Random(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => (random.uniform() < 0.2 ? 255 : random.below(classes))),
    shape,
  );
}

test('two equal logits cost log 2, whatever is ignored', async () => {
  const loss = crossEntropy(tf.tensor4d([5, 5, 7, 1], [1, 1, 2, 2]), tf.tensor3d([1, 255], [1, 1, 2]));
  expect((await readTensor(loss))[0]).toBeCloseTo(Math.LN2, 6);
});

test('logits of +-1e4 stay finite', async () => {
  const x = tf.tensor4d([1e4, -1e4, 1e4, -1e4], [1, 1, 2, 2]);
  const y = tf.tensor3d([0, 1], [1, 1, 2]);
  expect((await readTensor(crossEntropy(x, y)))[0]).toBe(1e4);
  const dx = grad4((v) => crossEntropy(v, y))(x);
  expect(Array.from(await readTensor(dx))).toEqual([0, 0, 0.5, -0.5]);
});

test('gradient agrees with central differences', async () => {
  const y = labels([2, 3, 4], 5, 2);
  expect(await gradientError((x) => crossEntropy(x as tf.Tensor4D, y), randomTensor([2, 3, 4, 5], 1))).toBeLessThan(
    CENTRAL_DIFFERENCE,
  );
  const two = labels([2, 3, 4], 2, 2);
  const balanced = (x: tf.Tensor): tf.Tensor => balancedCrossEntropy(x as tf.Tensor4D, two);
  expect(await gradientError(balanced, randomTensor([2, 3, 4, 2], 1))).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('a large map keeps its digits', async () => {
  const x = randomTensor([1, 500, 600, 4], 3, 3);
  const y = labels([1, 500, 600], 4, 4);
  const [logits, classes] = [await readTensor(x), await readTensor(y)];
  let sum = 0;
  let valid = 0;
  classes.forEach((label, pixel) => {
    if (label === 255) return;
    const row = logits.subarray(4 * pixel, 4 * pixel + 4);
    sum += Math.log(row.reduce((total, v) => total + Math.exp(v), 0)) - row[label]!;
    valid += 1;
  });
  expectClose(await readTensor(crossEntropy(x as tf.Tensor4D, y)), [sum / valid], LARGE_SUM);
});

test('a label of another size or three classes for two are refused', () => {
  expect(() => crossEntropy(tf.zeros([1, 2, 2, 3]), tf.zeros([1, 4, 4]))).toThrow('resize the prediction first');
  expect(() => balancedCrossEntropy(tf.zeros([1, 2, 2, 3]), tf.zeros([1, 2, 2]))).toThrow('must be 2');
});

test('leaks nothing', async () => {
  const y = labels([2, 3, 4], 5, 2);
  await expectNoLeak(() => {
    grad4((x) => crossEntropy(x, y))(tf.ones([2, 3, 4, 5]));
    crossEntropy(tf.ones([2, 3, 4, 5]), y);
  });
});
