/**
 * The renderer of the tri-plane regularizer as one differentiable operation: 5 launches forward (the projection included), 10 backward
 * (spec/regularizer.md §2). shaders/fused-*.wgsl.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor3D, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
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
type NamedPlane = PlaneTensor & { readonly name: string };

function gridOf({ grid }: RenderAttrs, t: TensorInfo): FieldGrid {
  return { ...grid, batch: t.shape[0]!, samples: t.shape[2]! };
}

const channelsOf = ({ heads }: RenderAttrs): number => heads.reduce((a, b) => a + b, 0);

/** Raw density of every sample. `projected` may hold the density net alone, or all nets (it comes last). */
export function fieldDensity(inputs: Named<'projected' | 't' | 'w2' | 'b2'>, attrs: RenderAttrs): TensorInfo {
  const { projected, t, w2, b2 } = inputs;
  const { hidden } = attrs;
  const row = channelsOf(attrs);
  return fusedDot({ projected, t, weights: w2, biases: b2 }, gridOf(attrs, t), {
    first: attrs.grid.units - hidden,
    count: hidden,
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

/** @param dOut gradients of all maps side by side, [rays, channels of all heads] */
function backward(
  dOut: TensorInfo,
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
  const pairs = fusedWeightsGrad({ t, density, weights, d_weights: dWeights }, attrs.quadrature);
  const { dProjected, dDensity } = fusedCompositeGrad(
    { projected, t, pairs, signs, g, w2 },
    grid,
    headUnits,
    channelsOf(attrs),
  );
  const outputLayer = fusedOutputWeightsGrad({ d_out: dOut, composited, accumulated }, layer);
  const firstLayer = projectWeightsGrad(dProjected, planes, grid.units, attrs.channels);
  const fields = fusedReduce(
    { first_layer: firstLayer, output_layer: outputLayer, density_row: dDensity },
    attrs.scale,
  );
  const dPlanes = projectPlanesGrad(dProjected, planes, w1, attrs);
  release(g, gAccumulated, dWeights, pairs, dProjected, dDensity, outputLayer, firstLayer);
  return { ...Object.fromEntries(planes.map(({ name }, k) => [name, dPlanes[k]!])), ...fields };
}

/** The last layer as the op that the tape sees; its gradient is that of the whole renderer. */
function renderOp(name: string, planeNames: readonly string[]) {
  const names = [...INTERNAL, ...LAYERS, ...planeNames];
  return defineOp<RenderAttrs>({
    name,
    saveInputs: names,
    forward: (inputs, attrs) => outputMaps(inputs as Saved, attrs),
    gradient(dMaps, inputs, attrs) {
      const saved = Object.fromEntries(names.map((key, k) => [key, inputs[k]!])) as Record<string, Tensor> & Saved;
      const planes = planeNames.map((key) => ({
        name: key,
        tensor: saved[key]!,
        count: planeNames.length === 1 ? 3 : 1,
      }));
      const dOut = tf.tidy(() =>
        tf.concat(
          dMaps.map((d, k) => tf.reshape(d, [-1, attrs.heads[k]!]) as Tensor2D),
          1,
        ),
      );
      const gradients = backward(dOut, saved, planes, attrs);
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

/** @returns one map [B, rows, cols, channels] for each head, and the accumulated weight [B, rays], a constant to the tape */
export function fusedRender(
  { planes, ...inputs }: RenderInputs,
  attrs: RenderAttrs,
): { maps: Tensor4D[]; accumulated: Tensor2D } {
  const { projected, t } = inputs;
  const densityInfo = fieldDensity(inputs, attrs);
  const { weights, accumulated } = fusedWeights({ t, density: densityInfo }, attrs.quadrature);
  const headUnits = attrs.hidden * attrs.heads.length;
  const { composited, signs } = fusedComposite({ projected, t, weights }, gridOf(attrs, t), headUnits);
  const constants = {
    density: asTensor(densityInfo),
    weights: asTensor(weights),
    composited: asTensor(composited),
    signs: asTensor(signs),
  };
  const sums = asTensor<Tensor2D>(accumulated);
  const given = { ...inputs, ...constants, accumulated: sums };
  const [xy, xz, yz] = planes;
  const maps =
    planes.length === 1
      ? renderPacked({ ...given, planes: xy! }, attrs)
      : renderSeparate({ ...given, xy: xy!, xz: xz!, yz: yz! }, attrs);
  tf.dispose(constants); // the tape keeps handles of its own
  return { maps: maps as Tensor4D[], accumulated: sums };
}
