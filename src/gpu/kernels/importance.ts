/** Fine samples by the weights of the coarse pass, and their union. shaders/importance.wgsl. */
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';
import { asTensor } from '../op';

export type ImportanceRule = 'interval' | 'eg3d' | 'nerf';

export interface ImportanceInputs {
  /** Coarse depths, sorted, [B, rays, C]. */
  readonly coarse: Tensor3D;
  /** [B, rays, C]: of each interval (the last entry does not count), or with the rule 'nerf' of each sample. */
  readonly weights: Tensor3D;
  /** Uniforms in [0, 1), sorted, [B, rays, F]. */
  readonly u: Tensor3D;
}

const GROUP = 64;
const kernel = defineKernel('importance');

/** Number in the shader, weights that count and bins for C coarse samples. */
const RULES: Record<ImportanceRule, { readonly rule: number; entries(c: number): number; bins(c: number): number }> = {
  interval: { rule: 0, entries: (c) => c - 1, bins: (c) => c - 1 },
  eg3d: { rule: 1, entries: (c) => c - 1, bins: (c) => c - 3 },
  nerf: { rule: 2, entries: (c) => c, bins: (c) => c - 2 },
};

/** Coarse samples below which a rule has no bin. */
export function fewestCoarse(rule: ImportanceRule): number {
  return 1 - RULES[rule].bins(0);
}

/**
 * @returns `fine` [B, rays, F] and the sorted union with the coarse depths, `merged` [B, rays, C + F]; no gradient
 * @throws Error if there are too few coarse samples for one bin
 */
export function importance(
  { coarse, weights, u }: ImportanceInputs,
  rule: ImportanceRule,
): { fine: Tensor3D; merged: Tensor3D } {
  const [batch, rays, coarseCount] = coarse.shape;
  const fineCount = u.shape[2];
  const { rule: number, entries, bins } = RULES[rule];
  if (bins(coarseCount) < 1) {
    throw new Error(
      `${coarseCount} coarse samples leave the importance rule '${rule}' no bin; take at least ${fewestCoarse(rule)}, or no fine samples.`,
    );
  }
  if (weights.shape.join() !== coarse.shape.join() || u.shape[0] !== batch || u.shape[1] !== rays) {
    throw new Error(
      `coarse ${coarse.shape}, weights ${weights.shape} and uniforms ${u.shape} disagree; give them the same rays.`,
    );
  }
  const { fine, merged } = kernel.run({
    inputs: { coarse, weights, u },
    outputs: { fine: { shape: [...u.shape] }, merged: { shape: [batch, rays, coarseCount + fineCount] } },
    uniforms: {
      rays: batch * rays,
      coarse_count: coarseCount,
      fine_count: fineCount,
      entries: entries(coarseCount),
      bins: bins(coarseCount),
      rule: number,
    },
    groups: [Math.ceil((batch * rays) / GROUP)],
  });
  return { fine: asTensor<Tensor3D>(fine!), merged: asTensor<Tensor3D>(merged!) };
}
