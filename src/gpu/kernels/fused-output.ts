/** Last layer of the task fields, once a ray. shaders/fused-output*.wgsl. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';

export interface OutputLayer {
  readonly rays: number;
  /** Hidden units of one net. */
  readonly hidden: number;
  /** Channels of each head; their rows of W2 follow one another. */
  readonly heads: readonly number[];
}

/** Heads that the shaders' uniforms name. */
export const MAX_HEADS = 8;
const HEADS_PER_LAUNCH = 4; // with their four other buffers: the guaranteed eight
const MIN_STRETCH = 32; // rays
const MAX_PARTS = 64;

const forward = defineKernel('fused-output');
const backward = defineKernel('fused-output-grad');
const backwardWeights = defineKernel('fused-output-weights');

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** First row after each head's, as the shaders that use lib/fused-heads name them. */
function headEnds(heads: readonly number[]): Record<string, number> {
  return Object.fromEntries(Array.from({ length: MAX_HEADS }, (_, i) => [`end_${i}`, sum(heads.slice(0, i + 1))]));
}

/**
 * @param inputs composited [.., heads * hidden], accumulated [rays], w2, b2
 * @param shapeOf the shape wanted of a head with so many channels (rays * channels numbers)
 * @returns one tensor for each head
 */
export function fusedOutput(
  inputs: Readonly<Record<'composited' | 'accumulated' | 'w2' | 'b2', TensorInfo>>,
  { rays, hidden, heads }: OutputLayer,
  shapeOf: (channels: number) => number[],
): { maps: TensorInfo[]; unused: TensorInfo[] } {
  const maps: TensorInfo[] = [];
  const unused: TensorInfo[] = [];
  for (let first = 0; first < heads.length; first += HEADS_PER_LAUNCH) {
    const group = heads.slice(first, first + HEADS_PER_LAUNCH);
    const names = Array.from({ length: HEADS_PER_LAUNCH }, (_, k) => `out_${k}`);
    const begin = sum(heads.slice(0, first));
    const outputs = forward.run({
      inputs,
      outputs: Object.fromEntries(
        names.map((name, k) => [name, { shape: k < group.length ? shapeOf(group[k]!) : [1] }]),
      ),
      uniforms: {
        rays,
        hidden_quads: hidden / 4,
        head_quads: (heads.length * hidden) / 4,
        first_head: first,
        row_begin: begin,
        row_end: begin + sum(group),
        ...headEnds(heads),
      },
      flops: 2 * rays * hidden * sum(group),
      groups: linearGroups(Math.ceil(rays / 4) * sum(group), 64),
    });
    names.forEach((name, k) => (k < group.length ? maps : unused).push(outputs[name]!));
  }
  return { maps, unused };
}

function gradientUniforms({ rays, hidden, heads }: OutputLayer) {
  return {
    rays,
    hidden_quads: hidden / 4,
    head_quads: (heads.length * hidden) / 4,
    channels: sum(heads),
    ...headEnds(heads),
  };
}

/**
 * @param inputs d_out [rays, channels of all heads], w2, b2
 * @returns gradients to the composited units [rays, heads * hidden] and to the accumulated weight [rays]
 */
export function fusedOutputGrad(
  inputs: Readonly<Record<'d_out' | 'w2' | 'b2', TensorInfo>>,
  layer: OutputLayer,
): { g: TensorInfo; gAccumulated: TensorInfo } {
  const { rays, hidden, heads } = layer;
  const units = heads.length * hidden;
  const { g, g_accumulated } = backward.run({
    inputs,
    outputs: { g: { shape: [rays, units] }, g_accumulated: { shape: [rays] } },
    uniforms: gradientUniforms(layer),
    flops: 2 * rays * hidden * sum(heads),
    groups: linearGroups(Math.ceil(rays / 4) * (units / 4 + 1), 64),
  });
  return { g: g!, gAccumulated: g_accumulated! };
}

/** @returns [parts, channels of all heads, hidden + 4]: the last four are b2, 0, 0, 0 */
export function fusedOutputWeightsGrad(
  inputs: Readonly<Record<'d_out' | 'composited' | 'accumulated', TensorInfo>>,
  layer: OutputLayer,
): TensorInfo {
  const { rays, hidden, heads } = layer;
  const stretch = Math.max(MIN_STRETCH, Math.ceil(rays / MAX_PARTS));
  const shape = [Math.ceil(rays / stretch), sum(heads), hidden + 4];
  return backwardWeights.run({
    inputs,
    outputs: { parts: { shape } },
    uniforms: { ...gradientUniforms(layer), stretch },
    flops: 2 * rays * hidden * sum(heads),
    groups: linearGroups((shape[0]! * shape[1]! * shape[2]!) / 4, 64),
  }).parts!;
}
