/** Independent uniform numbers in ascending order, as a function of a seed. shaders/sorted-uniforms.wgsl. */
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor } from '../op';

export interface SortedUniformsOptions {
  /** [B, rays, numbers] */
  readonly shape: readonly [number, number, number];
  /** u32 */
  readonly seed: number;
  /** All rays of an image get the same numbers. */
  readonly perImage?: boolean;
}

const kernel = defineKernel('sorted-uniforms', { volatileUniforms: true });

/** @returns sorted along each ray, in [0, 1), of the given shape; no gradient */
export function sortedUniforms({ shape, seed, perImage }: SortedUniformsOptions): Tensor3D {
  const [batch, rays, count] = shape;
  const { places } = kernel.run({
    inputs: {},
    outputs: { places: { shape: [...shape] } },
    uniforms: { rows: batch * rays, count, seed, rows_of_image: rays, per_image: perImage ? 1 : 0 },
    groups: linearGroups(batch * rays, 64),
  });
  return asTensor<Tensor3D>(places!);
}
