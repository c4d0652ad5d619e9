/**
 * Conflict-averse gradient (Liu et al. 2021, Algorithm 1): d = g0 + c |g0| gw / |gw|, where g0 is the mean gradient and
 * gw = sum w_t g_t with w on the simplex minimises gw . g0 + c |g0| |gw|. T d is what comes out, so that c = 0 is the
 * plain sum, as with fixed weights. No division by 1 + c^2, which their code does and the paper does not.
 */
import type { Balancer } from './types';

type Matrix = readonly (readonly number[])[];

const SWEEPS = 200;
const BISECTIONS = 60;
const SETTLED = 1e-12; // largest move of a weight in a sweep
const SMOOTH = 1e-16; // of the largest square: keeps |gw| differentiable where the gradients cancel

const times = (gram: Matrix, w: readonly number[]): number[] =>
  gram.map((row) => row.reduce((sum, value, i) => sum + value * w[i]!, 0));

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

interface Dual {
  readonly gram: Matrix;
  /** [T]: g_t . g0 */
  readonly alongMean: readonly number[];
  /** c |g0| */
  readonly radius: number;
  readonly smooth: number;
}

/** Slope of the dual's objective when weight moves from task j to task i. */
function slope({ gram, alongMean, radius, smooth }: Dual, w: readonly number[], i: number, j: number): number {
  const gw = times(gram, w);
  const length = Math.sqrt(Math.max(dot(w, gw), 0) + smooth);
  return alongMean[i]! - alongMean[j]! + (radius * (gw[i]! - gw[j]!)) / length;
}

/** Best exchange between two weights; the objective is convex along it. @returns how much went to i */
function exchange(dual: Dual, w: number[], i: number, j: number): number {
  const [wi, wj] = [w[i]!, w[j]!];
  let [low, high] = [-wi, wj];
  for (let k = 0; k < BISECTIONS; k++) {
    const middle = (low + high) / 2;
    [w[i], w[j]] = [wi + middle, wj - middle];
    if (slope(dual, w, i, j) > 0) high = middle;
    else low = middle;
  }
  // An end of the interval is reached exactly.
  const moved = high === wj && wj - low < SETTLED ? wj : low === -wi && high + wi < SETTLED ? -wi : (low + high) / 2;
  [w[i], w[j]] = [wi + moved, wj - moved];
  return moved;
}

/** @returns [T]: the dual's weights, at least 0, of sum 1 */
export function dualWeights(gram: Matrix, conflict: number): number[] {
  const tasks = gram.length;
  const w = gram.map(() => 1 / tasks);
  const alongMean = times(gram, w);
  const radius = conflict * Math.sqrt(Math.max(dot(w, alongMean), 0));
  const smooth = SMOOTH * Math.max(...gram.map((row, i) => row[i]!));
  if (!(radius > 0)) return w;
  const dual = { gram, alongMean, radius, smooth };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let largest = 0;
    for (let i = 0; i < tasks; i++) {
      for (let j = 0; j < i; j++) largest = Math.max(largest, Math.abs(exchange(dual, w, i, j)));
    }
    if (largest < SETTLED) break;
  }
  return w;
}

/** @param gram [T, T] @param conflict the paper's c @returns [T]: coefficients of T d */
export function conflictAverse(gram: Matrix, conflict: number): number[] {
  const tasks = gram.length;
  const w = dualWeights(gram, conflict);
  const mean = gram.map(() => 1 / tasks);
  const [mean2, w2] = [mean, w].map((weights) => Math.max(dot(weights, times(gram, weights)), 0)) as [number, number];
  const largest = Math.max(...gram.map((row, i) => row[i]!));
  const push = w2 > SMOOTH * largest ? conflict * Math.sqrt(mean2 / w2) : 0; // gradients that cancel give no direction
  return w.map((weight) => 1 + tasks * push * weight);
}

export function caGrad(tasks: number, conflict: number): Balancer {
  const ones = new Array<number>(tasks).fill(1);
  return { factors: () => ones, coefficients: (gram) => conflictAverse(gram, conflict) };
}
