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
  /** All rays of an image get the same places. */
  readonly perImage?: boolean;
  /**
   * EG3D's rule: bins begin at `count` evenly spaced numbers from low to high inclusive, so that the last one lies
   * beyond high, by up to (high - low) / (count - 1); a single bin is as wide as the whole.
   */
  readonly linspace?: boolean;
}

const GROUP = 64;
const LARGEST = 3.4e38; // f32
const kernel = defineKernel('stratified', { volatileUniforms: true });

/** @returns sorted along each ray, in [low, high] (but for `linspace`), of the given shape; no gradient */
export function stratified({ shape, low, high, seed, perImage, linspace }: StratifiedOptions): Tensor3D {
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
      step: (high - low) / (linspace ? Math.max(count - 1, 1) : count),
      most: linspace ? LARGEST : high,
      numbers: rays * count,
      per_image: perImage ? 1 : 0,
    },
    groups: linearGroups(size, GROUP),
  });
  return asTensor<Tensor3D>(places!);
}
