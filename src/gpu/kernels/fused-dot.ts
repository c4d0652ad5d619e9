/** Weighted sum of hidden units at every sample of every ray: raw density, or the gradient of its weight. shaders/fused-dot.wgsl. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';

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
}

/** As the shaders that use lib/fused-field name them. */
export function gridUniforms({ batch, rows, cols, depthX, depthY, samples, units, slope }: FieldGrid) {
  return { batch, rows, cols, depth_x: depthX, depth_y: depthY, samples, quads: units / 4, slope };
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

const kernel = defineKernel('fused-dot');

/**
 * @param inputs projected planes, positions t [batch, rays, samples], weights and biases as `options` say
 * @returns [batch, rays, samples]
 */
export function fusedDot(
  inputs: Readonly<Record<'projected' | 't' | 'weights' | 'biases', TensorInfo>>,
  grid: FieldGrid,
  options: DotOptions,
): TensorInfo {
  const { value } = kernel.run({
    inputs,
    outputs: { value: { shape: inputs.t.shape } },
    uniforms: {
      ...gridUniforms(grid),
      first_quad: options.first / 4,
      count: options.count / 4,
      first_weight: options.firstWeight / 4,
      weight_step: options.weightStep / 4,
      first_bias: options.firstBias,
      bias_step: options.biasStep,
    },
    groups: linearGroups(grid.batch * grid.rows * grid.cols * grid.samples, 64),
  });
  return value!;
}
