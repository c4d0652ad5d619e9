/** How much better or worse a multi-task result is than a reference, over tasks (spec/mtl-models.md §7, delta_m). */

/** One task's number in two results. */
export interface Pair {
  readonly value: number;
  readonly reference: number;
  readonly better: 'higher' | 'lower';
}

/** Relative change towards better, in percent; NaN where either is missing or the reference is 0. */
export function relativeGain({ value, reference, better }: Pair): number {
  if (reference === 0) return NaN;
  const change = (100 * (value - reference)) / reference;
  return better === 'higher' ? change : 0 - change; // 0 - 0 is no -0
}

/** Mean over the tasks, in percent; NaN if a task is missing: a mean over fewer would be another number. */
export function deltaM(pairs: readonly Pair[]): number {
  if (pairs.length === 0) return NaN;
  return pairs.reduce((sum, pair) => sum + relativeGain(pair), 0) / pairs.length;
}

export interface Spread {
  readonly mean: number;
  /** Of single values, n - 1 in the denominator; NaN of one. */
  readonly deviation: number;
  readonly count: number;
}

/** Over seeds; values that are missing (NaN) are left out and not counted. */
export function spreadOf(values: readonly number[]): Spread {
  const known = values.filter((value) => !Number.isNaN(value));
  const count = known.length;
  const mean = count > 0 ? known.reduce((sum, value) => sum + value, 0) / count : NaN;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : NaN, count };
}

export type Verdict = 'better' | 'worse' | 'same';

/** @param difference ours minus base @param error its standard error; NaN of one seed: there is nothing to compare with */
function judged(difference: number, error: number, better: 'higher' | 'lower'): Verdict {
  if (!(Math.abs(difference) > 2 * error)) return 'same';
  return difference > 0 === (better === 'higher') ? 'better' : 'worse';
}

/** Whether a difference of means is beyond twice its standard error: 'better', 'worse' or, within it, 'same'. */
export function verdictOf(ours: Spread, base: Spread, better: 'higher' | 'lower'): Verdict {
  const error = Math.sqrt(ours.deviation ** 2 / ours.count + base.deviation ** 2 / base.count);
  return judged(ours.mean - base.mean, error, better);
}

/** Two results over the same seeds. */
export interface Paired extends Spread {
  /** Ours minus base of each seed; NaN where either is missing. */
  readonly differences: readonly number[];
  /** Beyond twice the standard error of the differences. */
  readonly verdict: Verdict;
}

/**
 * Seed by seed, so that what a seed does to both (the order of the images, the draws) is no spread.
 * @param ours in the order of the seeds @param base in the same order
 */
export function pairedOf(ours: readonly number[], base: readonly number[], better: 'higher' | 'lower'): Paired {
  const differences = ours.map((value, seed) => value - (base[seed] ?? NaN));
  const spread = spreadOf(differences);
  const error = spread.deviation / Math.sqrt(spread.count);
  return { ...spread, differences, verdict: judged(spread.mean, error, better) };
}
