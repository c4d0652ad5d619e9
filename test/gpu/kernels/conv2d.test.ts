import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { conv2d } from '../../../src/gpu/kernels/conv2d';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { convReference, outSize, type ConvCase } from '../../helpers/conv-reference';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';

/** float32 sums of up to a few thousand products against float64: errors of some 1e-7 of the largest value each. */
const FLOAT32_SUM = 5e-6;

const CASES: Record<string, ConvCase> = {
  '3x3, as in nano': { x: [2, 12, 16, 32], kernel: [3, 3], out: 32, stride: 1, padding: 1, dilation: 1 },
  'image, stride 2, odd size': { x: [2, 11, 13, 3], kernel: [3, 3], out: 16, stride: 2, padding: 1, dilation: 1 },
  'stride 2, no padding': { x: [1, 10, 9, 5], kernel: [3, 3], out: 7, stride: 2, padding: 0, dilation: 1 },
  'stride 3': { x: [1, 11, 8, 4], kernel: [3, 3], out: 5, stride: 3, padding: 2, dilation: 1 },
  'dilation 2': { x: [2, 9, 7, 5], kernel: [3, 3], out: 6, stride: 1, padding: 2, dilation: 2 },
  'dilation 2, stride 2': { x: [1, 9, 10, 5], kernel: [3, 3], out: 6, stride: 2, padding: 2, dilation: 2 },
  '7x7 stride 2': { x: [1, 14, 15, 3], kernel: [7, 7], out: 8, stride: 2, padding: 3, dilation: 1 },
  '1x1 to 40 channels': { x: [2, 6, 8, 32], kernel: [1, 1], out: 40, stride: 1, padding: 0, dilation: 1 },
  '1x1 to one channel': { x: [1, 5, 5, 5], kernel: [1, 1], out: 1, stride: 1, padding: 0, dilation: 1 },
  '1x1 stride 2': { x: [1, 7, 5, 3], kernel: [1, 1], out: 3, stride: 2, padding: 0, dilation: 1 },
  'patches: 4x4 stride 4': { x: [1, 8, 12, 3], kernel: [4, 4], out: 10, stride: 4, padding: 0, dilation: 1 },
  'not square: 1x3': { x: [1, 4, 9, 2], kernel: [1, 3], out: 2, stride: 1, padding: 1, dilation: 1 },
  'one pixel': { x: [3, 1, 1, 6], kernel: [3, 3], out: 2, stride: 1, padding: 1, dilation: 1 },
};

function tensorsOf(c: ConvCase): { x: Tensor4D; filter: Tensor4D; bias: Tensor1D; dy: Tensor4D } {
  return {
    x: randomTensor([...c.x], 1) as Tensor4D,
    filter: randomTensor([...c.kernel, c.x[3], c.out], 2) as Tensor4D,
    bias: randomTensor([c.out], 3) as Tensor1D,
    dy: randomTensor([c.x[0], ...outSize(c), c.out], 4) as Tensor4D,
  };
}

function gradientsOf(c: ConvCase, { x, filter, bias, dy }: ReturnType<typeof tensorsOf>): tf.Tensor[] {
  return tf.grads((a: tf.Tensor, b: tf.Tensor, d: tf.Tensor) =>
    conv2d({ x: a as Tensor4D, filter: b as Tensor4D, bias: d as Tensor1D }, c),
  )([x, filter, bias], dy);
}

test('a 2x2 window of ones sums four pixels', async () => {
  const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const y = conv2d({ x, filter: tf.ones([2, 2, 1, 1]), bias: tf.tensor1d([100]) });
  expect(y.shape).toEqual([1, 2, 2, 1]);
  expect(Array.from(await readTensor(y))).toEqual([112, 116, 124, 128]);
});

describe.each(Object.entries(CASES))('%s', (_name, c) => {
  test('values and gradients agree with the definition', async () => {
    const tensors = tensorsOf(c);
    const { x, filter, bias } = tensors;
    const read = await readTensors([
      ...Object.values(tensors),
      conv2d({ x, filter, bias }, c),
      conv2d({ x, filter }, c),
      ...gradientsOf(c, tensors),
      tf.grad((f: tf.Tensor) => conv2d({ x, filter: f as Tensor4D }, c))(filter, tensors.dy),
    ]);
    const [xs, filters, biases, dys, y, plain, dx, dFilter, dBias, plainDFilter] = read as Float32Array[];
    const want = convReference(c, { x: xs!, filter: filters!, bias: biases!, dy: dys! });
    expectClose(y!, want.y, FLOAT32_SUM, 'y');
    expectClose(
      plain!,
      want.y.map((v, i) => v - biases![i % c.out]!),
      FLOAT32_SUM,
      'y without bias',
    );
    expectClose(dx!, want.dx, FLOAT32_SUM, 'dx');
    expectClose(dFilter!, want.dFilter, FLOAT32_SUM, 'dFilter');
    expectClose(dBias!, want.dBias, FLOAT32_SUM, 'dBias');
    expectClose(plainDFilter!, want.dFilter, FLOAT32_SUM, 'dFilter without bias');
  });
});

test.each(['image, stride 2, odd size', 'dilation 2'])('%s: gradients agree with central differences', async (name) => {
  const c = CASES[name]!;
  const { x, filter, bias } = tensorsOf(c);
  const at = { x: (v: tf.Tensor) => conv2d({ x: v as Tensor4D, filter, bias }, c) };
  expect(await gradientError(at.x, x)).toBeLessThan(CENTRAL_DIFFERENCE);
  expect(await gradientError((v) => conv2d({ x, filter: v as Tensor4D, bias }, c), filter)).toBeLessThan(
    CENTRAL_DIFFERENCE,
  );
  expect(await gradientError((v) => conv2d({ x, filter, bias: v as Tensor1D }, c), bias)).toBeLessThan(
    CENTRAL_DIFFERENCE,
  );
});

test('the filter gradient over 3072 positions has the same bits twice', async () => {
  const c: ConvCase = { x: [1, 48, 64, 8], kernel: [3, 3], out: 12, stride: 1, padding: 1, dilation: 1 };
  const tensors = tensorsOf(c);
  const first = await readTensors(gradientsOf(c, tensors));
  expect(await readTensors(gradientsOf(c, tensors))).toEqual(first);
});

test('without inputGradient the filter still learns, and asking for the gradient of x is an error', async () => {
  const { x, filter } = tensorsOf(CASES['stride 3']!);
  const loss = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    tf.sum(conv2d({ x: a as Tensor4D, filter: b as Tensor4D }, { inputGradient: false }));
  expect((await readTensor(tf.grad((f: tf.Tensor) => loss(x, f))(filter))).some((v) => v !== 0)).toBe(true);
  expect(() => tf.grad((a: tf.Tensor) => loss(a, filter))(x)).toThrow('Cannot backprop through input x');
});

test('shapes that do not fit are refused', () => {
  const filter = tf.ones([3, 3, 4, 8]) as Tensor4D;
  expect(() => conv2d({ x: tf.ones([1, 9, 9, 5]), filter })).toThrow('input [1, 9, 9, 5], filter [3, 3, 4, 8]');
  expect(() => conv2d({ x: tf.ones([1, 2, 9, 4]), filter })).toThrow('has no output');
  expect(() => conv2d({ x: tf.ones([1, 9, 9, 4]), filter, bias: tf.ones([7]) })).toThrow('it must be [8]');
});

test('a second run leaves no tensor behind', () => {
  const tensors = tensorsOf(CASES['dilation 2']!);
  const run = (): void => void tf.tidy(() => void gradientsOf(CASES['dilation 2']!, tensors));
  run();
  const before = tf.memory().numTensors;
  run();
  expect(tf.memory().numTensors).toBe(before);
});
