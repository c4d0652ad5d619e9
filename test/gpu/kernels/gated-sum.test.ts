import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gatedSum } from '../../../src/gpu/kernels/gated-sum';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

/** A few sigmoids and sums in float32. */
const FLOAT32 = 1e-6;

const map = (channels: number, seed: number): Tensor4D => randomTensor([1, 2, 3, channels], seed) as Tensor4D;

test('two tasks of one channel: gate 0 lets half of the message through', async () => {
  const features = tf.tensor4d([1, 2], [1, 1, 1, 2]);
  const pairs = tf.tensor4d([0, 10, 100, 20], [1, 1, 1, 4]); // from 0 to 1: gate, message; from 1 to 0
  expect(Array.from(await readTensor(gatedSum(features, pairs, 2)))).toEqual([21, 7]);
});

test.each([2, 3, 5])('%i tasks, from the definition', async (tasks) => {
  const channels = 3;
  const features = map(tasks * channels, 1);
  const pairs = map(2 * tasks * (tasks - 1) * channels, 2);
  const [f, p, got] = (await readTensors([features, pairs, gatedSum(features, pairs, tasks)])) as Float32Array[];
  const want = Float64Array.from(f!);
  for (let position = 0, at = 0; position < 6; position++) {
    for (let a = 0; a < tasks; a++) {
      for (let t = 0; t < tasks; t++) {
        if (t === a) continue;
        for (let c = 0; c < channels; c++)
          want[(position * tasks + t) * channels + c]! += p![at + channels + c]! / (1 + Math.exp(-p![at + c]!));
        at += 2 * channels;
      }
    }
  }
  expectClose(got!, want, FLOAT32);
});

test('gradients agree with central differences', async () => {
  const [features, pairs] = [map(6, 1), map(24, 2)];
  expect(await gradientError((v) => gatedSum(v as Tensor4D, pairs, 3), features)).toBeLessThan(CENTRAL_DIFFERENCE);
  expect(await gradientError((v) => gatedSum(features, v as Tensor4D, 3), pairs)).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('what does not fit is refused', () => {
  expect(() => gatedSum(map(6, 1), map(23, 1), 3)).toThrow('want pairs [1, 2, 3, 24], not [1, 2, 3, 23]');
});

test('a second run leaves no tensor behind', () => {
  const [features, pairs] = [map(6, 1), map(24, 2)];
  return expectNoLeak(() => {
    tf.grads((a: tf.Tensor, b: tf.Tensor) => gatedSum(a as Tensor4D, b as Tensor4D, 3))([features, pairs]);
  });
});
