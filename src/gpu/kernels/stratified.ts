/** Sorted random places, one a bin, as a function of a seed. shaders/stratified.wgsl. */
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor } from '../op';

export interface StratifiedOptions {
  /** [B, rays, bins] */
  readonly shape: readonly [number, number, number];
  readonly low: number;
  readonly high: number;
  /** u32 for a random place in each bin; undefined for the middles. */
  readonly seed?: number | undefined;
}

const GROUP = 64;
const kernel = defineKernel('stratified', { volatileUniforms: true });

/** @returns sorted along each ray, in [low, high], of the given shape; no gradient */
export function stratified({ shape, low, high, seed }: StratifiedOptions): Tensor3D {
  const [batch, rays, count] = shape;
  const size = batch * rays * count;
  const { places } = kernel.run({
    inputs: {},
    outputs: { places: { shape: [...shape] } },
    uniforms: {
      size,
      count,
      seed: seed ?? 0,
      jitter: seed === undefined ? 0 : 1,
      low,
      high,
      step: (high - low) / count,
    },
    groups: linearGroups(size, GROUP),
  });
  return asTensor<Tensor3D>(places!);
}
