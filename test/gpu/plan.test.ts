/** The device that computes nothing: what is counted on it, and that the open one does not notice. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gpu } from '../../src/gpu/device';
import { attention } from '../../src/gpu/kernels/attention';
import { conv2d } from '../../src/gpu/kernels/conv2d';
import { onPlan } from '../../src/gpu/plan';
import { readTensor } from '../../src/gpu/read';

const KIB = 1024;

test('buffers in use, their peak, the pool, the largest and launches are counted', async () => {
  await onPlan(async (plan) => {
    const a = tf.fill([KIB], 1);
    const b = tf.concat([a, a]);
    const launches = plan.launches();
    expect(launches).toBeGreaterThanOrEqual(2); // one fills, and joining takes one or more
    expect(plan.inUse()).toBe(12 * KIB);
    a.dispose();
    expect(plan.inUse()).toBe(8 * KIB);
    const c = tf.fill([KIB], 2); // in the buffer that `a` had
    expect(plan.launches()).toBe(launches + 1);
    tf.dispose([b, c]);
    expect(plan.inUse()).toBe(0);
    const uniforms = plan.peakBytes - 12 * KIB; // of the launches that were not yet submitted
    expect(uniforms).toBeGreaterThan(0);
    expect(uniforms).toBeLessThan(KIB);
    expect(plan.poolBytes - 12 * KIB).toBeLessThan(KIB);
    expect(plan.largestBuffer).toBe(8 * KIB);
  });
});

test('operations: a multiply-add as two where kernels tell, in matrix products too, else one a number', async () => {
  await onPlan(async (plan) => {
    const counted = (work: () => tf.Tensor): number => {
      const before = plan.flops();
      work().dispose();
      return plan.flops() - before;
    };
    const x = tf.fill([2, 5, 7, 3], 1) as tf.Tensor4D;
    const filter = tf.fill([3, 3, 3, 8], 1) as tf.Tensor4D;
    expect(counted(() => conv2d({ x, filter }, { padding: 1 }))).toBe(2 * (2 * 5 * 7 * 8) * (3 * 3 * 3));
    const a = tf.fill([2, 4, 6], 1);
    const b = tf.fill([2, 6, 5], 1);
    expect(counted(() => tf.matMul(a, b))).toBe(2 * (2 * 4 * 5) * 6);
    expect(counted(() => tf.relu(a))).toBe(2 * 4 * 6);
    const qkv = tf.fill([1, 10, 3 * 8], 1) as tf.Tensor3D;
    expect(counted(() => attention(qkv, 2))).toBe(2 * 2 * 10 * 10 * 8); // scores, and values by them
    tf.dispose([x, filter, a, b, qkv]);
  });
});

test('gigabytes are counted and not held', async () => {
  await onPlan(async (plan) => {
    const large = tf.fill([2 ** 34], 0);
    expect(plan.inUse()).toBe(2 ** 36);
    large.dispose();
  });
});

test('what is read back is 0', async () => {
  const values = await onPlan(async () => {
    const ones = tf.fill([3], 1);
    const read = await readTensor(ones);
    ones.dispose();
    return [...read];
  });
  expect(values).toEqual([0, 0, 0]);
});

test('more workgroups than an adapter allows are an error', async () => {
  const { backend } = gpu();
  const launch = (x: number) =>
    onPlan(async () => {
      const plan = gpu().backend;
      expect(plan).not.toBe(backend);
      const device = plan.device;
      const layout = device.createBindGroupLayout({ entries: [] });
      const pipeline = {} as Partial<GPUComputePipeline> as GPUComputePipeline;
      plan.dispatch({ label: 'wide', pipeline, layout, entries: [], groups: [x, 1, 1], flops: 0 });
    });
  await launch(65_535);
  await expect(launch(65_536)).rejects.toThrow('a launch of 65536 x 1 x 1 workgroups was recorded');
});

test('the open device is back afterwards, also after an error, with its tensors', async () => {
  const { backend, backendName } = gpu();
  const here = tf.fill([2], 7);
  const { numTensors } = tf.memory();
  await onPlan(async () => tf.fill([2], 1).dispose());
  await expect(
    onPlan(() => {
      throw new Error('broken');
    }),
  ).rejects.toThrow('broken');
  expect(gpu().backend).toBe(backend);
  expect(tf.getBackend()).toBe(backendName);
  expect([...(await readTensor(tf.add(here, 1)))]).toEqual([8, 8]);
  tf.dispose(here);
  expect(tf.memory().numTensors).toBeLessThanOrEqual(numTensors);
});
