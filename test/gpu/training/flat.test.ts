/** Clipping, sums of gradients and running means of weights, over tensors that lie in several slabs. */
import type * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gramOf } from '../../../src/gpu/kernels/gram';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { constant, ParameterStore, uniformFanIn } from '../../../src/nn/module';
import { clipping } from '../../../src/training/clip';
import { WeightAverage } from '../../../src/training/ema';
import { FlatGradients } from '../../../src/training/flat-gradients';
import { Sgd } from '../../../src/training/optimizer';
import { expectClose } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

const F32 = 1e-6;
const SLAB_BYTES = 4096; // a few tensors a slab, the largest longer than one
const SHAPES: Record<string, number[]> = { a: [3, 3, 5, 7], b: [7], c: [300, 5], d: [1] };
const NAMES = Object.keys(SHAPES);

function model(): ParameterStore {
  const store = new ParameterStore(4);
  for (const [name, shape] of Object.entries(SHAPES)) store.create(name, { shape, init: uniformFanIn(2) });
  return store;
}

const gradientsOf = (seed: number, names = NAMES): Record<string, tf.Tensor> =>
  Object.fromEntries(names.map((name) => [name, randomTensor(SHAPES[name]!, 10 * seed + NAMES.indexOf(name))]));

const flatValues = async (tensors: readonly tf.Tensor[]): Promise<number[]> =>
  (await readTensors(tensors)).flatMap((values) => [...values]);

const length = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

test.each([undefined, SLAB_BYTES])('the norm is that of all tensors together, slabs of %s bytes', async (slabBytes) => {
  const tensors = Object.values(gradientsOf(1));
  const want = length(await flatValues(tensors));
  const { norm, scale } = clipping(tensors, 0.5, slabBytes);
  expectClose(await readTensor(norm), [want], F32);
  expectClose(await readTensor(scale), [0.5 / want], F32);
});

test('a clipped step is the unclipped one, shortened', async () => {
  const moved = async (largest?: number): Promise<number[]> => {
    const store = model();
    const values = store.all().map(({ value }) => value);
    const [before, gradients] = [await flatValues(values), gradientsOf(1)];
    const scale = largest === undefined ? undefined : clipping(Object.values(gradients), largest).scale;
    new Sgd(store.trainable()).step(gradients, 1, scale);
    return (await flatValues(values)).map((value, i) => value - before[i]!);
  };
  const [whole, clipped] = [await moved(), await moved(2)];
  expect(Math.abs(length(clipped) - 2)).toBeLessThan(1e-4);
  const factor = 2 / length(whole);
  expectClose(
    clipped,
    whole.map((value) => factor * value),
    1e-5, // differences of weights near 1
  );
});

test('rows are summed, multiplied with each other and combined; what had no gradient stays out', async () => {
  const store = model();
  const flat = new FlatGradients(store.trainable(), 2, SLAB_BYTES);
  const [first, second, third] = [
    gradientsOf(1, ['a', 'b', 'd']),
    gradientsOf(2, ['a', 'b', 'd']),
    gradientsOf(3, ['a', 'd']),
  ];
  flat.add(0, first, 0.5);
  flat.add(0, second, 0.5);
  flat.add(1, third, 1);
  const combined = flat.combine([2, -3]);
  expect(Object.keys(combined).sort()).toEqual(['a', 'b', 'd']);
  const rows: number[][] = [[], []];
  for (const name of ['a', 'b', 'd']) {
    const [x, y] = await readTensors([first[name]!, second[name]!]);
    const z = third[name] ? await readTensor(third[name]) : new Float32Array(x!.length);
    const mean = x!.map((value, i) => 0.5 * value + 0.5 * y![i]!);
    rows[0]!.push(...mean);
    rows[1]!.push(...z);
    expect(combined[name]!.shape).toEqual(SHAPES[name]);
    expectClose(
      await readTensor(combined[name]!),
      mean.map((value, i) => 2 * value - 3 * z[i]!),
      F32,
      name,
    );
  }
  const gram = gramOf(await readTensor(flat.gramParts()), 2);
  const want = rows.map((a) => rows.map((b) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)));
  expectClose(gram.flat(), want.flat(), F32);
  flat.dispose();
});

test('the running mean follows the weights and the statistics, not the counters', async () => {
  const store = model();
  store.create('norm.running_mean', { shape: [2], init: constant(1), trainable: false });
  store.create('norm.num_batches_tracked', { shape: [], init: constant(0), trainable: false });
  const average = new WeightAverage(store, 0.75, SLAB_BYTES);
  const want = new Map<string, number[]>();
  const now = async (name: string): Promise<number[]> => [...(await readTensor(store.get(name).value))];
  for (const name of [...NAMES, 'norm.running_mean']) want.set(name, await now(name));
  for (let step = 0; step < 3; step++) {
    for (const { value } of store.all()) value.assign(randomTensor(value.shape, step + value.size));
    average.update();
    for (const [name, mean] of want) {
      const values = await now(name);
      want.set(
        name,
        mean.map((old, i) => 0.75 * old + 0.25 * values[i]!),
      );
    }
  }
  const got = await average.state();
  expect([...got.keys()].sort()).toEqual([...want.keys()].sort());
  const flat = [...want.keys()].flatMap((name) => [...got.get(name)!]);
  expectClose(flat, [...want.values()].flat(), F32); // together: a single mean may be near 0
  average.dispose();
});

test('saved means continue exactly', async () => {
  const store = model();
  const [whole, second] = [new WeightAverage(store, 0.9), new WeightAverage(store, 0.9)];
  const move = (step: number): void => {
    for (const { value } of store.all()) value.assign(randomTensor(value.shape, step + value.size));
  };
  move(1);
  whole.update();
  second.load(await whole.state());
  move(2);
  whole.update();
  second.update();
  expect(await second.state()).toEqual(await whole.state());
});

test('nothing leaks', async () => {
  const store = model();
  const average = new WeightAverage(store, 0.9);
  await expectNoLeak(() => {
    const gradients = gradientsOf(1);
    clipping(Object.values(gradients), 1);
    const flat = new FlatGradients(store.trainable(), 2, SLAB_BYTES);
    flat.add(0, gradients, 1);
    flat.gramParts();
    flat.combine([1, 1]);
    flat.dispose();
    average.update();
  });
});
