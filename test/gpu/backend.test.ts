/** Pins what we use of tfjs's insides (4.22.0): order of commands, ownership, counts, poison, read-back. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gpu } from '../../src/gpu/device';
import { defineKernel } from '../../src/gpu/kernel';
import { asTensor } from '../../src/gpu/op';
import { readTensor, readTensors } from '../../src/gpu/read';

const dropout = defineKernel('dropout');

/** y = x by the dropout kernel at rate 0: the plainest launch of ours. */
function copyByKernel(x: tf.Tensor): tf.Tensor {
  const { y } = dropout.run({
    inputs: { x },
    outputs: { y: { shape: x.shape } },
    uniforms: { size: x.size, seed: 1, rate: 0 },
    groups: [Math.ceil(x.size / 64)],
  });
  return asTensor(y!);
}

test('stock operations and ours run in the order in which they are called', async () => {
  let x: tf.Tensor = tf.tensor1d([1, 2, 3]);
  for (let i = 0; i < 40; i++) x = copyByKernel(tf.add(x, 1)); // more launches than one submission holds
  expect(await readTensor(x)).toEqual(Float32Array.of(41, 42, 43));
});

test('a tensor that is disposed while its launch waits keeps its values until then', async () => {
  const x = tf.tensor1d([5, 6]);
  const y = copyByKernel(x);
  x.dispose();
  const other = tf.fill([2], 9); // would take over the freed buffer
  expect(await readTensor(y)).toEqual(Float32Array.of(5, 6));
  other.dispose();
});

test('several tensors come back through one wait, in order', async () => {
  const [a, b] = await readTensors([tf.tensor1d([1, 2]), tf.add(tf.scalar(3), 4)]);
  expect([...a!, ...b!]).toEqual([1, 2, 7]);
});

test('launches and pipelines are counted, stock ones under their own name', async () => {
  const { backend } = gpu();
  backend.profiler.begin();
  copyByKernel(tf.add(tf.ones([4]), tf.ones([4])));
  const profile = await backend.profiler.end();
  expect(profile.kernels.get('dropout')?.launches).toBe(1);
  expect([...profile.kernels.keys()].some((name) => name.startsWith('tfjs Binary'))).toBe(true);
  expect(profile.launches).toBe([...profile.kernels.values()].reduce((sum, kernel) => sum + kernel.launches, 0));
  expect(profile.bytes).toBeGreaterThan(0);
});

test('with timestamps each launch is timed', async () => {
  const { backend } = gpu();
  expect(backend.profiler.canTime).toBe(true);
  backend.profiler.begin({ timed: true });
  const y = copyByKernel(tf.ones([100_000]));
  backend.flush();
  const profile = await backend.profiler.end();
  expect(profile.kernels.get('dropout')!.milliseconds).toBeGreaterThan(0);
  y.dispose();
});

test('an output that no launch writes is NaN in tests', async () => {
  const untouched = asTensor(gpu().backend.makeTensorInfo([3], 'float32'));
  expect([...(await readTensor(untouched))].every(Number.isNaN)).toBe(true);
});

test('a kernel says which names it wants', () => {
  const x = tf.ones([2]);
  const launch = {
    inputs: { z: x },
    outputs: { y: { shape: [2] } },
    uniforms: { size: 2, seed: 1, rate: 0 },
    groups: [1],
  } as const;
  expect(() => dropout.run({ ...launch, outputs: { y: { shape: [2] } }, groups: [1] })).toThrow(
    'kernel dropout: missing bindings [x], unknown bindings [z]',
  );
  const noSeed = {
    inputs: { x },
    outputs: { y: { shape: [2] } },
    uniforms: { size: 2, rate: 0 },
    groups: [1] as [number],
  };
  expect(() => dropout.run(noSeed)).toThrow('uniform "seed" is missing');
});

test('stock matMul is repeatable at a long inner dimension', async () => {
  const a = tf.randomNormal([24_576, 16], 0, 1, 'float32', 1);
  const b = tf.randomNormal([24_576, 32], 0, 1, 'float32', 2);
  const first = await readTensor(tf.matMul(a, b, true, false));
  for (let i = 0; i < 3; i++) expect(await readTensor(tf.matMul(a, b, true, false))).toEqual(first);
});
