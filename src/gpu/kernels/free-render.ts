/**
 * The renderer for rays of any camera as one differentiable operation in hidden space (spec/regularizer.md §2 a, b and
 * §5): 5 launches forward (the projection included), 16 backward. shaders/free-*.wgsl, cell-sort-*.wgsl, fused-*.wgsl.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor3D, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { gpu } from '../device';
import { asTensor, defineOp, release } from '../op';
import { sortByCell, type PlaneSizes } from './cell-sort';
import { freeComposite, freeCompositeGrad, freeDensityGrad, freeDot, type FreeField } from './free-field';
import { freeWeights, freeWeightsGrad } from './free-weights';
import { fusedOutput, fusedOutputGrad, fusedOutputWeightsGrad } from './fused-output';
import { projectPlanesGrad, projectWeightsGrad, type PlaneTensor } from './fused-project';
import { fusedReduce } from './fused-reduce';
import type { Quadrature } from './fused-weights';

export interface FreeAttrs {
  /** Ray grid. */
  readonly rows: number;
  readonly cols: number;
  readonly sizes: PlaneSizes;
  /** Channels of each head. */
  readonly heads: readonly number[];
  /** Hidden units of one net. */
  readonly hidden: number;
  /** Channels of one plane. */
  readonly channels: number;
  readonly scale: number;
  readonly slope: number;
  readonly quadrature: Quadrature;
}

type Named<K extends string> = Readonly<Record<K, TensorInfo>>;

/** What the forward pass leaves for the gradient: constants to the tape. */
const FORWARD = ['projected', 't', 'at', 'density', 'weights', 'accumulated'] as const;
const INTERNAL = [...FORWARD, 'composited', 'signs', 'density_signs'] as const;
const LAYERS = ['w1', 'w2', 'b2'] as const;
type Saved = Named<(typeof INTERNAL)[number] | (typeof LAYERS)[number]>;
type NamedPlane = PlaneTensor & { readonly name: string };
/** Gradients of all maps side by side [rays, channels of all heads], and of what the rays absorbed [B, rows, cols]. */
type Upstream = Named<'d_out' | 'd_accumulated' | 'd_z'>;

function fieldOf({ sizes, heads, hidden, slope }: FreeAttrs, at: TensorInfo): FreeField {
  const [batch, rays, samples] = at.shape as [number, number, number, number];
  const headUnits = heads.length * hidden;
  return { batch, rays, samples, sizes, units: headUnits + hidden, headUnits, slope };
}

const channelsOf = ({ heads }: FreeAttrs): number => heads.reduce((a, b) => a + b, 0);

const layerOf = ({ heads, hidden }: FreeAttrs, { batch, rays }: FreeField) => ({ rays: batch * rays, hidden, heads });

function densityDot(inputs: Named<'projected' | 'at' | 'w2' | 'b2'>, attrs: FreeAttrs, leaveSigns: boolean) {
  const { projected, at, w2, b2 } = inputs;
  const row = channelsOf(attrs);
  const field = fieldOf(attrs, at);
  const options = {
    first: field.headUnits,
    count: attrs.hidden,
    firstWeight: row * attrs.hidden,
    weightStep: 0,
    firstBias: row,
    biasStep: 0,
  };
  return freeDot({ projected, at, weights: w2, biases: b2 }, field, options, leaveSigns);
}

/** Raw density of every sample [B, rays, samples], 0 where it does not count. `projected` holds the heads' nets, too. */
export function freeDensity(inputs: Named<'projected' | 'at' | 'w2' | 'b2'>, attrs: FreeAttrs): TensorInfo {
  const { value, signs } = densityDot(inputs, attrs, false);
  release(signs);
  return value;
}

function outputMaps(inputs: Named<'at' | 'composited' | 'accumulated' | 'w2' | 'b2'>, attrs: FreeAttrs): TensorInfo[] {
  const { at, composited, accumulated, w2, b2 } = inputs;
  const field = fieldOf(attrs, at);
  const shapeOf = (channels: number): number[] => [field.batch, attrs.rows, attrs.cols, channels];
  const { maps, unused } = fusedOutput({ composited, accumulated, w2, b2 }, layerOf(attrs, field), shapeOf);
  release(...unused);
  return maps;
}

/** The same numbers in another shape, as an output of the op: the tape then leads gradients to them. */
function passedOn({ dataId, dtype }: TensorInfo, shape: number[]): TensorInfo {
  gpu().backend.incRef(dataId);
  return { dataId, dtype, shape };
}

/** Gradient to the projected planes, and parts of that to the density net's output row. */
function projectedGradient(
  { d_out, d_accumulated, d_z }: Upstream,
  saved: Saved,
  attrs: FreeAttrs,
): { dProjected: TensorInfo; dDensity: TensorInfo } {
  const { projected, t, at, w2, b2, density, weights, signs, density_signs } = saved;
  const field = fieldOf(attrs, at);
  const { g, gAccumulated } = fusedOutputGrad({ d_out, w2, b2 }, layerOf(attrs, field));
  const { value: dWeights, signs: none } = freeDot({ projected, at, weights: g, biases: gAccumulated }, field, {
    first: 0,
    count: field.headUnits,
    firstWeight: 0,
    weightStep: field.headUnits,
    firstBias: 0,
    biasStep: 1,
  });
  const pairs = freeWeightsGrad({ t, density, at, weights, d_weights: dWeights, d_accumulated, d_z }, attrs.quadrature);
  const lists = sortByCell(at, attrs.sizes, 'border');
  const dProjected = freeCompositeGrad({ at, pairs, signs, density_signs, g, ...lists }, field);
  const dDensity = freeDensityGrad({ projected, w2, pairs, d_projected: dProjected }, field, channelsOf(attrs));
  release(none, g, gAccumulated, dWeights, pairs, lists.list, lists.starts);
  return { dProjected, dDensity };
}

function backward(
  upstream: Upstream,
  saved: Saved,
  planes: readonly NamedPlane[],
  attrs: FreeAttrs,
): Record<string, TensorInfo> {
  const { w1, at, composited, accumulated } = saved;
  const field = fieldOf(attrs, at);
  const { dProjected, dDensity } = projectedGradient(upstream, saved, attrs);
  const outputLayer = fusedOutputWeightsGrad({ d_out: upstream.d_out, composited, accumulated }, layerOf(attrs, field));
  const firstLayer = projectWeightsGrad(dProjected, planes, field.units, attrs.channels);
  const fields = fusedReduce(
    { first_layer: firstLayer, output_layer: outputLayer, density_row: dDensity },
    attrs.scale,
  );
  const dPlanes = projectPlanesGrad(dProjected, planes, w1, attrs);
  release(dProjected, dDensity, outputLayer, firstLayer);
  return { ...Object.fromEntries(planes.map(({ name }, k) => [name, dPlanes[k]!])), ...fields };
}

/** The last layer as the op that the tape sees; its gradient is that of the whole renderer. */
function renderOp(name: string, planeNames: readonly string[]) {
  const names = [...INTERNAL, ...LAYERS, ...planeNames];
  const count = planeNames.length === 1 ? 3 : 1;
  return defineOp<FreeAttrs>({
    name,
    saveInputs: names,
    forward(inputs, attrs) {
      const shape = [inputs.at!.shape[0]!, attrs.rows, attrs.cols];
      const absorbed = [inputs.accumulated!, inputs.z!].map((info) => passedOn(info, shape));
      return [...outputMaps(inputs as Saved, attrs), ...absorbed];
    },
    gradient(dOutputs, inputs, attrs) {
      const saved = Object.fromEntries(names.map((key, k) => [key, inputs[k]!])) as Record<string, Tensor> & Saved;
      const planes = planeNames.map((key) => ({ name: key, tensor: saved[key]!, count }));
      const dMaps = attrs.heads.map((channels, k) => tf.reshape(dOutputs[k]!, [-1, channels]) as Tensor2D);
      const dOut = tf.concat(dMaps, 1);
      const [d_accumulated, d_z] = dOutputs.slice(attrs.heads.length) as [Tensor, Tensor];
      const gradients = backward({ d_out: dOut, d_accumulated, d_z }, saved, planes, attrs);
      tf.dispose([dOut, ...dMaps]);
      return Object.fromEntries(Object.entries(gradients).map(([key, info]) => [key, asTensor(info)]));
    },
  });
}

const renderSeparate = renderOp('TfFreeRender', ['xy', 'xz', 'yz']);
const renderPacked = renderOp('TfFreeRenderPacked', ['planes']);

export interface FreeInputs {
  /** One packed tensor [B, H, W, 3C], or xy, xz, yz. */
  readonly planes: readonly Tensor4D[];
  /** W1 planes + b1, all nets given (projectPlanes): a constant to the tape; the op leads its gradient to planes, w1, b1. */
  readonly projected: Tensor;
  readonly w1: Tensor;
  readonly b1: Tensor;
  readonly w2: Tensor;
  readonly b2: Tensor;
  /** [B, rays, samples], sorted; no gradient. */
  readonly t: Tensor3D;
  /** [B, rays, samples, 4] of frustumPoints; no gradient. */
  readonly at: Tensor4D;
}

/** Differentiable in planes and layers. @returns maps [B, rows, cols, channels] by head; sums of weights and weight times t */
export function freeRender(
  { planes, ...inputs }: FreeInputs,
  attrs: FreeAttrs,
): { maps: Tensor4D[]; weight: Tensor3D; z: Tensor3D } {
  const { projected, t, at } = inputs;
  const { value: density, signs: density_signs } = densityDot(inputs, attrs, true);
  const { weights, interval, accumulated, z } = freeWeights({ t, density, at }, attrs.quadrature);
  const { composited, signs } = freeComposite({ projected, at, weights }, fieldOf(attrs, at));
  release(interval);
  const infos = { density, weights, accumulated, z, composited, signs, density_signs };
  const constants = Object.fromEntries(Object.entries(infos).map(([key, info]) => [key, asTensor(info)]));
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
