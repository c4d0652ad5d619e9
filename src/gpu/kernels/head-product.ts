/**
 * Attention's two products with explicit scores: queries by keys, and weights by values. Both and their gradients are
 * one kernel at other strides. shaders/head-product.wgsl.
 */
import type { Tensor, Tensor3D, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

const LANES = 64;
const TILE = 4;
const kernel = defineKernel('head-product');

/** A matrix for each image and head inside a tensor: where its axes lie. */
interface Matrix {
  readonly tensor: TensorInfo;
  readonly image: number;
  readonly head: number;
  /** Axis that the product keeps. */
  readonly kept: number;
  /** Axis that is summed over. */
  readonly depth: number;
}

interface Product {
  readonly a: Matrix;
  readonly other: Matrix;
  readonly y: { readonly shape: number[]; readonly image: number; readonly head: number };
  /** Strides of y along the axes that a and other keep. */
  readonly strides: readonly [row: number, column: number];
  readonly sizes: { readonly batch: number; readonly heads: number } & Readonly<
    Record<'rows' | 'columns' | 'depth' | 'factor', number>
  >;
}

function multiply({ a, other, y, strides, sizes }: Product): TensorInfo {
  const { batch, ...uniforms } = sizes;
  const from = { aImage: a.image, aHead: a.head, aRow: a.kept, aDepth: a.depth };
  const by = {
    otherImage: other.image,
    otherHead: other.head,
    otherColumn: other.kept,
    otherDepth: other.depth,
  };
  const to = { yImage: y.image, yHead: y.head, yRow: strides[0], yColumn: strides[1] };
  return kernel.run({
    inputs: { a: a.tensor, other: other.tensor },
    outputs: { y: { shape: y.shape } },
    uniforms: { ...uniforms, ...from, ...by, ...to },
    flops: 2 * batch * sizes.heads * sizes.rows * sizes.columns * sizes.depth,
    groups: [Math.ceil(sizes.rows / (LANES * TILE)), Math.ceil(sizes.columns / TILE), batch * sizes.heads],
  }).y!;
}

interface Sizes {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly channels: number;
}

/** tokens [B, N, C], kept along the tokens or along a head's channels. */
const tokens = (tensor: TensorInfo, { heads }: Sizes, keep: 'tokens' | 'channels'): Matrix => {
  const [, count, channels] = tensor.shape as [number, number, number];
  const [kept, depth] = keep === 'tokens' ? [channels, 1] : [1, channels];
  return { tensor, image: count * channels, head: channels / heads, kept, depth };
};

/** scores [B, Q, K, heads], kept along the queries or the keys. */
const scoresOf = (tensor: TensorInfo, { heads, queries, keys }: Sizes, keep: 'queries' | 'keys'): Matrix => {
  const [kept, depth] = keep === 'queries' ? [keys * heads, heads] : [heads, keys * heads];
  return { tensor, image: queries * keys * heads, head: 1, kept, depth };
};

/** a [B, Q, C] by other [B, K, C], head by head: [B, Q, K, heads]. */
function byTokens(a: TensorInfo, other: TensorInfo, sizes: Sizes, factor: number): TensorInfo {
  const { batch, heads, queries, keys, channels } = sizes;
  return multiply({
    a: tokens(a, sizes, 'tokens'),
    other: tokens(other, sizes, 'tokens'),
    y: { shape: [batch, queries, keys, heads], image: queries * keys * heads, head: 1 },
    strides: [keys * heads, heads],
    sizes: { batch, heads, rows: queries, columns: keys, depth: channels / heads, factor },
  });
}

interface Weighing {
  readonly sizes: Sizes;
  readonly factor: number;
  /** Which tokens there is one result for. */
  readonly keep: 'queries' | 'keys';
}

/** scores [B, Q, K, heads] by values of the other tokens, head by head: [B, kept tokens, C]. */
function byScores(scores: TensorInfo, values: TensorInfo, { sizes, factor, keep }: Weighing): TensorInfo {
  const { batch, heads, queries, keys, channels } = sizes;
  const [rows, depth] = keep === 'queries' ? [queries, keys] : [keys, queries];
  return multiply({
    a: scoresOf(scores, sizes, keep),
    other: tokens(values, sizes, 'channels'),
    y: { shape: [batch, rows, channels], image: rows * channels, head: channels / heads },
    strides: [channels, 1],
    sizes: { batch, heads, rows, columns: channels / heads, depth, factor },
  });
}

interface HeadAttrs {
  readonly heads: number;
  readonly factor: number;
}

const scoresOp = defineOp<HeadAttrs>({
  name: 'TfHeadScores',
  forward: ({ q, k }, { heads, factor }) => [byTokens(q!, k!, sizesOfTokens(q!, k!, heads), factor)],
  saveInputs: ['q', 'k'],
  gradient([dy], [q, k], { heads, factor }) {
    const sizes = sizesOfTokens(q!, k!, heads);
    return {
      q: asTensor(byScores(dy!, k!, { sizes, factor, keep: 'queries' })),
      k: asTensor(byScores(dy!, q!, { sizes, factor, keep: 'keys' })),
    };
  },
});

const valuesOp = defineOp<HeadAttrs>({
  name: 'TfHeadValues',
  forward: ({ weights, values }) => [
    byScores(weights!, values!, { sizes: sizesOfWeights(weights!, values!), factor: 1, keep: 'queries' }),
  ],
  saveInputs: ['weights', 'values'],
  gradient([dy], [weights, values]) {
    const sizes = sizesOfWeights(weights!, values!);
    return {
      weights: asTensor(byTokens(dy!, values!, sizes, 1)),
      values: asTensor(byScores(weights!, dy!, { sizes, factor: 1, keep: 'keys' })),
    };
  },
});

function sizesOfTokens(q: TensorInfo, k: TensorInfo, heads: number): Sizes {
  const [batch, queries, channels] = q.shape as [number, number, number];
  return { batch, heads, queries, keys: k.shape[1]!, channels };
}

function sizesOfWeights(weights: TensorInfo, values: TensorInfo): Sizes {
  const [batch, queries, keys, heads] = weights.shape as [number, number, number, number];
  return { batch, heads, queries, keys, channels: values.shape[2]! };
}

/**
 * @param q [B, Q, C], heads one after the other
 * @param k [B, K, C]
 * @param factor of every score
 * @returns [B, Q, K, heads]
 */
export function headScores(q: Tensor3D, k: Tensor3D, attrs: HeadAttrs): Tensor4D {
  const fits = q.shape[0] === k.shape[0] && q.shape[2] === k.shape[2] && q.shape[2] % attrs.heads === 0;
  if (!fits) throw new Error(`headScores: [${q.shape.join(', ')}] by [${k.shape.join(', ')}], ${attrs.heads} heads`);
  return scoresOp({ q, k }, attrs)[0] as Tensor4D;
}

/**
 * @param weights [B, Q, K, heads]
 * @param values [B, K, C], heads one after the other
 * @returns [B, Q, C]
 */
export function headValues(weights: Tensor4D, values: Tensor3D): Tensor3D {
  const [batch, , keys, heads] = weights.shape;
  const fits = values.shape[0] === batch && values.shape[1] === keys && values.shape[2] % heads === 0;
  if (!fits) throw new Error(`headValues: [${weights.shape.join(', ')}] by [${values.shape.join(', ')}]`);
  const inputs: Record<string, Tensor> = { weights, values };
  return valuesOp(inputs, { heads, factor: 1 })[0] as Tensor3D;
}
