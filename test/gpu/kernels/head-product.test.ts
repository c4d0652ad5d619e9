import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { headScores, headValues } from '../../../src/gpu/kernels/head-product';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

/** Sums of up to a few hundred products in float32. */
const FLOAT32 = 3e-6;

interface Sizes {
  readonly batch: number;
  readonly queries: number;
  readonly keys: number;
  readonly heads: number;
  readonly width: number;
}

const SIZES: readonly Sizes[] = [
  { batch: 1, queries: 1, keys: 1, heads: 1, width: 1 },
  { batch: 2, queries: 7, keys: 5, heads: 2, width: 12 },
  { batch: 1, queries: 300, keys: 9, heads: 2, width: 10 },
  { batch: 2, queries: 6, keys: 70, heads: 3, width: 9 },
];

/** Calls `visit` with the flat indices of query, key and score of every product. */
function forEachProduct(
  { batch, queries, keys, heads, width }: Sizes,
  visit: (query: number, key: number, score: number) => void,
): void {
  const own = width / heads;
  for (let b = 0; b < batch; b++)
    for (let q = 0; q < queries; q++)
      for (let k = 0; k < keys; k++)
        for (let c = 0; c < width; c++)
          visit(
            (b * queries + q) * width + c,
            (b * keys + k) * width + c,
            ((b * queries + q) * keys + k) * heads + Math.floor(c / own),
          );
}

const tokens = ({ batch, width }: Sizes, count: number, seed: number): Tensor3D =>
  randomTensor([batch, count, width], seed) as Tensor3D;

test('two heads of one channel: each score is a product of its own', async () => {
  const q = tf.tensor3d([2, 3], [1, 1, 2]);
  const k = tf.tensor3d([5, 7, 10, 20], [1, 2, 2]);
  const scores = headScores(q, k, { heads: 2, factor: 0.5 });
  expect(scores.shape).toEqual([1, 1, 2, 2]);
  expect(Array.from(await readTensor(scores))).toEqual([5, 10.5, 10, 30]);
});

test.each(SIZES)('scores and their gradients agree with the definition: %o', async (sizes) => {
  const { batch, queries, keys, heads } = sizes;
  const [q, k] = [tokens(sizes, queries, 1), tokens(sizes, keys, 2)];
  const dy = randomTensor([batch, queries, keys, heads], 3);
  const f = (a: Tensor, b: Tensor): Tensor => headScores(a as Tensor3D, b as Tensor3D, { heads, factor: 0.3 });
  const { value, grads } = tf.valueAndGrads(f as (...args: Tensor[]) => Tensor)([q, k], dy);
  const [y, dq, dk, ...given] = (await readTensors([value, ...grads, q, k, dy])) as Float32Array[];
  const [vq, vk, vdy] = given as [Float32Array, Float32Array, Float32Array];
  const [wantY, wantQ, wantK] = [y!, vq, vk].map(({ length }) => new Float64Array(length));
  forEachProduct(sizes, (i, j, o) => {
    wantY![o]! += 0.3 * vq[i]! * vk[j]!;
    wantQ![i]! += 0.3 * vdy[o]! * vk[j]!;
    wantK![j]! += 0.3 * vdy[o]! * vq[i]!;
  });
  expectClose(y!, wantY!, FLOAT32, 'scores');
  expectClose(dq!, wantQ!, FLOAT32, 'dq');
  expectClose(dk!, wantK!, FLOAT32, 'dk');
});

test.each(SIZES)('weighed values and their gradients agree with the definition: %o', async (sizes) => {
  const { batch, queries, keys, heads, width } = sizes;
  const weights = randomTensor([batch, queries, keys, heads], 1) as Tensor4D;
  const values = tokens(sizes, keys, 2);
  const dy = randomTensor([batch, queries, width], 3);
  const f = (a: Tensor, b: Tensor): Tensor => headValues(a as Tensor4D, b as Tensor3D);
  const { value, grads } = tf.valueAndGrads(f as (...args: Tensor[]) => Tensor)([weights, values], dy);
  const [y, dw, dv, ...given] = (await readTensors([value, ...grads, weights, values, dy])) as Float32Array[];
  const [vw, vv, vdy] = given as [Float32Array, Float32Array, Float32Array];
  const [wantY, wantW, wantV] = [y!, vw, vv].map(({ length }) => new Float64Array(length));
  forEachProduct(sizes, (o, j, s) => {
    wantY![o]! += vw[s]! * vv[j]!;
    wantW![s]! += vdy[o]! * vv[j]!;
    wantV![j]! += vw[s]! * vdy[o]!;
  });
  expectClose(y!, wantY!, FLOAT32, 'out');
  expectClose(dw!, wantW!, FLOAT32, 'dweights');
  expectClose(dv!, wantV!, FLOAT32, 'dvalues');
});

test('gradients agree with central differences', async () => {
  const sizes = SIZES[1]!;
  const [q, k] = [tokens(sizes, 7, 1), tokens(sizes, 5, 2)];
  const attrs = { heads: 2, factor: 0.4 };
  expect(await gradientError((x) => headScores(x as Tensor3D, k, attrs), q)).toBeLessThan(CENTRAL_DIFFERENCE);
  expect(await gradientError((x) => headScores(q, x as Tensor3D, attrs), k)).toBeLessThan(CENTRAL_DIFFERENCE);
  const weights = randomTensor([2, 7, 5, 2], 3) as Tensor4D;
  expect(await gradientError((x) => headValues(x as Tensor4D, k), weights)).toBeLessThan(CENTRAL_DIFFERENCE);
  expect(await gradientError((x) => headValues(weights, x as Tensor3D), k)).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('what does not fit is refused', () => {
  expect(() => headScores(tf.zeros([1, 2, 5]), tf.zeros([1, 3, 5]), { heads: 2, factor: 1 })).toThrow('2 heads');
  expect(() => headValues(tf.zeros([1, 2, 3, 2]), tf.zeros([1, 4, 4]))).toThrow('[1, 2, 3, 2] by [1, 4, 4]');
});

test('a second run leaves no tensor behind', () => {
  const sizes = SIZES[1]!;
  const [q, k] = [tokens(sizes, 7, 1), tokens(sizes, 5, 2)];
  return expectNoLeak(() => {
    tf.grads((a: Tensor, b: Tensor) =>
      headValues(headScores(a as Tensor3D, b as Tensor3D, { heads: 2, factor: 1 }), b as Tensor3D),
    )([q, k]);
  });
});
