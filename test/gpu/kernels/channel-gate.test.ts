import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { channelGate, type ChannelGateInputs } from '../../../src/gpu/kernels/channel-gate';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

/** One sigmoid and a product in float32. */
const FLOAT32 = 1e-6;
const [TASKS, CHANNELS] = [3, 4];

function inputsOf(height: number, width: number): ChannelGateInputs {
  return {
    x: randomTensor([2, height, width, CHANNELS], 1) as Tensor4D,
    gate: randomTensor([2, 1, 1, TASKS * CHANNELS], 2) as Tensor4D,
    features: randomTensor([2, height, width, TASKS * CHANNELS], 3) as Tensor4D,
  };
}

test('two tasks of one channel: an open gate doubles, a half-open one gives 1.5', async () => {
  const y = channelGate(
    { x: tf.ones([1, 1, 1, 1]), gate: tf.tensor4d([100, 0], [1, 1, 1, 2]), features: tf.ones([1, 1, 1, 2]) },
    2,
  );
  expect(Array.from(await readTensor(y))).toEqual([2, 1.5]);
});

describe.each([
  [3, 5],
  [17, 19], // the gradient in chunks
])('%i x %i', (height, width) => {
  test('values, from the definition', async () => {
    const inputs = inputsOf(height, width);
    const read = await readTensors([inputs.x, inputs.gate, inputs.features, channelGate(inputs, TASKS)]);
    const [x, gate, features, got] = read as [Float32Array, Float32Array, Float32Array, Float32Array];
    const own = TASKS * CHANNELS;
    const want = Float64Array.from(features, (value, i) => {
      const position = Math.floor(i / own);
      const image = Math.floor(position / (height * width));
      const s = 1 / (1 + Math.exp(-gate[image * own + (i % own)]!));
      return value + s * x[position * CHANNELS + (i % CHANNELS)]!;
    });
    expectClose(got, want, FLOAT32);
  });

  test.each(['x', 'gate', 'features'] as const)('the gradient of %s agrees with central differences', async (name) => {
    const inputs = inputsOf(height, width);
    const f = (v: tf.Tensor): tf.Tensor => channelGate({ ...inputs, [name]: v as Tensor4D }, TASKS);
    expect(await gradientError(f, inputs[name])).toBeLessThan(CENTRAL_DIFFERENCE);
  });
});

test('what does not fit is refused', () => {
  const inputs = inputsOf(2, 2);
  expect(() => channelGate({ ...inputs, gate: tf.ones([2, 1, 1, 5]) }, TASKS)).toThrow('channelGate of 3 tasks');
  expect(() => channelGate(inputs, 9)).toThrow('at most 8');
});

test('a second run leaves no tensor behind', () => {
  const inputs = inputsOf(17, 19);
  return expectNoLeak(() => {
    tf.grads((x: tf.Tensor, gate: tf.Tensor, features: tf.Tensor) =>
      channelGate({ x: x as Tensor4D, gate: gate as Tensor4D, features: features as Tensor4D }, TASKS),
    )([inputs.x, inputs.gate, inputs.features]);
  });
});
