/** Gradient descent with momentum over several tensors; what all optimizers share is in optimizer.test.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gpu } from '../../../src/gpu/device';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { constant, ParameterStore, uniformFanIn } from '../../../src/nn/module';
import { Adam, Sgd, type SgdOptions } from '../../../src/training/optimizer';
import { expectClose } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';
import { sgdReference, sgdStep, type SgdReference } from '../../helpers/sgd';

const F32 = 2e-6; // five steps of a few roundings
const SHAPES: Record<string, number[]> = { weight: [3, 3, 5, 7], bias: [7], head: [300, 2] };
const NAMES = Object.keys(SHAPES);

function model(): ParameterStore {
  const store = new ParameterStore(4);
  for (const [name, shape] of Object.entries(SHAPES)) store.create(name, { shape, init: uniformFanIn(2) });
  return store;
}

function gradientsOf(step: number, without: string[] = []): Record<string, tf.Tensor> {
  const named = NAMES.map((name, i) => [name, randomTensor(SHAPES[name]!, 100 * step + i)] as const);
  return Object.fromEntries(named.filter(([name]) => !without.includes(name)));
}

async function valuesOf(store: ParameterStore): Promise<Record<string, Float32Array>> {
  const values = await readTensors(store.all().map(({ value }) => value));
  return Object.fromEntries(store.all().map(({ name }, i) => [name, values[i]!]));
}

const CASES: SgdOptions[] = [
  {},
  { momentum: 0.9, weightDecay: 0.1 },
  { momentum: 0.9, weightDecay: 0.1, nesterov: true },
  { momentum: 0.9, slabBytes: 1024 },
];

test.each(CASES)('five steps agree with a float64 reference: %o', async (options) => {
  const store = model();
  const sgd = new Sgd(store.trainable(), options);
  const want: Record<string, SgdReference> = {};
  for (const [name, values] of Object.entries(await valuesOf(store))) want[name] = sgdReference(values);
  const { momentum = 0, nesterov = false, weightDecay: decay = 0 } = options;
  for (let step = 0; step < 5; step++) {
    const gradients = gradientsOf(step, step === 2 ? ['bias'] : []);
    sgd.step(gradients, 0.05);
    for (const [name, gradient] of Object.entries(gradients))
      sgdStep(want[name]!, await readTensor(gradient), { rate: 0.05, momentum, nesterov, decay });
  }
  const got = await valuesOf(store);
  const state = await sgd.state();
  for (const name of NAMES) {
    expectClose(got[name]!, want[name]!.p, F32, name);
    expectClose(state.get(name)!.m, want[name]!.m, F32, `${name} m`);
    expect(state.get(name)!.steps).toBe(want[name]!.steps);
  }
  sgd.dispose();
  store.dispose();
});

test('a tensor without a gradient keeps its bits, one whose gradient is exactly 0 decays', async () => {
  const store = new ParameterStore(1);
  for (const name of ['without', 'zero']) store.create(name, { shape: [2], init: constant(3) });
  const sgd = new Sgd(store.trainable(), { momentum: 0.9, weightDecay: 0.1 });
  sgd.step({ zero: tf.zeros([2]) }, 0.5);
  const values = await valuesOf(store);
  expect([...values.without!]).toEqual([3, 3]);
  expectClose(values.zero!, [2.85, 2.85], F32);
  const state = await sgd.state();
  expect([...state.get('without')!.m]).toEqual([0, 0]);
  expect([state.get('without')!.steps, state.get('zero')!.steps]).toEqual([0, 1]);
});

test('one launch, whatever the tensors have seen', async () => {
  const { profiler } = gpu().backend;
  const store = model();
  const sgd = new Sgd(store.trainable(), { momentum: 0.9 });
  sgd.step(gradientsOf(0, ['bias']), 0.1);
  const gradients = gradientsOf(1);
  profiler.begin();
  sgd.step(gradients, 0.1);
  const { launches, kernels } = await profiler.end();
  expect(launches).toBe(1);
  expect(kernels.get('sgd')?.launches).toBe(1);
});

test('a saved state continues bit for bit, and is no state of Adam', async () => {
  const [whole, halved] = [model(), model()];
  const options = { momentum: 0.9, nesterov: true, weightDecay: 0.01 };
  const one = new Sgd(whole.trainable(), options);
  for (let step = 0; step < 6; step++) one.step(gradientsOf(step), 0.05);
  const first = new Sgd(halved.trainable(), options);
  for (let step = 0; step < 3; step++) first.step(gradientsOf(step), 0.05);
  const saved = await first.state();
  const second = new Sgd(halved.trainable(), options);
  second.load(saved);
  for (let step = 3; step < 6; step++) second.step(gradientsOf(step), 0.05);
  expect(await valuesOf(halved)).toEqual(await valuesOf(whole));
  expect(await second.state()).toEqual(await one.state());
  expect(() => new Adam(halved.trainable()).load(saved)).toThrow('315 and 0 values; the model has 315');
});

test('a step leaks nothing, and neither does an optimizer', () => {
  const before = tf.memory().numTensors;
  const store = model();
  const sgd = new Sgd(store.trainable(), { momentum: 0.9 });
  const step = (): void => {
    tf.tidy(() => {
      sgd.step(gradientsOf(1), 0.1);
    });
  };
  step();
  const during = tf.memory().numTensors;
  step();
  expect(tf.memory().numTensors).toBe(during);
  sgd.dispose();
  store.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
