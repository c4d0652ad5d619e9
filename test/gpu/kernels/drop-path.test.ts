import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { dropPath } from '../../../src/gpu/kernels/drop-path';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

const IMAGES = 4000;
/** Of a share of 4000 draws: standard deviation 0.007. */
const SHARE = 0.03;

test('a quarter of the images go without the branch, the others have 4/3 of it', async () => {
  const branch = tf.ones([IMAGES, 3]);
  const y = await readTensor(dropPath(tf.fill([IMAGES, 3], 10), branch, { rate: 0.25, seed: 5 }));
  let dropped = 0;
  for (let b = 0; b < IMAGES; b++) {
    const [first, second, third] = y.subarray(3 * b, 3 * b + 3);
    expect([second, third]).toEqual([first, first]);
    if (first === 10) dropped += 1;
    else expect(first).toBeCloseTo(10 + 4 / 3, 5);
  }
  expect(Math.abs(dropped / IMAGES - 0.25)).toBeLessThan(SHARE);
});

test('the gradient has the mask of the forward pass; another seed has another mask', async () => {
  const [x, branch, dy] = [1, 2, 3].map((seed) => randomTensor([64, 5], seed));
  const f = (seed: number) => (a: Tensor, b: Tensor) => dropPath(a, b, { rate: 0.5, seed });
  const { value, grads } = tf.valueAndGrads(f(7) as (...args: Tensor[]) => Tensor)([x!, branch!], dy);
  const other = f(8)(x!, branch!);
  const [y, z, dx, db, px, pb, pdy] = (await readTensors([value, other, ...grads, x!, branch!, dy!])) as Float32Array[];
  expect(dx).toEqual(pdy);
  const mask = y!.map((v, i) => Math.round((v - px![i]!) / pb![i]!));
  expect(new Set(mask)).toEqual(new Set([0, 2]));
  db!.forEach((d, i) => expect(d).toBeCloseTo(mask[i]! * pdy![i]!, 5));
  expect(z).not.toEqual(y);
});

test('rate 0 adds, and shapes must agree', async () => {
  const y = await readTensor(dropPath(tf.tensor1d([1, 2]), tf.tensor1d([10, 20]), { rate: 0, seed: 1 }));
  expect(Array.from(y)).toEqual([11, 22]);
  expect(() => dropPath(tf.ones([2, 3]), tf.ones([3, 2]), { rate: 0, seed: 1 })).toThrow('[3, 2] beside [2, 3]');
});

test('a second run leaves no tensor behind', () => {
  const x = randomTensor([3, 7], 1);
  return expectNoLeak(() => {
    tf.grad((v: Tensor) => dropPath(x, v, { rate: 0.5, seed: 1 }))(x);
  });
});
