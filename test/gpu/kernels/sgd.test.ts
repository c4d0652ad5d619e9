/** Missing gradients and saving are tested in test/gpu/training/sgd.test.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { ADAM_BLOCK } from '../../../src/gpu/kernels/adam';
import { sgdUpdate } from '../../../src/gpu/kernels/sgd';
import { readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';
import { sgdReference, sgdStep } from '../../helpers/sgd';

const F32 = 1e-6; // a few roundings a step
const BLOCKS = 3;
const SIZE = BLOCKS * ADAM_BLOCK;
const PLAIN = { learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0, turn: 0 };

test('without momentum it moves by rate times gradient; blocks without a turn stay', async () => {
  const [parameter, m, gradient] = [tf.fill([SIZE], 1), tf.fill([SIZE], 0), tf.fill([SIZE], -4)];
  sgdUpdate({ parameter, m, gradient, turns: tf.tensor1d([0, -1, 1]), scale: tf.tensor1d([1]) }, PLAIN);
  const [moved] = await readTensors([parameter]);
  expectClose(
    moved!,
    Array.from({ length: SIZE }, (_, i) => (i < ADAM_BLOCK ? 1.4 : 1)),
    F32,
  );
  expect(moved![ADAM_BLOCK]).toBe(1);
});

test.each([false, true])('values and momentum agree with a float64 reference, Nesterov %s', async (nesterov) => {
  const [parameter, gradient] = [randomTensor([SIZE], 1), randomTensor([SIZE], 2)];
  const m = tf.fill([SIZE], 0);
  const [values, slopes] = await readTensors([parameter, gradient]);
  const want = sgdReference(values!);
  const [turns, scale] = [tf.tensor1d([0, 0, 0]), tf.tensor1d([0.5])];
  for (let step = 0; step < 3; step++) {
    sgdUpdate({ parameter, m, gradient, turns, scale }, { ...PLAIN, momentum: 0.9, nesterov, weightDecay: 0.02 });
    const halved = slopes!.map((slope) => 0.5 * slope);
    sgdStep(want, halved, { rate: 0.1, momentum: 0.9, nesterov, decay: 0.02 });
  }
  const [gotP, gotM] = await readTensors([parameter, m]);
  expectClose(gotP!, want.p, F32, 'parameter');
  expectClose(gotM!, want.m, F32, 'm');
});
