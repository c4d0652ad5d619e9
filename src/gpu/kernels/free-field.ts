/** Task fields along rays of other cameras, in hidden space. shaders/free-dot, free-composite, *-grad, free-density-grad. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { cellsOf, sizeUniforms, type CellLists, type PlaneSizes } from './cell-sort';
import type { DotOptions } from './fused-dot';
import { colourGrid, COLOURS } from './plane-sample-points';

type Named<K extends string> = Readonly<Record<K, TensorInfo>>;

/** Rays, samples on them and the projected planes that they read. */
export interface FreeField {
  readonly batch: number;
  /** Of one image. */
  readonly rays: number;
  readonly samples: number;
  readonly sizes: PlaneSizes;
  /** Hidden units in the projected planes: the heads' nets, then the density net's. */
  readonly units: number;
  readonly headUnits: number;
  /** Negative slope of LeakyReLU. */
  readonly slope: number;
}

const MIN_STRETCH = 64; // texels: shorter sums cost more to add up than to make
const MAX_PARTS = 256;

const dot = defineKernel('free-dot');
const composite = defineKernel('free-composite');
const compositeGrad = defineKernel('free-composite-grad');
const densityGrad = defineKernel('free-density-grad');

function fieldUniforms({ batch, rays, samples, sizes, units, slope }: FreeField) {
  return { batch, count: rays * samples, samples, ...sizeUniforms(sizes), quads: units / 4, slope };
}

/**
 * As fusedDot.
 * @param inputs `at` [B, rays, samples, 4] of frustumPoints
 * @param leaveSigns of the units that are summed, for freeCompositeGrad
 * @returns `value` [B, rays, samples]; `signs` [B, rays, samples, words], or one number that means nothing
 */
export function freeDot(
  inputs: Named<'projected' | 'at' | 'weights' | 'biases'>,
  field: FreeField,
  options: DotOptions,
  leaveSigns = false,
): { value: TensorInfo; signs: TensorInfo } {
  const { batch, rays, samples } = field;
  const shape = [batch, rays, samples];
  const words = Math.ceil(options.count / 32);
  const { value, signs } = dot.run({
    inputs,
    outputs: { value: { shape }, signs: { shape: leaveSigns ? [...shape, words] : [1], dtype: 'int32' } },
    uniforms: {
      ...fieldUniforms(field),
      first_quad: options.first / 4,
      sum_quads: options.count / 4,
      first_weight: options.firstWeight / 4,
      weight_step: options.weightStep / 4,
      first_bias: options.firstBias,
      bias_step: options.biasStep,
      leave_signs: leaveSigns ? 1 : 0,
    },
    groups: linearGroups(batch * rays * samples, 64),
  });
  return { value: value!, signs: signs! };
}

/** As fusedComposite: composited units of the heads [B, rays, headUnits], and their signs. */
export function freeComposite(
  inputs: Named<'projected' | 'at' | 'weights'>,
  field: FreeField,
): { composited: TensorInfo; signs: TensorInfo } {
  const { batch, rays, samples, headUnits } = field;
  const { composited, signs } = composite.run({
    inputs,
    outputs: {
      composited: { shape: [batch, rays, headUnits] },
      signs: { shape: [batch, rays, Math.ceil(samples / 8), headUnits / 4], dtype: 'int32' },
    },
    uniforms: { ...fieldUniforms(field), head_quads: headUnits / 4 },
    groups: linearGroups(batch * rays * Math.ceil(headUnits / 16), 64),
  });
  return { composited: composited!, signs: signs! };
}

/**
 * @param inputs g [B, rays, headUnits]; `pairs` of freeWeightsGrad; `density_signs` of freeDot
 * @returns gradient to the projected planes, the density net's units without its output row: freeDensityGrad follows
 */
export function freeCompositeGrad(
  inputs: Named<'at' | 'pairs' | 'signs' | 'density_signs' | 'g'> & CellLists,
  field: FreeField,
): TensorInfo {
  const { batch, sizes, units, headUnits } = field;
  const texels = sizes.reduce((sum, [height, width]) => sum + batch * height * width, 0);
  const half = colourGrid(sizes);
  let dProjected: TensorInfo | undefined;
  for (const colour of COLOURS) {
    const made = compositeGrad.run({
      inputs: { ...inputs, ...(dProjected && { d_projected: dProjected }) },
      ...(!dProjected && { outputs: { d_projected: { shape: [texels, units] } } }),
      uniforms: {
        ...fieldUniforms(field),
        clamped: 1,
        head_quads: headUnits / 4,
        cells: cellsOf(sizes),
        colour,
        ...half,
      },
      groups: linearGroups(3 * batch * half.half_rows * half.half_columns * Math.ceil(units / 8), 64),
    });
    dProjected ??= made.d_projected!;
  }
  return dProjected!;
}

/**
 * Completes `d_projected` in place.
 * @param densityRow row of the density net in w2
 * @returns parts of the gradient to that row, [parts, hidden + 4]: last four = its bias, 0, 0, 0
 */
export function freeDensityGrad(
  inputs: Named<'projected' | 'w2' | 'pairs' | 'd_projected'>,
  field: FreeField,
  densityRow: number,
): TensorInfo {
  const { batch, rays, samples, units, headUnits } = field;
  const hidden = units - headUnits;
  const texels = inputs.projected.shape[0]!;
  const stretch = Math.max(MIN_STRETCH, Math.ceil(texels / MAX_PARTS));
  const parts = Math.ceil(texels / stretch);
  const all = batch * rays * samples;
  return densityGrad.run({
    inputs,
    outputs: { d_density: { shape: [parts, hidden + 4] } },
    uniforms: {
      texels,
      stretch,
      samples: all,
      sample_stretch: Math.ceil(all / parts),
      parts,
      quads: units / 4,
      head_quads: headUnits / 4,
      density_row: (densityRow * hidden) / 4,
    },
    groups: linearGroups((parts * (hidden + 4)) / 4, 64),
  }).d_density!;
}
