import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { resizeBilinear } from '../../../src/gpu/kernels/resize-bilinear';
import { readTensor } from '../../../src/gpu/read';
import { resize } from '../../../src/nn/resize';
import { expectClose } from '../../helpers/close';
import { grad4 } from '../../helpers/grad4';
import { readGolden } from '../../helpers/golden';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';
import { nhwcTensor, nhwcValues } from '../../helpers/nhwc';

const F32 = 2e-6; // a handful of float32 roundings against a float64 reference

const map = (shape: [number, number, number, number], seed: number): tf.Tensor4D =>
  randomTensor(shape, seed) as tf.Tensor4D;

test('two pixels become four: the outer ones stay, the inner ones mix 3 to 1', async () => {
  const y = resizeBilinear(tf.tensor4d([0, 4], [1, 1, 2, 1]), [1, 4]);
  expect(Array.from(await readTensor(y))).toEqual([0, 1, 3, 4]);
  const dx = grad4((x) => resizeBilinear(x, [1, 4]))(
    tf.tensor4d([0, 4], [1, 1, 2, 1]),
    tf.tensor4d([1, 10, 100, 1000], [1, 1, 4, 1]),
  );
  expect(Array.from(await readTensor(dx))).toEqual([1 + 7.5 + 25, 2.5 + 75 + 1000]);
});

test('values and gradient agree with torch, up and down', async () => {
  const golden = readGolden('regularizer/g20_resize_normalize.safetensors');
  const x = nhwcTensor(golden.get('x'));
  const [, , height, width] = golden.get('y').shape as [number, number, number, number];
  expectClose(await readTensor(resizeBilinear(x, [height, width])), nhwcValues(golden.get('y')), F32, 'up');
  expectClose(await readTensor(resizeBilinear(x, [4, 5])), nhwcValues(golden.get('y_down')), F32, 'down');
  const dx = grad4((v) => resizeBilinear(v, [height, width]))(x, nhwcTensor(golden.get('dy')));
  expectClose(await readTensor(dx), nhwcValues(golden.get('dx')), F32, 'gradient');
});

test('agrees with torch at odd ratios', async () => {
  const golden = readGolden('mtl/resize_reference.safetensors');
  const x = tf.tensor4d(golden.get('input').data, [1, 13, 17, 1]);
  const cases = [...golden.tensors].filter(([name]) => name.startsWith('torch_bilinear_'));
  expect(cases.length).toBe(4);
  for (const [name, { shape, data }] of cases) {
    expectClose(await readTensor(resizeBilinear(x, shape as [number, number])), data, F32, name);
  }
});

const RATIOS: [from: [number, number], to: [number, number]][] = [
  [
    [6, 9],
    [48, 72],
  ],
  [
    [24, 32],
    [48, 64],
  ],
  [
    [13, 17],
    [26, 11],
  ],
  [
    [48, 64],
    [5, 7],
  ],
  [
    [1, 1],
    [4, 3],
  ],
  [
    [3, 5],
    [1, 1],
  ],
  [
    [7, 10],
    [448, 640],
  ],
];

test.each(RATIOS)('%j to %j: the gradient is the adjoint, for any number of channels', async (from, to) => {
  for (const channels of [1, 3, 4, 6]) {
    const x = map([2, ...from, channels], 1);
    const dy = map([2, ...to, channels], 2);
    const y = await readTensor(resizeBilinear(x, to));
    const dx = await readTensor(grad4((v) => resizeBilinear(v, to))(x, dy));
    const [xs, dys] = [await readTensor(x), await readTensor(dy)];
    const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
    const size = Math.sqrt(dot(y, y) * dot(dys, dys)); // Cauchy-Schwarz: what rounding is measured against
    expect(Math.abs(dot(y, dys) - dot(xs, dx)) / size).toBeLessThan(F32);
  }
});

test('gradient agrees with central differences', async () => {
  expect(await gradientError((x) => resizeBilinear(x as tf.Tensor4D, [9, 5]), map([2, 4, 7, 5], 3))).toBeLessThan(
    CENTRAL_DIFFERENCE,
  );
});

test('a map of the right size comes back as a tensor of its own, differentiable', async () => {
  const x = map([1, 4, 5, 3], 4);
  const y = resize(x, [4, 5]);
  expect(y).not.toBe(x);
  x.dispose();
  expect((await readTensor(y)).length).toBe(60);
  const dx = grad4((v) => tf.sum(resize(v, [4, 5])))(y);
  expect(Array.from(await readTensor(dx))).toEqual(Array(60).fill(1));
});

test('an impossible size is refused', () => {
  expect(() => resizeBilinear(tf.zeros([1, 2, 2, 1]), [0, 3])).toThrow('0x3');
});

test('leaks nothing', async () => {
  await expectNoLeak(() => {
    const x = tf.ones([1, 3, 3, 2]);
    tf.grad((v: tf.Tensor) => tf.sum(resize(v as tf.Tensor4D, [6, 6])))(x);
  });
});
