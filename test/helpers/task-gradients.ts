/** Small gradients as rows of float64 numbers, for balancers' tests. */
import { Random } from '../../src/base/random';

export const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

export const gramOfRows = (rows: readonly (readonly number[])[]): number[][] =>
  rows.map((a) => rows.map((b) => dot(a, b)));

/** sum of coefficient times row */
export const combined = (rows: readonly (readonly number[])[], coefficients: readonly number[]): number[] =>
  rows[0]!.map((_, k) => rows.reduce((sum, row, i) => sum + coefficients[i]! * row[k]!, 0));

/** Standard normal. */
export function randomRows(count: number, length: number, seed: number): number[][] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => Array.from({ length }, () => random.normal()));
}
