/** Adds up the parts of the task fields' parameter gradients, in order. shaders/fused-reduce.wgsl. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';

const kernel = defineKernel('fused-reduce');

export interface FieldGradients {
  readonly w1: TensorInfo;
  readonly b1: TensorInfo;
  readonly w2: TensorInfo;
  readonly b2: TensorInfo;
}

/**
 * @param parts of fused-project, fused-output and fused-composite; `density_row` [parts, rows of the density * hidden + 4]
 * @param scale of the projection
 */
export function fusedReduce(
  parts: Readonly<Record<'first_layer' | 'output_layer' | 'density_row', TensorInfo>>,
  scale: number,
): FieldGradients {
  const [parts1, units, width1] = parts.first_layer.shape as [number, number, number];
  const [parts2, channels, width2] = parts.output_layer.shape as [number, number, number];
  const hidden = width2 - 4;
  const [partsDensity, widthDensity] = parts.density_row.shape as [number, number];
  const densityRows = (widthDensity - 4) / hidden;
  const { d_w1, d_b1, d_w2, d_b2 } = kernel.run({
    inputs: parts,
    outputs: {
      d_w1: { shape: [units, width1 - 4] },
      d_b1: { shape: [units] },
      d_w2: { shape: [channels + densityRows, hidden] },
      d_b2: { shape: [channels + 1] },
    },
    uniforms: {
      parts_1: parts1,
      units,
      plane_quads: width1 / 4 - 1,
      parts_2: parts2,
      channels,
      hidden_quads: hidden / 4,
      parts_density: partsDensity,
      density_rows: densityRows,
      scale,
    },
    groups: linearGroups((units * width1 + (channels + densityRows) * width2) / 4, 64),
  });
  return { w1: d_w1!, b1: d_b1!, w2: d_w2!, b2: d_b2! };
}
