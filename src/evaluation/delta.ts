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

/** Whether a difference of means is beyond twice its standard error: 'better', 'worse' or, within it, 'same'. */
export function verdictOf(ours: Spread, base: Spread, better: 'higher' | 'lower'): 'better' | 'worse' | 'same' {
  const error = Math.sqrt(ours.deviation ** 2 / ours.count + base.deviation ** 2 / base.count);
  const gain = better === 'higher' ? ours.mean - base.mean : base.mean - ours.mean;
  if (!(Math.abs(gain) > 2 * error)) return 'same'; // with one seed there is no error to compare with
  return gain > 0 ? 'better' : 'worse';
}
