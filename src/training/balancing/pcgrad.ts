/**
 * Gradient surgery (Yu et al. 2020, Algorithm 1): each task's gradient loses its part against every other task's
 * gradient that it conflicts with, met in a random order; the results are summed. All of them are combinations of the
 * tasks' gradients, so that their inner products are all it takes.
 */
import { Random } from '../../base/random';
import type { Balancer } from './types';

type Matrix = readonly (readonly number[])[];

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** @param gram [T, T] @returns [T]: coefficients of the summed, projected gradients */
export function projectedSum(gram: Matrix, random: Random): number[] {
  const sum = gram.map(() => 0);
  gram.forEach((_, task) => {
    const own = gram.map((_row, other) => (other === task ? 1 : 0));
    for (const other of random.permutation(gram.length)) {
      const along = dot(own, gram[other]!); // inner product of the projected gradient so far with the other's
      if (other !== task && along < 0) own[other]! -= along / gram[other]![other]!;
    }
    own.forEach((coefficient, i) => (sum[i]! += coefficient));
  });
  return sum;
}

export function pcGrad(tasks: number): Balancer {
  const ones = new Array<number>(tasks).fill(1);
  return { factors: () => ones, coefficients: (gram, seed) => projectedSum(gram, new Random(seed)) };
}
