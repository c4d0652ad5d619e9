/**
 * Two-pass sample positions (paper §3.2, NeRF §5.2): coarse ones along each ray, the density there, then more samples
 * where weight was found; their sorted union. All of it is constant to the gradient.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { InputError } from '../../base/errors';
import { deriveSeed } from '../../base/random';
import type { RegularizerConfig } from '../../config/regularizer';
import { fewestCoarse, importance, type ImportanceRule } from '../../gpu/kernels/importance';
import { sortedUniforms } from '../../gpu/kernels/sorted-uniforms';
import { stratified } from '../../gpu/kernels/stratified';
import { withoutTape } from '../../gpu/tape';
import { inspectRays, type WeightOptions } from './compositing';
import type { Positions, RenderOptions } from './types';

/** Raw density at given positions; outside of the tape (both renderers have one). */
export type DensityAt = (positions: Positions) => Positions;

/** The options that decide where the samples are. */
export type SamplingRules = Pick<
  RegularizerConfig,
  'coarseSamples' | 'fineSamples' | 'jitter' | 'coarsePlaces' | 'uniforms' | 'finePass'
>;

/** Weights of samples and of the intervals behind them; if not given those of the planes' own camera's rays. */
type Inspect = (density: Tensor3D, t: Tensor3D) => { readonly weights: Tensor3D; readonly interval: Tensor3D };

export interface SamplingOptions {
  readonly options: RenderOptions;
  readonly rules: SamplingRules;
  /** Images. */
  readonly batch: number;
  /** Of this step; undefined (evaluation): nothing is drawn, samples in the middles of their bins. */
  readonly seed: number | undefined;
  readonly inspect?: Inspect;
}

export interface RefineOptions {
  readonly options: WeightOptions & Pick<RenderOptions, 'importance'>;
  /** [B, rays, C], sorted */
  readonly coarse: Tensor3D;
  /** Uniforms, sorted, [B, rays, F] */
  readonly u: Tensor3D;
  /** 'union' if not given. */
  readonly finePass?: SamplingRules['finePass'];
  readonly inspect?: Inspect;
}

/** NeRF's quadrature has a weight for each sample, not for each interval: only its own rule fits (golden README). */
const ruleOf = ({ quadrature, importance: rule }: RefineOptions['options']): ImportanceRule =>
  quadrature === 'nerf' ? 'nerf' : rule;

/** @throws InputError if there are no coarse samples, or too few for the bins of a second pass */
export function checkSampling(
  { coarseSamples, fineSamples }: Pick<SamplingRules, 'coarseSamples' | 'fineSamples'>,
  options: RefineOptions['options'],
): void {
  const rule = ruleOf(options);
  const fewest = fineSamples > 0 ? fewestCoarse(rule) : 1;
  if (coarseSamples >= fewest) return;
  const because = fineSamples > 0 ? `the bins of ${fineSamples} fine ones by the rule "${rule}" need` : 'a ray needs';
  throw new InputError(
    `regularizer.coarseSamples is ${coarseSamples}; ${because} at least ${fewest}: take more, or no fine samples.`,
  );
}

/** Samples that the weights of `density` at the coarse ones ask for; with `coarse` unless they are replaced. */
function refine(density: Tensor3D, { options, coarse, u, finePass, inspect }: RefineOptions): Tensor3D {
  const { weights, interval } = inspect?.(density, coarse) ?? inspectRays(density, coarse, options);
  const rule = ruleOf(options);
  const { fine, merged } = importance({ coarse, weights: rule === 'nerf' ? weights : interval, u }, rule);
  return finePass === 'replace' ? fine : merged;
}

/**
 * The second pass: positions from given coarse ones and uniforms.
 * @returns sorted, [B, rays, C + F] or with finePass 'replace' [B, rays, F]; by head if the densities are
 */
export function refinePositions(densityAt: DensityAt, given: RefineOptions): Positions {
  return withoutTape(() =>
    tf.tidy((): Positions => {
      const density = densityAt(given.coarse);
      if (density instanceof tf.Tensor) return refine(density as Tensor3D, given);
      return Object.fromEntries(Object.entries(density).map(([id, raw]) => [id, refine(raw as Tensor3D, given)]));
    }),
  );
}

interface Draw {
  /** [B, rays, numbers] */
  readonly shape: readonly [number, number, number];
  /** undefined: the middles */
  readonly seed: number | undefined;
  readonly perImage: boolean;
}

/** EG3D's rule puts the last sample up to a step past far, where planes read as their padding says. */
function coarsePlaces(draw: Draw, { near, far }: RenderOptions, rule: SamplingRules['coarsePlaces']): Tensor3D {
  return stratified({ ...draw, low: near, high: far, linspace: rule === 'eg3d' });
}

/** Without a seed the middles of equal parts, whatever the rule. */
function uniforms({ seed, ...draw }: Draw, rule: SamplingRules['uniforms']): Tensor3D {
  if (rule === 'independent' && seed !== undefined) return sortedUniforms({ ...draw, seed });
  return stratified({ ...draw, seed, low: 0, high: 1 });
}

/**
 * @returns positions to render at, sorted, [B, rays, coarse + fine] (the fine ones alone with finePass 'replace'; the
 * coarse ones alone without fine samples), within [near, far] but for EG3D's coarse places; with density 'per_task'
 * and fine samples one tensor a head. They belong to the caller.
 * @throws InputError as checkSampling
 */
export function samplePositions(
  densityAt: DensityAt,
  { options, rules, batch, seed: given, inspect }: SamplingOptions,
): Positions {
  checkSampling(rules, options);
  const { coarseSamples, fineSamples, jitter, finePass } = rules;
  const seed = jitter === 'none' ? undefined : given;
  const draw = (count: number, stream: string): Draw => ({
    shape: [batch, options.rays[0] * options.rays[1], count],
    seed: seed === undefined ? undefined : deriveSeed(seed, stream),
    perImage: jitter === 'per_image',
  });
  return withoutTape(() =>
    tf.tidy((): Positions => {
      const coarse = coarsePlaces(draw(coarseSamples, 'coarse samples'), options, rules.coarsePlaces);
      if (fineSamples === 0) return coarse;
      const u = uniforms(draw(fineSamples, 'fine samples'), rules.uniforms);
      return refinePositions(densityAt, { options, coarse, u, finePass, ...(inspect && { inspect }) });
    }),
  );
}
