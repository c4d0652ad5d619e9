import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gpu } from '../../../src/gpu/device';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { constant, ParameterStore, uniformFanIn } from '../../../src/nn/module';
import { Adam, type AdamOptions } from '../../../src/training/optimizer';
import { adamReference, stepReference, type AdamReference } from '../../helpers/adam';
import { expectClose } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';

const F32 = 2e-6; // five steps of a dozen roundings each
const SHAPES: Record<string, number[]> = {
  'stem.weight': [3, 3, 5, 7],
  'stem.bias': [7],
  'head.weight': [300, 2],
  scale: [1],
};
const NAMES = Object.keys(SHAPES);

function model(): ParameterStore {
  const store = new ParameterStore(4);
  for (const [name, shape] of Object.entries(SHAPES)) store.create(name, { shape, init: uniformFanIn(2) });
  return store;
}

/** The gradients of one step, some left out. */
function gradientsOf(step: number, without: string[] = []): Record<string, tf.Tensor> {
  const named = NAMES.map((name, i) => [name, randomTensor(SHAPES[name]!, 100 * step + i)] as const);
  return Object.fromEntries(named.filter(([name]) => !without.includes(name)));
}

async function valuesOf(store: ParameterStore): Promise<Record<string, Float32Array>> {
  const all = store.all();
  const values = await readTensors(all.map(({ value }) => value));
  return Object.fromEntries(all.map(({ name }, i) => [name, values[i]!]));
}

/** Five steps of ours beside five of the reference; at step 2 two tensors have no gradient. */
async function compare(options: AdamOptions): Promise<void> {
  const store = model();
  const adam = new Adam(store.trainable(), options);
  const want: Record<string, AdamReference> = {};
  for (const [name, values] of Object.entries(await valuesOf(store))) want[name] = adamReference(values);
  for (let step = 0; step < 5; step++) {
    const gradients = gradientsOf(step, step === 2 ? ['stem.bias', 'scale'] : []);
    const rate = 0.05 / (step + 1);
    adam.step(gradients, rate);
    for (const [name, gradient] of Object.entries(gradients)) {
      stepReference(want[name]!, await readTensor(gradient), { rate, decay: options.weightDecay ?? 0 });
    }
  }
  const got = await valuesOf(store);
  const state = await adam.state();
  for (const name of NAMES) {
    expectClose(got[name]!, want[name]!.p, F32, name);
    expectClose(state.get(name)!.m, want[name]!.m, F32, `${name} m`);
    expectClose(state.get(name)!.v!, want[name]!.v, F32, `${name} v`);
    expect(state.get(name)!.steps).toBe(want[name]!.steps);
  }
  expect(state.get('scale')!.steps).toBe(4);
  adam.dispose();
  store.dispose();
}

test('five steps of four tensors agree with a float64 reference', () => compare({}));

test('so they do with weight decay', () => compare({ weightDecay: 0.1 }));

test('so they do in slabs smaller than a tensor', () => compare({ weightDecay: 0.1, slabBytes: 1024 }));

test('a tensor without a gradient keeps its bits, in spite of weight decay', async () => {
  const store = model();
  const adam = new Adam(store.trainable(), { weightDecay: 0.1 });
  const before = await valuesOf(store);
  adam.step(gradientsOf(0, ['stem.bias']), 0.1);
  const after = await valuesOf(store);
  expect(after['stem.bias']).toEqual(before['stem.bias']);
  expect(after.scale).not.toEqual(before.scale);
  adam.step({}, 0.1);
  expect(await valuesOf(store)).toEqual(after);
});

test('a gradient of exactly 0 still decays', async () => {
  const store = new ParameterStore(1);
  store.create('w', { shape: [2], init: constant(3) });
  new Adam(store.trainable(), { weightDecay: 0.1 }).step({ w: tf.zeros([2]) }, 0.01);
  expectClose((await valuesOf(store)).w!, [2.99, 2.99], F32); // Adam turns any slope into a step of the rate
});

test('tfjs sees the new values, in later operations and in its own reads', async () => {
  const store = new ParameterStore(1);
  const { value } = store.create('w', { shape: [2], init: constant(3) });
  const adam = new Adam(store.trainable());
  adam.step({ w: tf.tensor1d([1, -1]) }, 0.5);
  expectClose(await readTensor(tf.mul(value, 2)), [5, 7], F32);
  expectClose((await value.data()) as Float32Array, [2.5, 3.5], F32);
  adam.step({ w: tf.tensor1d([1, -1]) }, 0.5);
  expectClose((await value.data()) as Float32Array, [2, 4], F32);
});

test('a saved state continues bit for bit in a new optimizer', async () => {
  const [whole, halved] = [model(), model()];
  const one = new Adam(whole.trainable(), { weightDecay: 0.01 });
  for (let step = 0; step < 6; step++) one.step(gradientsOf(step, step === 1 ? ['scale'] : []), 0.05);
  const first = new Adam(halved.trainable(), { weightDecay: 0.01 });
  for (let step = 0; step < 3; step++) first.step(gradientsOf(step, step === 1 ? ['scale'] : []), 0.05);
  const saved = await first.state();
  first.dispose();
  const second = new Adam(halved.trainable(), { weightDecay: 0.01 });
  second.load(saved);
  for (let step = 3; step < 6; step++) second.step(gradientsOf(step), 0.05);
  expect(await valuesOf(halved)).toEqual(await valuesOf(whole));
  expect(await second.state()).toEqual(await one.state());
});

test('one launch for all tensors', async () => {
  const { profiler } = gpu().backend;
  const store = model();
  const adam = new Adam(store.trainable());
  const gradients = gradientsOf(0);
  profiler.begin();
  adam.step(gradients, 0.1);
  const { launches, kernels } = await profiler.end();
  expect(launches).toBe(1);
  expect(kernels.get('adam')?.launches).toBe(1);
});

test('a step leaks nothing, and neither does an optimizer', () => {
  const before = tf.memory().numTensors;
  const store = model();
  const adam = new Adam(store.trainable());
  const step = (): void => {
    tf.tidy(() => {
      adam.step(gradientsOf(1), 0.1);
    });
  };
  step();
  const during = tf.memory().numTensors;
  step();
  expect(tf.memory().numTensors).toBe(during);
  adam.dispose();
  store.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('gradients and states of another model are refused', async () => {
  const adam = new Adam(model().trainable());
  expect(() => adam.step({ other: tf.zeros([1]) }, 0.1)).toThrow('"other"');
  expect(() => adam.step({ scale: tf.zeros([2]) }, 0.1)).toThrow('must be [1]');
  const state = new Map(await adam.state());
  expect(() => adam.load(new Map())).toThrow('no "stem.weight"');
  state.set('scale', { steps: 1, m: new Float32Array(2), v: new Float32Array(2) });
  expect(() => adam.load(state)).toThrow('2 and 2 values; the model has 1');
});
