/** Sums and running means of long flat vectors, in place. shaders/flat-add.wgsl. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';

const kernel = defineKernel('flat-add', { volatileUniforms: true });
const QUAD = 4;
const GROUP = 64;

export interface FlatAdd {
  /** Numbers to add; a multiple of 4, as are the places where they start (default 0). */
  readonly size: number;
  readonly sumFirst?: number;
  readonly sourceFirst?: number;
  /** Of what stands in the sum; default 1. */
  readonly keep?: number;
  readonly weight: number;
}

/** sum = keep sum + weight source. */
export function flatAdd(
  sum: TensorInfo,
  source: TensorInfo,
  { size, sumFirst = 0, sourceFirst = 0, keep = 1, weight }: FlatAdd,
): void {
  const [quads, ...firsts] = [size, sumFirst, sourceFirst].map((count) => count / QUAD);
  kernel.run({
    inputs: { sum, source },
    uniforms: { quads: quads!, sumFirst: firsts[0]!, sourceFirst: firsts[1]!, keep, weight },
    groups: linearGroups(quads!, GROUP),
  });
}
