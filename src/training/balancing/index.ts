/** The ways of balancing, by their names in the configuration. */
import type { ExperimentConfig } from '../../config/experiment';
import { caGrad } from './cagrad';
import { fixedWeights } from './fixed';
import { pcGrad } from './pcgrad';
import type { Balancer } from './types';
import { UncertaintyWeights } from './uncertainty';

export type { Balancer, BalancerState } from './types';

/** @param tasks in the order of the configuration */
export function balancerOf(
  { balancing, optimizer }: Pick<ExperimentConfig, 'balancing' | 'optimizer'>,
  tasks: readonly { readonly isRegression?: boolean }[],
): Balancer {
  switch (balancing.kind) {
    case 'fixed':
      return fixedWeights(tasks.length);
    case 'uncertainty':
      return new UncertaintyWeights(
        tasks.map(({ isRegression = false }) => isRegression),
        optimizer,
      );
    case 'pcgrad':
      return pcGrad(tasks.length);
    case 'cagrad':
      return caGrad(tasks.length, balancing.conflict);
  }
}

/** Cosines between gradients. @param gram their inner products; a gradient of 0 has cosine 0 with all others */
export function cosinesOf(gram: readonly (readonly number[])[]): number[][] {
  return gram.map((row, i) =>
    row.map((value, j) => (i === j ? 1 : value / (Math.sqrt(row[i]! * gram[j]![j]!) || Infinity))),
  );
}
