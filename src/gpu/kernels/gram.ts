/** Inner products of a few long vectors with each other, in parts that the reader adds. shaders/gram.wgsl. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';

const kernel = defineKernel('gram');
const QUAD = 4;
const GROUP = 64;

/** Parts of each inner product. */
export const GRAM_LANES = 2048;

/** How many numbers `gramParts` writes. */
export const gramSize = (rows: number): number => rows * rows * GRAM_LANES;

export interface GramRows {
  readonly rows: number;
  /** Numbers in a vector; a multiple of 4. */
  readonly size: number;
  /** Where the parts start. */
  readonly first: number;
}

/** @param vectors [rows, size] @param parts written from `first` on: [rows, rows, GRAM_LANES], 0 below the diagonal */
export function gramParts(vectors: TensorInfo, parts: TensorInfo, { rows, size, first }: GramRows): void {
  kernel.run({
    inputs: { vectors, parts },
    uniforms: { rows, quads: size / QUAD, lanes: GRAM_LANES, first },
    groups: [GRAM_LANES / GROUP, rows * rows],
  });
}

/** @param parts of one or several `gramParts` of the same rows, one after the other @returns the whole matrix */
export function gramOf(parts: Float32Array, rows: number): number[][] {
  const gram = Array.from({ length: rows }, () => new Array<number>(rows).fill(0));
  parts.forEach((part, k) => {
    const pair = Math.floor(k / GRAM_LANES) % (rows * rows);
    gram[Math.floor(pair / rows)]![pair % rows]! += part;
  });
  return gram.map((row, i) => row.map((value, j) => (i <= j ? value : gram[j]![i]!)));
}
