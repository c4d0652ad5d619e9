import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { readTensor } from '../../../src/gpu/read';
import { Conv2d } from '../../../src/nn/conv';
import { Linear } from '../../../src/nn/linear';
import { ParameterStore, Scope } from '../../../src/nn/module';
import { BatchNorm2d, LayerNorm } from '../../../src/nn/norm';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';

/** Dot products of some ten float32 values against float64. */
const FLOAT32 = 2e-6;
const TRAIN = { training: true, seed: 1 };

function small(): { store: ParameterStore; scope: Scope } {
  const store = new ParameterStore(7);
  return { store, scope: new Scope(store, 'net') };
}

test('layers name their tensors as PyTorch does', () => {
  const { store, scope } = small();
  new Conv2d(scope.child(0), { in: 3, out: 4, kernel: 3 });
  new BatchNorm2d(scope.child(1), { channels: 4 });
  new LayerNorm(scope.child(2), { channels: 4 });
  new Linear(scope.child(3), { in: 4, out: 2, bias: false });
  expect(
    store.all().map(({ name, value, trainable }) => `${name} [${value.shape.join()}]${trainable ? '' : ' fixed'}`),
  ).toEqual([
    'net.0.weight [3,3,3,4]',
    'net.0.bias [4]',
    'net.1.weight [4]',
    'net.1.bias [4]',
    'net.1.running_mean [4] fixed',
    'net.1.running_var [4] fixed',
    'net.1.num_batches_tracked [] fixed',
    'net.2.weight [4]',
    'net.2.bias [4]',
    'net.3.weight [4,2]',
  ]);
});

test('initial weights and biases fill +-1/sqrt(fan in); a given bias is used as it is', async () => {
  const { store, scope } = small();
  new Conv2d(scope.child('conv'), { in: 4, out: 64, kernel: 3 });
  new Conv2d(scope.child('head'), { in: 4, out: 3, kernel: 1, initialBias: 2.5 });
  for (const name of ['net.conv.weight', 'net.conv.bias']) {
    const values = await readTensor(store.get(name).value);
    const largest = Math.max(...values.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(1 / 6);
    expect(largest).toBeGreaterThan(0.9 / 6); // 64 and more uniform draws
  }
  expect(Array.from(await readTensor(store.get('net.head.bias').value))).toEqual([2.5, 2.5, 2.5]);
});

test('linear multiplies any leading shape by [in, out] and adds the bias', async () => {
  const { store, scope } = small();
  const layer = new Linear(scope, { in: 5, out: 3 });
  const x = randomTensor([2, 4, 5], 1);
  const y = layer.apply(x);
  expect(y.shape).toEqual([2, 4, 3]);
  const [xs, weight, bias] = await Promise.all([x, ...store.all().map(({ value }) => value)].map((t) => readTensor(t)));
  const want = Float64Array.from({ length: 24 }, (_, i) => {
    const [row, column] = [Math.floor(i / 3), i % 3];
    let sum = bias![column]!;
    for (let k = 0; k < 5; k++) sum += xs![row * 5 + k]! * weight![k * 3 + column]!;
    return sum;
  });
  expectClose(await readTensor(y), want, FLOAT32);
  expect(await gradientError((v) => layer.apply(v), x)).toBeLessThan(CENTRAL_DIFFERENCE);
  expect(() => layer.apply(tf.ones([2, 4]))).toThrow('its last axis must be 5');
});

test('the tape finds the trainable variables of a whole unit and nothing else', async () => {
  const { store, scope } = small();
  const conv = new Conv2d(scope.child(0), {
    in: 3,
    out: 4,
    kernel: 3,
    stride: 2,
    padding: 1,
    bias: false,
    inputGradient: false,
  });
  const norm = new BatchNorm2d(scope.child(1), { channels: 4, momentum: 0.1, relu: true });
  const head = new Linear(scope.child(2), { in: 4, out: 2 });
  const x = randomTensor([2, 7, 9, 3], 3) as Tensor4D;
  const step = (): tf.NamedTensorMap =>
    tf.variableGrads(
      () => tf.sum(tf.square(head.apply(norm.apply(conv.apply(x), TRAIN)))) as tf.Scalar,
      store.trainable().map((p) => p.value as tf.Variable),
    ).grads;
  const grads = step();
  expect(Object.keys(grads)).toHaveLength(5);
  for (const grad of Object.values(grads)) expect((await readTensor(grad)).some((v) => Math.abs(v) > 1e-3)).toBe(true);
  expect(Array.from(await readTensor(store.get('net.1.num_batches_tracked').value))).toEqual([1]);
  const again = (): void => void tf.tidy(() => void step());
  again();
  const before = tf.memory().numTensors;
  again();
  expect(tf.memory().numTensors).toBe(before);
});
