import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { depthwiseConv, type DepthwiseAttrs } from '../../../src/gpu/kernels/depthwise-conv';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

/** Nine products, or a sum over some hundred positions, in float32. */
const FLOAT32 = 3e-6;

interface Case extends DepthwiseAttrs {
  readonly x: readonly [batch: number, height: number, width: number];
  readonly groups: number;
  readonly channels: number;
  readonly kernel: number;
}

const CASES: readonly Case[] = [
  { x: [1, 4, 6], groups: 1, channels: 3, kernel: 3, stride: 2, padding: 1 },
  { x: [2, 7, 5], groups: 3, channels: 4, kernel: 3, stride: 2, padding: 1 },
  { x: [1, 20, 24], groups: 2, channels: 5, kernel: 3, stride: 1, padding: 1 },
  { x: [1, 6, 6], groups: 1, channels: 2, kernel: 2, stride: 3, padding: 0 },
];

const tensorsOf = ({ x, groups, channels, kernel }: Case): [Tensor4D, Tensor4D] => [
  randomTensor([...x, groups * channels], 1) as Tensor4D,
  randomTensor([groups, kernel, kernel, channels], 2) as Tensor4D,
];

function outSize({ x, kernel, stride, padding }: Case): [number, number] {
  const size = (n: number): number => Math.floor((n + 2 * padding - kernel) / stride) + 1;
  return [size(x[1]), size(x[2])];
}

/** Calls `visit` with the flat indices of x, filter and y of every product. */
function forEachProduct(c: Case, visit: (x: number, filter: number, y: number) => void): void {
  const [batch, height, width] = c.x;
  const [outHeight, outWidth] = outSize(c);
  const all = c.groups * c.channels;
  for (let b = 0; b < batch; b++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let ky = 0; ky < c.kernel; ky++)
          for (let kx = 0; kx < c.kernel; kx++) {
            const iy = oy * c.stride - c.padding + ky;
            const ix = ox * c.stride - c.padding + kx;
            if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue;
            for (let ch = 0; ch < all; ch++)
              visit(
                ((b * height + iy) * width + ix) * all + ch,
                ((Math.floor(ch / c.channels) * c.kernel + ky) * c.kernel + kx) * c.channels + (ch % c.channels),
                ((b * outHeight + oy) * outWidth + ox) * all + ch,
              );
          }
}

test('one channel, the corner of a ramp: neighbours weighed, zeros outside', async () => {
  const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
  const filters = tf.tensor4d([1, 10, 100, 1000, 10000, 0, 0, 0, 0.5], [1, 3, 3, 1]);
  const y = depthwiseConv(x, filters, { stride: 2, padding: 1 });
  expect(Array.from(await readTensor(y))).toEqual([10002]);
});

test.each(CASES)('values and gradients agree with the definition: %o', async (c) => {
  const [x, filters] = tensorsOf(c);
  const dy = randomTensor([c.x[0], ...outSize(c), c.groups * c.channels], 3);
  const f = (a: Tensor, b: Tensor): Tensor => depthwiseConv(a as Tensor4D, b as Tensor4D, c);
  const { value, grads } = tf.valueAndGrads(f as (...args: Tensor[]) => Tensor)([x, filters], dy);
  const [y, dx, df, ...given] = (await readTensors([value, ...grads, x, filters, dy])) as Float32Array[];
  const [vx, vf, vdy] = given as [Float32Array, Float32Array, Float32Array];
  const [wantY, wantX, wantF] = [y!, vx, vf].map(({ length }) => new Float64Array(length));
  forEachProduct(c, (i, j, o) => {
    wantY![o]! += vx[i]! * vf[j]!;
    wantX![i]! += vdy[o]! * vf[j]!;
    wantF![j]! += vdy[o]! * vx[i]!;
  });
  expectClose(y!, wantY!, FLOAT32, 'y');
  expectClose(dx!, wantX!, FLOAT32, 'dx');
  expectClose(df!, wantF!, FLOAT32, 'dFilters');
});

test('gradients agree with central differences', async () => {
  const c = CASES[1]!;
  const [x, filters] = tensorsOf(c);
  expect(await gradientError((v) => depthwiseConv(v as Tensor4D, filters, c), x)).toBeLessThan(CENTRAL_DIFFERENCE);
  expect(await gradientError((v) => depthwiseConv(x, v as Tensor4D, c), filters)).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('channels that are not those of the filters are refused', () => {
  expect(() => depthwiseConv(tf.zeros([1, 4, 4, 6]), tf.zeros([2, 3, 3, 4]), CASES[0]!)).toThrow(
    'depthwise convolution of [1, 4, 4, 6] by [2, 3, 3, 4]; wanted are',
  );
});

test('a second run leaves no tensor behind', () => {
  const [x, filters] = tensorsOf(CASES[0]!);
  return expectNoLeak(() => {
    tf.grads((a: Tensor, b: Tensor) => depthwiseConv(a as Tensor4D, b as Tensor4D, CASES[0]!))([x, filters]);
  });
});
