import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { joinGroups, splitChannels } from '../../../src/gpu/kernels/join-groups';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

const map = (channels: number, seed: number): Tensor4D => randomTensor([2, 3, 2, channels], seed) as Tensor4D;

test('two groups: a shared part comes first in both', async () => {
  const shared = tf.tensor4d([9], [1, 1, 1, 1]);
  const own = tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4]);
  const y = joinGroups([{ map: shared, shared: true }, { map: own }], 2);
  expect(Array.from(await readTensor(y))).toEqual([9, 1, 2, 9, 3, 4]);
});

test('with one group it concatenates up to six maps, and splitting undoes it', async () => {
  const widths = [3, 1, 4, 2, 5, 1];
  const maps = widths.map((width, i) => map(width, i + 1));
  const joined = joinGroups(maps.map((one) => ({ map: one })));
  expect(joined.shape).toEqual([2, 3, 2, 16]);
  expect(await readTensor(joined)).toEqual(await readTensor(tf.concat(maps, 3)));
  const back = splitChannels(joined, widths);
  expect(await readTensors(back)).toEqual(await readTensors(maps));
});

test('three groups of own and shared parts, against tfjs', async () => {
  const [a, b, c] = [map(2, 1), map(9, 2), map(4, 3)];
  const joined = joinGroups([{ map: a, shared: true }, { map: b }, { map: c, shared: true }], 3);
  const want = [0, 1, 2].flatMap((g) => [a, tf.slice(b, [0, 0, 0, 3 * g], [2, 3, 2, 3]), c]);
  expect(await readTensor(joined)).toEqual(await readTensor(tf.concat(want, 3)));
});

test('gradients agree with central differences', async () => {
  const [shared, own] = [map(2, 1), map(6, 2)];
  const join = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    joinGroups([{ map: a as Tensor4D, shared: true }, { map: b as Tensor4D }], 3);
  expect(await gradientError((v) => join(v, own), shared)).toBeLessThan(CENTRAL_DIFFERENCE);
  expect(await gradientError((v) => join(shared, v), own)).toBeLessThan(CENTRAL_DIFFERENCE);
  const parts = (x: tf.Tensor): tf.Tensor => {
    const [a, b] = splitChannels(x as Tensor4D, [2, 4]) as [Tensor4D, Tensor4D];
    return tf.concat([tf.mul(a, 3), b], 3);
  };
  expect(await gradientError(parts, own)).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('a part that nobody reads has gradient 0', async () => {
  const gradient = tf.grad((x: tf.Tensor) => splitChannels(x as Tensor4D, [1, 1])[1]!)(tf.ones([1, 1, 1, 2]));
  expect(Array.from(await readTensor(gradient))).toEqual([0, 1]);
});

test('what does not fit is refused', () => {
  expect(() => joinGroups([{ map: map(3, 1) }], 2)).toThrow('3 channels are not of 2 groups');
  expect(() => joinGroups([{ map: map(2, 1) }, { map: tf.ones([1, 1, 1, 2]) }])).toThrow('beside [2, 3, 2, 2]');
  expect(() => splitChannels(map(3, 1), [1, 1])).toThrow('1 + 1 are not the 3 channels');
  expect(() => splitChannels(map(7, 1), [1, 1, 1, 1, 1, 1, 1])).toThrow('1 to 6 maps');
});

test('a second run leaves no tensor behind', () => {
  const x = map(6, 1);
  const f = (v: tf.Tensor): tf.Tensor => joinGroups(splitChannels(v as Tensor4D, [2, 4]).map((one) => ({ map: one })));
  return expectNoLeak(() => void tf.grad(f)(x));
});
