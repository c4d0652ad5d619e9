/**
 * The renderer of the tri-plane regularizer as one differentiable operation: 5 launches forward (the projection
 * included), 8 backward, 9 where samples are many (spec/regularizer.md §2). shaders/fused-*.wgsl.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { InputError } from '../../base/errors';
import { gpu } from '../device';
import { asTensor, defineOp, release } from '../op';
import { fusedComposite, fusedCompositeGrad } from './fused-composite';
import { fusedDot, type FieldGrid } from './fused-dot';
import { fusedOutput, fusedOutputGrad, fusedOutputWeightsGrad } from './fused-output';
import { projectPlanesGrad, projectWeightsGrad, type PlaneTensor } from './fused-project';
import { fusedReduce } from './fused-reduce';
import { fusedWeights, fusedWeightsGrad, type Quadrature } from './fused-weights';

export interface RenderAttrs {
  /** Of the rays; batch and samples come with the positions. */
  readonly grid: Omit<FieldGrid, 'batch' | 'samples'>;
  /** Channels of each head. */
  readonly heads: readonly number[];
  /** Over a net of its own behind the heads', or over the heads' units (one row for each head's). */
  readonly density: 'own' | 'heads';
  /** Hidden units of one net. */
  readonly hidden: number;
  /** Channels of one plane. */
  readonly channels: number;
  readonly scale: number;
  readonly quadrature: Quadrature;
}

type Named<K extends string> = Readonly<Record<K, TensorInfo>>;

/** What the forward pass leaves for the gradient: constants to the tape. */
const INTERNAL = ['projected', 't', 'density', 'weights', 'accumulated', 'composited', 'signs'] as const;
const LAYERS = ['w1', 'w2', 'b2'] as const;
type Saved = Named<(typeof INTERNAL)[number] | (typeof LAYERS)[number]>;
/** Gradients of all maps side by side [rays, channels of all heads], and of what the rays absorbed [B, rays]. */
type Upstream = Named<'d_out' | 'd_accumulated' | 'd_z'>;
type NamedPlane = PlaneTensor & { readonly name: string };

function gridOf({ grid }: RenderAttrs, t: TensorInfo): FieldGrid {
  return { ...grid, batch: t.shape[0]!, samples: t.shape[2]! };
}

const channelsOf = ({ heads }: RenderAttrs): number => heads.reduce((a, b) => a + b, 0);

/** Raw density of every sample. `projected` holds all nets, or with a density net of its own (the last) that alone. */
export function fieldDensity(inputs: Named<'projected' | 't' | 'w2' | 'b2'>, attrs: RenderAttrs): TensorInfo {
  const { projected, t, w2, b2 } = inputs;
  const { hidden, density, grid } = attrs;
  const row = channelsOf(attrs);
  const count = density === 'own' ? hidden : grid.units;
  return fusedDot({ projected, t, weights: w2, biases: b2 }, gridOf(attrs, t), {
    first: grid.units - count,
    count,
    firstWeight: row * hidden,
    weightStep: 0,
    firstBias: row,
    biasStep: 0,
  });
}

function outputMaps(inputs: Named<'t' | 'composited' | 'accumulated' | 'w2' | 'b2'>, attrs: RenderAttrs): TensorInfo[] {
  const { composited, accumulated, w2, b2 } = inputs;
  const { batch, rows, cols } = gridOf(attrs, inputs.t);
  const layer = { rays: batch * rows * cols, hidden: attrs.hidden, heads: attrs.heads };
  const { maps, unused } = fusedOutput({ composited, accumulated, w2, b2 }, layer, (k) => [batch, rows, cols, k]);
  release(...unused);
  return maps;
}

/** The same numbers in another shape, as an output of the op: the tape then leads gradients to them. */
function passedOn({ dataId, dtype }: TensorInfo, shape: number[]): TensorInfo {
  gpu().backend.incRef(dataId);
  return { dataId, dtype, shape };
}

/**
 * Gradient to a density row over the heads' units, Σ d(density) h, and to its bias: the composite of another weight.
 * @returns [1, units + 4]: the last four are the bias, 0, 0, 0
 */
function dDensityOfHeads(
  { projected, t, pairs }: Named<'projected' | 't'> & { readonly pairs: Tensor },
  grid: FieldGrid,
): Tensor {
  return tf.tidy(() => {
    const dDensity = tf.reshape(tf.slice(pairs, [0, 0, 0, 1], [-1, -1, -1, 1]), t.shape);
    const { composited, signs } = fusedComposite({ projected, t, weights: dDensity }, grid, grid.units);
    release(signs);
    const sums = tf.sum<Tensor1D>(tf.reshape(asTensor(composited), [-1, grid.units]), 0);
    const bias = tf.reshape<tf.Rank.R1>(tf.sum(dDensity), [1]);
    return tf.reshape(tf.concat([sums, bias, tf.zeros<tf.Rank.R1>([3])]), [1, grid.units + 4]);
  });
}

function backward(
  { d_out: dOut, d_accumulated, d_z }: Upstream,
  saved: Saved,
  planes: readonly NamedPlane[],
  attrs: RenderAttrs,
): Record<string, TensorInfo> {
  const { projected, t, w1, w2, b2, accumulated, density, weights, composited, signs } = saved;
  const grid = gridOf(attrs, t);
  const headUnits = attrs.hidden * attrs.heads.length;
  const layer = { rays: dOut.shape[0]!, hidden: attrs.hidden, heads: attrs.heads };
  const { g, gAccumulated } = fusedOutputGrad({ d_out: dOut, w2, b2 }, layer);
  const dWeights = fusedDot({ projected, t, weights: g, biases: gAccumulated }, grid, {
    first: 0,
    count: headUnits,
    firstWeight: 0,
    weightStep: headUnits,
    firstBias: 0,
    biasStep: 1,
  });
  const pairs = asTensor(
    fusedWeightsGrad({ t, density, weights, d_weights: dWeights, d_accumulated, d_z }, attrs.quadrature),
  );
  const { dProjected, dDensity: dOwn } = fusedCompositeGrad({ projected, t, pairs, signs, g, w2 }, grid, {
    headUnits,
    densityAt: channelsOf(attrs) * attrs.hidden,
  });
  const dShared = attrs.density === 'own' ? undefined : dDensityOfHeads({ projected, t, pairs }, grid);
  const outputLayer = fusedOutputWeightsGrad({ d_out: dOut, composited, accumulated }, layer);
  const firstLayer = projectWeightsGrad(dProjected, planes, grid.units, attrs.channels);
  const fields = fusedReduce(
    { first_layer: firstLayer, output_layer: outputLayer, density_row: dShared ?? dOwn },
    attrs.scale,
  );
  const dPlanes = projectPlanesGrad(dProjected, planes, w1, attrs);
  release(g, gAccumulated, dWeights, dProjected, dOwn, outputLayer, firstLayer);
  tf.dispose([pairs, dShared]);
  return { ...Object.fromEntries(planes.map(({ name }, k) => [name, dPlanes[k]!])), ...fields };
}

/** The last layer as the op that the tape sees; its gradient is that of the whole renderer. */
function renderOp(name: string, planeNames: readonly string[]) {
  const names = [...INTERNAL, ...LAYERS, ...planeNames];
  return defineOp<RenderAttrs>({
    name,
    saveInputs: names,
    forward(inputs, attrs) {
      const { batch, rows, cols } = gridOf(attrs, inputs.t!);
      const absorbed = [inputs.accumulated!, inputs.z!].map((info) => passedOn(info, [batch, rows, cols]));
      return [...outputMaps(inputs as Saved, attrs), ...absorbed];
    },
    gradient(dOutputs, inputs, attrs) {
      const saved = Object.fromEntries(names.map((key, k) => [key, inputs[k]!])) as Record<string, Tensor> & Saved;
      const planes = planeNames.map((key) => ({
        name: key,
        tensor: saved[key]!,
        count: planeNames.length === 1 ? 3 : 1,
      }));
      const dOut = tf.tidy(() =>
        tf.concat(
          attrs.heads.map((channels, k) => tf.reshape(dOutputs[k]!, [-1, channels]) as Tensor2D),
          1,
        ),
      );
      const [d_accumulated, d_z] = dOutputs.slice(attrs.heads.length) as [Tensor, Tensor];
      const gradients = backward({ d_out: dOut, d_accumulated, d_z }, saved, planes, attrs);
      dOut.dispose();
      return Object.fromEntries(Object.entries(gradients).map(([key, info]) => [key, asTensor(info)]));
    },
  });
}

const renderSeparate = renderOp('TfFusedRender', ['xy', 'xz', 'yz']);
const renderPacked = renderOp('TfFusedRenderPacked', ['planes']);

export interface RenderInputs {
  /** One packed tensor [B, H, W, 3C], or xy, xz, yz; at the ray grid along x and y. */
  readonly planes: readonly Tensor4D[];
  /** W1 planes + b1, all nets (projectPlanes): a constant to the tape, the op itself leads its gradient to planes, w1, b1. */
  readonly projected: Tensor;
  readonly w1: Tensor;
  readonly b1: Tensor;
  readonly w2: Tensor;
  readonly b2: Tensor;
  /** [B, rays, samples], sorted; no gradient. */
  readonly t: Tensor3D;
}

export interface RenderOutputs {
  /** [B, rows, cols, channels] of each head. */
  readonly maps: Tensor4D[];
  /** Sums of the weights and of weight times t, [B, rows, cols]. */
  readonly weight: Tensor3D;
  readonly z: Tensor3D;
}

/** @throws InputError if the device cannot bind the largest buffer of the operation, at the door and not in a kernel */
function checkBuffers({ projected, t }: RenderInputs, { grid }: RenderAttrs): void {
  const [batch = 0, rays = 0, samples = 0] = t.shape;
  const signs = batch * rays * Math.ceil(samples / 32) * grid.units;
  const bytes = 4 * Math.max(projected.size, signs, 4 * t.size); // 4 t: partial sums of fusedDot
  const most = gpu().device.limits.maxStorageBufferBindingSize;
  if (bytes <= most) return;
  throw new InputError(
    `${batch} images of ${rays} rays with ${samples} samples need a buffer of ${bytes} bytes, and this adapter allows ${most}; take fewer images, rays, samples or rendered heads.`,
  );
}

/** Differentiable in planes and layers. */
export function fusedRender({ planes, ...inputs }: RenderInputs, attrs: RenderAttrs): RenderOutputs {
  checkBuffers({ planes, ...inputs }, attrs);
  const { projected, t } = inputs;
  const densityInfo = fieldDensity(inputs, attrs);
  const { weights, accumulated, z } = fusedWeights({ t, density: densityInfo }, attrs.quadrature);
  const headUnits = attrs.hidden * attrs.heads.length;
  const { composited, signs } = fusedComposite({ projected, t, weights }, gridOf(attrs, t), headUnits);
  const constants = {
    density: asTensor(densityInfo),
    weights: asTensor(weights),
    composited: asTensor(composited),
    signs: asTensor(signs),
    accumulated: asTensor(accumulated),
    z: asTensor(z),
  };
  const given = { ...inputs, ...constants };
  const [xy, xz, yz] = planes;
  const outputs =
    planes.length === 1
      ? renderPacked({ ...given, planes: xy! }, attrs)
      : renderSeparate({ ...given, xy: xy!, xz: xz!, yz: yz! }, attrs);
  tf.dispose(constants); // the tape keeps handles of its own
  const [weight, depth] = outputs.slice(attrs.heads.length) as [Tensor3D, Tensor3D];
  return { maps: outputs.slice(0, attrs.heads.length) as Tensor4D[], weight, z: depth };
}
