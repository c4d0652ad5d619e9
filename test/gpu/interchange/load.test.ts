import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { readTensor } from '../../../src/gpu/read';
import { toFloat32 } from '../../../src/interchange/float16';
import { loadWeights } from '../../../src/interchange/load';
import { readSafetensors } from '../../../src/interchange/safetensors';
import { readWeights } from '../../../src/interchange/weights';
import { ParameterStore, Scope } from '../../../src/nn/module';
import { Conv2d } from '../../../src/nn/conv';
import { BatchNorm2d } from '../../../src/nn/norm';
import { stateDict, type StateTensor } from '../../../src/nn/state-dict';
import { GOLDEN_FOLDER } from '../../helpers/golden';

/** Conv2d(2, 3, 1) and BatchNorm2d(3), as make_pth.py saved them; and another channel count. */
function model(channels = 3, extra = false): ParameterStore {
  const store = new ParameterStore(1);
  const scope = new Scope(store);
  new Conv2d(scope.child(0), { in: 2, out: channels, kernel: 1 });
  new BatchNorm2d(scope.child(1), { channels });
  if (extra) new BatchNorm2d(scope.child('head'), { channels });
  return store;
}

const CHECKPOINT = `${GOLDEN_FOLDER}mtl/ckpt/training.pth.tar`;
/** What it holds, with its integer counter as float32. */
function expectedState(): Map<string, StateTensor> {
  const { tensors } = readSafetensors(readFileSync(`${GOLDEN_FOLDER}mtl/ckpt/training.expected.safetensors`));
  return new Map([...tensors].map(([name, tensor]) => [name, { shape: tensor.shape, data: toFloat32(tensor) }]));
}

const checkpoint = () => readWeights(new Uint8Array(readFileSync(CHECKPOINT)), 'training.pth.tar');

async function expectUnchanged(store: ParameterStore, before: ReadonlyMap<string, StateTensor>): Promise<void> {
  expect(await stateDict(store)).toEqual(before);
  store.dispose();
}

test('a training checkpoint is loaded, kernels in our layout, counters as scalars, and nothing leaks', async () => {
  const store = model();
  const before = tf.memory().numTensors;
  const report = await loadWeights(store, await checkpoint());
  expect(tf.memory().numTensors).toBe(before);
  expect(report).toMatchObject({ stripped: 'module.', missing: [], unexpected: [], wrongShape: [] });
  const state = await stateDict(store);
  const expected = expectedState();
  expect([...state.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, tensor] of expected) expect(state.get(name), name).toEqual(tensor);
  // Kernel [out, in, 1, 1] of the file is [1, 1, in, out] in memory.
  const kernel = await readTensor(store.get('0.weight').value);
  const { data } = expected.get('0.weight')!;
  expect([...kernel]).toEqual([data[0], data[2], data[4], data[1], data[3], data[5]]);
  store.dispose();
});

test('a model of another width is refused, and nothing of it changes', async () => {
  const store = model(4);
  const before = await stateDict(store);
  await expect(loadWeights(store, await checkpoint(), { partial: true })).rejects.toThrow('of another shape');
  await expectUnchanged(store, before);
});

test('a part of a model: refused whole, loaded on request, the rest keeps its values', async () => {
  const store = model(3, true);
  const before = await stateDict(store);
  await expect(loadWeights(store, await checkpoint())).rejects.toThrow('missing (head.weight, head.bias');
  expect(await stateDict(store)).toEqual(before);
  const report = await loadWeights(store, await checkpoint(), { partial: true });
  expect(report.missing).toHaveLength(5);
  const state = await stateDict(store);
  expect(state.get('head.weight')).toEqual(before.get('head.weight'));
  expect(state.get('0.weight')).not.toEqual(before.get('0.weight'));
  store.dispose();
});

test('weights with a NaN are refused, and nothing of the model changes', async () => {
  const store = model();
  const before = await stateDict(store);
  const { tensors } = await checkpoint();
  const broken = new Map(tensors);
  const name = 'module.1.running_var';
  broken.set(name, { ...tensors.get(name)!, read: async () => Float32Array.of(1, NaN, 1) });
  await expect(loadWeights(store, { tensors: broken })).rejects.toThrow(`"${name}" has 1 of 3 values`);
  await expectUnchanged(store, before);
});
