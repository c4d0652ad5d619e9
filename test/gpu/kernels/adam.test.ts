/** Several steps, missing gradients and saving are tested in test/gpu/training/optimizer.test.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import { ADAM_BLOCK, adamUpdate } from '../../../src/gpu/kernels/adam';
import { readTensors } from '../../../src/gpu/read';
import { adamReference, stepReference } from '../../helpers/adam';
import { expectClose } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';

const F32 = 1e-6; // a dozen roundings
const BLOCKS = 3;
const NUMBERS = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.02, step: 1, turn: 0 };

test('the first step moves by the learning rate against the gradient’s sign; other turns stay', async () => {
  const zeros = (): tf.Tensor => tf.fill([BLOCKS * ADAM_BLOCK], 0);
  const [parameter, m, v] = [zeros(), zeros(), zeros()];
  const gradient = tf.fill([BLOCKS * ADAM_BLOCK], -4);
  adamUpdate(
    { parameter, m, v, gradient, turns: tf.tensor1d([0, -1, 1]), scale: tf.tensor1d([1]) },
    { ...NUMBERS, weightDecay: 0 },
  );
  const [moved] = await readTensors([parameter]);
  expectClose(
    moved!,
    Array.from({ length: BLOCKS * ADAM_BLOCK }, (_, i) => (i < ADAM_BLOCK ? 0.1 : 0)),
    F32,
  );
});

test('values and both moments agree with a float64 reference', async () => {
  const [parameter, gradient] = [randomTensor([BLOCKS * ADAM_BLOCK], 1), randomTensor([BLOCKS * ADAM_BLOCK], 2)];
  const [m, v] = [tf.fill([BLOCKS * ADAM_BLOCK], 0), tf.fill([BLOCKS * ADAM_BLOCK], 0)];
  const [values, slopes] = await readTensors([parameter, gradient]);
  const want = adamReference(values!);
  const [turns, scale] = [tf.tensor1d([0, 0, 0]), tf.tensor1d([0.5])];
  for (let step = 1; step <= 3; step++) {
    adamUpdate({ parameter, m, v, gradient, turns, scale }, { ...NUMBERS, step });
    stepReference(
      want,
      slopes!.map((slope) => 0.5 * slope),
      { rate: 0.1, decay: 0.02 },
    );
  }
  const [gotP, gotM, gotV] = await readTensors([parameter, m, v]);
  expectClose(gotP!, want.p, F32, 'parameter');
  expectClose(gotM!, want.m, F32, 'm');
  expectClose(gotV!, want.v, F32, 'v');
});
