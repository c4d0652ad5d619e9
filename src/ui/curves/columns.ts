/** From the numbers of every step to the columns that charts draw: raw, and smoothed by an exponential moving average. */
import type { StepFacts } from '../../protocol/events';

/** A value per step; null where there is none to draw. */
export type Column = (number | null)[];

/**
 * Exponential moving average, corrected for its start: the first value is the first number, not a part of it.
 * @param smoothing 0 (as it is) to below 1
 */
export function smoothed(values: Column, smoothing: number): Column {
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    if (value === null) return null;
    sum = smoothing * sum + (1 - smoothing) * value;
    weight = smoothing * weight + (1 - smoothing);
    return sum / weight;
  });
}

export interface Columns {
  readonly decoder: Column;
  readonly rendered: Column;
}

/** What is not above zero has no place on a logarithmic axis, and no meaning as a loss, a norm or a weight. */
const positive = (value: number | undefined): number | null => (value !== undefined && value > 0 ? value : null);

/** A task's losses, or with null the sums over tasks (Eq. 2 without α). */
export function columnsOf(facts: readonly StepFacts[], task: string | null): Columns {
  if (task === null) {
    return { decoder: facts.map((one) => positive(one.decoder)), rendered: facts.map((one) => positive(one.rendered)) };
  }
  return {
    decoder: facts.map(({ losses }) => positive(losses[task])),
    rendered: facts.map(({ losses }) => positive(losses[`${task}_rendered`])),
  };
}

/** Norm of all gradients before clipping; null in a run that does not take it. */
export function normsOf(facts: readonly StepFacts[]): Column | null {
  const norms = facts.map(({ gradientNorm }) => positive(gradientNorm));
  return norms.some((norm) => norm !== null) ? norms : null;
}

export interface TaskColumn {
  readonly task: string;
  readonly column: Column;
}

/** What each task's loss was multiplied with, of the tasks that have a learnt weight: none in most runs. */
export function weightsOf(facts: readonly StepFacts[], tasks: readonly string[]): TaskColumn[] {
  return tasks
    .map((task) => ({ task, column: facts.map(({ taskWeights }) => positive(taskWeights?.[task])) }))
    .filter(({ column }) => column.some((value) => value !== null));
}

const DECADE = 10;

/** Whether values differ so much that only a logarithmic axis shows the small ones. */
export function spansDecade(columns: readonly Column[]): boolean {
  let [low, high] = [Infinity, 0];
  for (const value of columns.flat()) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high > DECADE * low;
}

/** At most `most` places of a list of `length`, evenly apart, the first and the last among them. */
export function spread(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (length - 1)) / (most - 1)));
}

/** Digits with ticks in a decade: few where there are decades to fill, more where there is hardly one. */
const DIGITS = [
  [1, 2, 5],
  [1, 2, 3, 5, 7],
];
const FEWEST_TICKS = 3;
const MOST_TICKS = 4;

/** Round values within a range, two to four of them where the range holds as many. */
export function ticks(low: number, high: number, log: boolean): number[] {
  if (!(high > low)) return [low];
  const tried = log && low > 0 ? DIGITS.map((digits) => decades(low, high, digits)) : [];
  const found = tried.find(({ length }) => length >= FEWEST_TICKS) ?? even(low, high);
  const every = Math.ceil(found.length / MOST_TICKS);
  return found.filter((_, index) => index % every === 0);
}

function decades(low: number, high: number, digits: readonly number[]): number[] {
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    found.push(...digits.map((digit) => Number((digit * 10 ** power).toPrecision(1))));
  }
  return found.filter((value) => value >= low && value <= high);
}

function even(low: number, high: number): number[] {
  const rough = (high - low) / (MOST_TICKS - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const by = ([1, 2, 5, 10].find((digit) => digit * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / by - 1e-9);
  const length = Math.max(0, Math.floor(high / by + 1e-9) - first + 1);
  return Array.from({ length }, (_, index) => Number(((first + index) * by).toPrecision(12)));
}

/** 0.5, 18, 10k: as short as a tick can be. */
export function tickText(value: number): string {
  return Math.abs(value) >= 10_000 ? `${value / 1000}k` : String(value);
}

const NEWEST = 20; // steps: a batch's mean moves from step to step

/** Accumulated weight of the rays now: the mean of the newest steps. @param facts at least one */
export function recentAccumulated(facts: readonly StepFacts[]): number {
  const newest = facts.slice(-NEWEST);
  return newest.reduce((sum, { accumulated }) => sum + accumulated, 0) / newest.length;
}
