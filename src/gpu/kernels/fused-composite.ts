/** Hidden units of the task fields composited along rays, and the gradient to the projected planes. shaders/fused-composite*.wgsl. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { GRADIENT_PASS, RAY_SUM, WEIGHTED } from './fused-flops';
import { gridUniforms, type FieldGrid } from './fused-dot';

const forward = defineKernel('fused-composite');
const backward = defineKernel('fused-composite-grad');

/**
 * @param inputs projected planes; positions and weights [B, rays, samples]
 * @param headUnits hidden units of the heads' nets, first in `projected`
 * @returns composited units [B, rays, headUnits]; signs of all units at all samples, 32 samples a word, as the gradient reads them
 */
export function fusedComposite(
  inputs: Readonly<Record<'projected' | 't' | 'weights', TensorInfo>>,
  grid: FieldGrid,
  headUnits: number,
): { composited: TensorInfo; signs: TensorInfo } {
  const rays = grid.rows * grid.cols;
  const { composited, signs } = forward.run({
    inputs,
    outputs: {
      composited: { shape: [grid.batch, rays, headUnits] },
      signs: { shape: [grid.batch, rays, Math.ceil(grid.samples / 32), grid.units], dtype: 'int32' },
    },
    uniforms: { ...gridUniforms(grid), head_quads: headUnits / 4 },
    flops: grid.batch * rays * grid.samples * headUnits * WEIGHTED,
    groups: linearGroups((grid.batch * rays * grid.units) / 4, 64),
  });
  return { composited: composited!, signs: signs! };
}

interface CompositeGrad {
  /** As the projected planes. */
  readonly dProjected: TensorInfo;
  /**
   * Parts of the gradient to the density net's output row, [parts, hidden + 4]: last four = its bias, 0, 0, 0. Where
   * there is no density net, not to be read.
   */
  readonly dDensity: TensorInfo;
}

interface GradOptions {
  /** Hidden units of the heads' nets, first in `projected`; if there are no others, the density lies over them. */
  readonly headUnits: number;
  /** First number in w2 of the density's output row. */
  readonly densityAt: number;
}

/**
 * @param inputs projected planes, positions t, signs, `pairs` of fusedWeightsGrad, g [B, rays, headUnits], w2
 */
export function fusedCompositeGrad(
  inputs: Readonly<Record<'projected' | 't' | 'pairs' | 'signs' | 'g' | 'w2', TensorInfo>>,
  grid: FieldGrid,
  { headUnits, densityAt }: GradOptions,
): CompositeGrad {
  const hidden = grid.units - headUnits;
  const owners = grid.batch * (grid.cols + grid.rows);
  const { d_projected, d_density } = backward.run({
    inputs,
    outputs: { d_projected: { shape: inputs.projected.shape }, d_density: { shape: [owners, hidden + 4] } },
    uniforms: {
      ...gridUniforms(grid),
      head_quads: headUnits / 4,
      density_row: densityAt / 4,
      mixed: hidden === 0 ? 1 : 0,
    },
    flops: grid.batch * grid.rows * grid.cols * grid.samples * grid.units * (2 * GRADIENT_PASS + RAY_SUM),
    groups: linearGroups((owners * grid.units) / 4, 64),
  });
  return { dProjected: d_projected!, dDensity: d_density! };
}
