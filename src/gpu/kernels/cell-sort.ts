/** Samples listed by the cell of each plane that they fall into, without atomics. shaders/cell-sort-*.wgsl. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { release } from '../op';

/** Rows and columns of the planes xy, xz (row = z) and yz (column = z). */
export type PlaneSizes = readonly [xy: Size, xz: Size, yz: Size];
type Size = readonly [height: number, width: number];

export interface CellLists {
  /** int32 [3, B, samples of an image]: their numbers within the image, cell by cell, each cell in order. */
  readonly list: TensorInfo;
  /** int32 [3, B, cells + 1]: where each cell's list begins, and the end. */
  readonly starts: TensorInfo;
}

/** A block is walked by one thread, and each block has a count for every cell: so many that both stay small. */
const MIN_BLOCK = 256;
const MAX_BLOCKS = 128;

const count = defineKernel('cell-sort-count');
const offsets = defineKernel('cell-sort-offsets');
const starting = defineKernel('cell-sort-starts');
const fill = defineKernel('cell-sort-fill');

/** Cells of the largest plane: all three have lists for so many. */
export function cellsOf(sizes: PlaneSizes): number {
  return Math.max(...sizes.map(([height, width]) => (height + 1) * (width + 1)));
}

/** As the shaders that use lib/plane-cells name them. */
export function sizeUniforms(sizes: PlaneSizes): Record<string, number> {
  return Object.fromEntries(
    sizes.flatMap(([height, width], k) => [
      [`height_${k}`, height],
      [`width_${k}`, width],
    ]),
  );
}

function blocksOf(samples: number): { block: number; blocks: number } {
  const block = Math.max(MIN_BLOCK, Math.ceil(samples / MAX_BLOCKS));
  return { block, blocks: Math.ceil(samples / block) };
}

/** Bytes of the largest buffer that the sort of one image needs. */
export function sortBytes(samples: number, sizes: PlaneSizes): number {
  return 4 * 3 * Math.max(samples, blocksOf(samples).blocks * cellsOf(sizes));
}

/**
 * @param at [B, rays, samples, 4] of frustumPoints
 * @param padding 'zeros': samples that read no texel are in no list
 */
export function sortByCell(at: TensorInfo, sizes: PlaneSizes, padding: 'border' | 'zeros'): CellLists {
  const [images, rays, perRay] = at.shape as [number, number, number, number];
  const samples = rays * perRay;
  const { block, blocks } = blocksOf(samples);
  const cells = cellsOf(sizes);
  const walk = {
    uniforms: {
      images,
      count: samples,
      block,
      blocks,
      cells,
      clamped: padding === 'border' ? 1 : 0,
      ...sizeUniforms(sizes),
    },
    groups: linearGroups(3 * images * blocks, 64),
  };
  const { counts } = count.run({
    inputs: { at },
    outputs: { counts: { shape: [3, images, blocks, cells], dtype: 'int32' } },
    ...walk,
  });
  const { totals } = offsets.run({
    inputs: { counts: counts! },
    outputs: { totals: { shape: [3, images, cells], dtype: 'int32' } },
    uniforms: { planes: 3 * images, blocks, cells },
    groups: linearGroups(3 * images * cells, 64),
  });
  const { starts } = starting.run({
    inputs: { totals: totals! },
    outputs: { starts: { shape: [3, images, cells + 1], dtype: 'int32' } },
    uniforms: { cells },
    groups: [3 * images],
  });
  const { list } = fill.run({
    inputs: { at, starts: starts!, counts: counts! },
    outputs: { list: { shape: [3, images, samples], dtype: 'int32' } },
    ...walk,
  });
  release(counts!, totals!);
  return { list: list!, starts: starts! };
}
