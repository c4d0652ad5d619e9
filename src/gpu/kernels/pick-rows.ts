/** Some rows of a matrix and of its bias. shaders/pick-rows.wgsl, pick-rows-grad.wgsl. */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

/** Rows from `begin` to before `end`. */
export interface RowStretch {
  readonly begin: number;
  readonly end: number;
}

interface PickAttrs {
  readonly stretches: readonly RowStretch[];
  /** Of the matrix, before. */
  readonly rows: number;
  readonly width: number;
}

/** Stretches that the shaders' uniforms name: eight heads and the density. */
export const MAX_STRETCHES = 9;

const forward = defineKernel('pick-rows');
const backward = defineKernel('pick-rows-grad');

const pickedRows = (stretches: readonly RowStretch[]): number =>
  stretches.reduce((sum, { begin, end }) => sum + end - begin, 0);

function launch(rows: number, { width, stretches }: PickAttrs) {
  const bounds = Array.from({ length: MAX_STRETCHES }, (_, k) => [
    [`begin_${k}`, stretches[k]?.begin ?? 0],
    [`end_${k}`, stretches[k]?.end ?? 0],
  ]).flat();
  return {
    uniforms: { rows, width, ...(Object.fromEntries(bounds) as Record<string, number>) },
    groups: linearGroups(rows * (width + 1), 64),
  };
}

const op = defineOp<PickAttrs>({
  name: 'TfPickRows',
  forward: ({ matrix, bias }, attrs) => {
    const rows = pickedRows(attrs.stretches);
    const { picked_matrix, picked_bias } = forward.run({
      inputs: { matrix: matrix!, bias: bias! },
      outputs: { picked_matrix: { shape: [rows, attrs.width] }, picked_bias: { shape: [rows] } },
      ...launch(rows, attrs),
    });
    return [picked_matrix!, picked_bias!];
  },
  gradient: ([dMatrix, dBias], _, attrs): Record<string, Tensor> => {
    const { rows, width } = attrs;
    const { d_matrix, d_bias } = backward.run({
      inputs: { d_picked_matrix: dMatrix!, d_picked_bias: dBias! },
      outputs: { d_matrix: { shape: [rows, width] }, d_bias: { shape: [rows] } },
      ...launch(rows, attrs),
    });
    return { matrix: asTensor(d_matrix!), bias: asTensor(d_bias!) };
  },
});

/**
 * @param matrix [rows, width] @param bias [rows]
 * @param stretches at most MAX_STRETCHES, apart from one another; their rows come in this order
 * @returns fresh [picked rows, width] and [picked rows]; differentiable
 */
export function pickRows(
  matrix: Tensor2D,
  bias: Tensor1D,
  stretches: readonly RowStretch[],
): { matrix: Tensor2D; bias: Tensor1D } {
  const [rows, width] = matrix.shape;
  if (stretches.length > MAX_STRETCHES) {
    throw new Error(
      `${stretches.length} stretches of rows were asked for; at most ${MAX_STRETCHES} are picked at once.`,
    );
  }
  if (bias.shape[0] !== rows || stretches.some(({ begin, end }) => begin < 0 || end <= begin || end > rows)) {
    throw new Error(
      `rows ${stretches.map(({ begin, end }) => `${begin}..${end}`).join(', ')} are not all among the ${rows} of a matrix with ${bias.shape[0]} biases.`,
    );
  }
  const [pickedMatrix, pickedBias] = op({ matrix, bias }, { stretches, rows, width });
  return { matrix: pickedMatrix as Tensor2D, bias: pickedBias as Tensor1D };
}
