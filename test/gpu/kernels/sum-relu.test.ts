import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { sumRelu } from '../../../src/gpu/kernels/sum-relu';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

const KINK = 0.05; // a step of the central differences is 0.01

/** Normal values moved away from those whose sum with `others` would be near the kink. */
function awayFromKink(shape: number[], seed: number, others: tf.Tensor): tf.Tensor {
  const x = randomTensor(shape, seed);
  const sum = tf.add(x, others);
  return tf.add(x, tf.where(tf.less(tf.abs(sum), KINK), tf.fill(shape, 4 * KINK), tf.zeros(shape)));
}

test('(1, -5) + (2, 3) becomes (3, 0), and NaN stays NaN', async () => {
  const y = await readTensor(sumRelu([tf.tensor1d([1, -5, NaN]), tf.tensor1d([2, 3, 1])]));
  expect(Array.from(y)).toEqual([3, 0, NaN]);
});

test.each([1, 2, 3, 4])('%i terms: values and every gradient', async (count) => {
  const terms = Array.from({ length: count }, (_, i) => randomTensor([2, 3, 5, 7], i + 1));
  const read = await readTensors([sumRelu(terms), ...terms]);
  const want = read[1]!.map((_, i) =>
    Math.max(
      0,
      read.slice(1).reduce((sum, values) => Math.fround(sum + values[i]!), 0),
    ),
  );
  expect(read[0]).toEqual(want);
  for (let t = 0; t < count; t++) {
    const others = terms.filter((_, i) => i !== t);
    const rest = others.reduce((a: tf.Tensor, b) => tf.add(a, b), tf.zeros([2, 3, 5, 7]));
    const x = awayFromKink([2, 3, 5, 7], 9, rest);
    const f = (v: tf.Tensor): tf.Tensor => sumRelu(terms.map((term, i) => (i === t ? v : term)));
    expect(await gradientError(f, x)).toBeLessThan(CENTRAL_DIFFERENCE);
  }
});

test('a map added to itself gets both gradients', async () => {
  const gradient = tf.grad((x: tf.Tensor) => sumRelu([x, x]))(tf.tensor1d([1, -1]));
  expect(Array.from(await readTensor(gradient))).toEqual([2, 0]);
});

test('other shapes and numbers of terms are refused', () => {
  expect(() => sumRelu([tf.ones([2]), tf.ones([3])])).toThrow('[3] beside [2]');
  expect(() => sumRelu(Array.from({ length: 5 }, () => tf.ones([2])))).toThrow('one to four maps, not 5');
});

test('a second run leaves no tensor behind', () => {
  const x = randomTensor([4], 1);
  return expectNoLeak(() => void tf.grad((v: tf.Tensor) => sumRelu([v, x, v]))(x));
});
