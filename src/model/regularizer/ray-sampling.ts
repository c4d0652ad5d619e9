/**
 * Two-pass sample positions (paper §3.2, NeRF §5.2): stratified along each ray, the density there, then more samples
 * where weight was found; their sorted union. All of it is constant to the gradient.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { deriveSeed } from '../../base/random';
import { importance } from '../../gpu/kernels/importance';
import { stratified } from '../../gpu/kernels/stratified';
import { withoutTape } from '../../gpu/tape';
import { inspectRays } from './compositing';
import type { Positions, RenderOptions } from './types';

/** Raw density at given positions; outside of the tape (both renderers have one). */
export type DensityAt = (positions: Positions) => Positions;

export interface SamplingOptions {
  readonly options: RenderOptions;
  /** Images. */
  readonly batch: number;
  /** Samples of the first and the second pass. */
  readonly coarse: number;
  readonly fine: number;
  /** Of this step; used if `jitter`. */
  readonly seed: number;
  /** A random place in each bin instead of its middle. */
  readonly jitter: boolean;
}

export interface RefineOptions {
  readonly options: RenderOptions;
  /** [B, rays, C], sorted */
  readonly coarse: Tensor3D;
  /** Uniforms, sorted, [B, rays, F] */
  readonly u: Tensor3D;
}

/** Union of `coarse` and the samples that the weights of `density` there ask for. */
function refine(density: Tensor3D, { options, coarse, u }: RefineOptions): Tensor3D {
  const { weights, interval } = inspectRays(density, coarse, options);
  // NeRF's quadrature has a weight for each sample, not for each interval: only its own rule fits (golden README).
  const rule = options.quadrature === 'nerf' ? 'nerf' : options.importance;
  return importance({ coarse, weights: rule === 'nerf' ? weights : interval, u }, rule).merged;
}

/** The second pass: positions from given coarse ones and uniforms. @returns sorted, [B, rays, C + F] (or by head) */
export function refinePositions(densityAt: DensityAt, given: RefineOptions): Positions {
  return withoutTape(() =>
    tf.tidy((): Positions => {
      const density = densityAt(given.coarse);
      if (density instanceof tf.Tensor) return refine(density as Tensor3D, given);
      return Object.fromEntries(Object.entries(density).map(([id, raw]) => [id, refine(raw as Tensor3D, given)]));
    }),
  );
}

/**
 * @returns positions to render at, [B, rays, coarse + fine], sorted and within [near, far]; with density 'per_task'
 * and fine samples one tensor a head. They belong to the caller.
 */
export function samplePositions(
  densityAt: DensityAt,
  { options, batch, coarse, fine, seed, jitter }: SamplingOptions,
): Positions {
  const { rays, near, far } = options;
  const places = (count: number, [low, high]: readonly [number, number], stream: string): Tensor3D =>
    stratified({
      shape: [batch, rays[0] * rays[1], count],
      low,
      high,
      seed: jitter ? deriveSeed(seed, stream) : undefined,
    });
  return withoutTape(() =>
    tf.tidy((): Positions => {
      const first = places(coarse, [near, far], 'coarse samples');
      if (fine === 0) return first;
      return refinePositions(densityAt, { options, coarse: first, u: places(fine, [0, 1], 'fine samples') });
    }),
  );
}
