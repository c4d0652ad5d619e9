/** Tri-plane features of samples anywhere in the box. shaders/plane-sample-points.wgsl, plane-sample-points-grad.wgsl. */
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp, release } from '../op';
import { cellsOf, sizeUniforms, sortByCell, type PlaneSizes } from './cell-sort';

export interface PointSampleOptions {
  /** Beyond the outermost texel centres: the nearest centre, or 0. */
  readonly padding: 'border' | 'zeros';
  readonly aggregate: 'sum' | 'mean';
}

interface PointSampleAttrs extends PointSampleOptions {
  readonly sizes: PlaneSizes;
  readonly channels: number;
}

export interface PointSampleInputs {
  /** [B, Hy, Wx, C] */
  readonly xy: Tensor4D;
  /** [B, Dz, Wx, C] */
  readonly xz: Tensor4D;
  /** [B, Hy, Dz, C] */
  readonly yz: Tensor4D;
  /** [B, rays, samples, 4] of frustumPoints; constants to the gradient. */
  readonly at: Tensor4D;
}

/** Cells that share no texel make a colour: 2 * parity of the row + parity of the column. */
export const COLOURS = [0, 1, 2, 3] as const;

const forward = defineKernel('plane-sample-points');
const backward = defineKernel('plane-sample-points-grad');

/** Rows and columns of one colour's cells, of the largest plane. */
export function colourGrid(sizes: PlaneSizes): { half_rows: number; half_columns: number } {
  const half = (axis: 0 | 1): number => Math.ceil((Math.max(...sizes.map((size) => size[axis])) + 1) / 2);
  return { half_rows: half(0), half_columns: half(1) };
}

const shared = ({ sizes, padding, aggregate, channels }: PointSampleAttrs) => ({
  ...sizeUniforms(sizes),
  quads: channels / 4,
  clamped: padding === 'border' ? 1 : 0,
  scale: aggregate === 'mean' ? 1 / 3 : 1,
});

const op = defineOp<PointSampleAttrs>({
  name: 'TfPlaneSamplePoints',
  saveInputs: ['at'],
  forward: ({ xy, xz, yz, at }, attrs) => {
    const [batch, rays, samples] = at!.shape as [number, number, number, number];
    const points = batch * rays * samples;
    const { features } = forward.run({
      inputs: { xy: xy!, xz: xz!, yz: yz!, at: at! },
      outputs: { features: { shape: [points, attrs.channels] } },
      uniforms: { points, count: rays * samples, ...shared(attrs) },
      groups: linearGroups((points * attrs.channels) / 4, 64),
    });
    return [features!];
  },
  gradient: ([dfeatures], [at], attrs) => {
    const { sizes, channels, padding } = attrs;
    const [images, rays, samples] = at!.shape as [number, number, number, number];
    const { list, starts } = sortByCell(at!, sizes, padding);
    const half = colourGrid(sizes);
    const [xy, xz, yz] = sizes.map(([height, width]) => ({ shape: [images, height, width, channels] }));
    const planes = { dxy: xy!, dxz: xz!, dyz: yz! };
    let written: ReturnType<typeof backward.run> | undefined;
    for (const colour of COLOURS) {
      const made = backward.run({
        inputs: { at: at!, list, starts, dfeatures: dfeatures!, ...written },
        ...(!written && { outputs: planes }),
        uniforms: { images, count: rays * samples, cells: cellsOf(sizes), colour, ...half, ...shared(attrs) },
        groups: linearGroups((3 * images * half.half_rows * half.half_columns * channels) / 4, 64),
      });
      written ??= made;
    }
    release(list, starts);
    const { dxy, dxz, dyz } = written!;
    return { xy: asTensor(dxy!), xz: asTensor(dxz!), yz: asTensor(dyz!) };
  },
});

/** @throws Error if batch or channels do not agree */
function checkShapes({ xy, xz, yz, at }: PointSampleInputs): void {
  const [batch, , , channels] = xy.shape;
  if (channels % 4 !== 0)
    throw new Error(`planes of ${channels} channels cannot be sampled; give them a multiple of 4.`);
  const fits = [xz, yz].every(({ shape }) => shape[0] === batch && shape[3] === channels);
  if (!fits || at.shape[0] !== batch || at.shape[3] !== 4) {
    throw new Error(
      `planes [${xy.shape}], [${xz.shape}], [${yz.shape}] and points [${at.shape}] differ in batch or channels; give ones that agree, and points of 4 numbers.`,
    );
  }
}

/**
 * @returns one feature a sample, [B * rays * samples, C], 0 for samples that do not count; differentiable in the planes
 */
export function planeSamplePoints(inputs: PointSampleInputs, options: PointSampleOptions): Tensor2D {
  checkShapes(inputs);
  const { xy, xz, yz, at } = inputs;
  const sizes = [xy, xz, yz].map(({ shape }) => [shape[1], shape[2]] as const) as unknown as PlaneSizes;
  return op({ xy, xz, yz, at }, { ...options, sizes, channels: xy.shape[3] })[0] as Tensor2D;
}
