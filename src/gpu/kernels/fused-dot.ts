/** Weighted sum of hidden units at every sample of every ray: raw density, or the gradient of its weight. shaders/fused-dot.wgsl, fused-dot-walk.wgsl. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { WEIGHTED } from './fused-flops';
import { sumChunks } from './sum-parts';

/** Rays, samples on them and the projected planes that they read. */
export interface FieldGrid {
  readonly batch: number;
  readonly rows: number;
  readonly cols: number;
  /** Texels along z of the planes xz and yz. */
  readonly depthX: number;
  readonly depthY: number;
  readonly samples: number;
  /** Hidden units in the projected planes. */
  readonly units: number;
  /** Negative slope of LeakyReLU. */
  readonly slope: number;
  /** Planes count as 0 beyond their ends along z, instead of as at the border. */
  readonly zeros?: boolean;
}

/** As the shaders that use lib/fused-field name them. */
export function gridUniforms({ batch, rows, cols, depthX, depthY, samples, units, slope, zeros }: FieldGrid) {
  return {
    batch,
    rows,
    cols,
    depth_x: depthX,
    depth_y: depthY,
    samples,
    quads: units / 4,
    slope,
    zeros: zeros ? 1 : 0,
  };
}

export interface DotOptions {
  /** First hidden unit of the projected planes that is summed, and how many. */
  readonly first: number;
  readonly count: number;
  /** Where the weights and the bias of the first ray begin, and how far on those of the next ray do (0: the same). */
  readonly firstWeight: number;
  readonly weightStep: number;
  readonly firstBias: number;
  readonly biasStep: number;
}

const perSample = defineKernel('fused-dot');
const walk = defineKernel('fused-dot-walk');

// Samples for each texel along z of both planes: with fewer a walk meets a new cell at nearly every sample, and one
// thread a sample is faster (measured at 0.14: 1.4 times; at 1 and 4 the walk wins by 1.15 and 3).
const LEAST_TO_WALK = 0.75;
const MANY_UNITS = 128; // from here on four threads share a ray; below one thread takes a stretch of it,
const STRETCH = 32; // so many samples

/**
 * @param inputs projected planes, positions t [batch, rays, samples], weights and biases as `options` say
 * @returns [batch, rays, samples]
 */
export function fusedDot(
  inputs: Readonly<Record<'projected' | 't' | 'weights' | 'biases', TensorInfo>>,
  grid: FieldGrid,
  options: DotOptions,
): TensorInfo {
  const { shape } = inputs.t;
  const rays = grid.batch * grid.rows * grid.cols;
  const uniforms = {
    ...gridUniforms(grid),
    first_quad: options.first / 4,
    count: options.count / 4,
    first_weight: options.firstWeight / 4,
    weight_step: options.weightStep / 4,
    first_bias: options.firstBias,
    bias_step: options.biasStep,
  };
  const flops = rays * grid.samples * options.count * WEIGHTED;
  if (grid.samples < LEAST_TO_WALK * (grid.depthX + grid.depthY)) {
    const groups = linearGroups(rays * grid.samples, 64);
    return perSample.run({ inputs, outputs: { value: { shape } }, uniforms, groups, flops }).value!;
  }
  const lanes = options.count >= MANY_UNITS ? 4 : 1;
  const stretch = lanes === 1 ? STRETCH : grid.samples;
  const { value } = walk.run({
    inputs,
    outputs: { value: { shape: [lanes, ...shape] } },
    uniforms: { ...uniforms, lanes, stretch },
    flops,
    groups: linearGroups(rays * lanes * Math.ceil(grid.samples / stretch), 64),
  });
  return sumChunks(value!);
}
