/** From a ray's numbers to what is drawn: bins, sums, paths. Pure. */
import type { Legend } from '../../protocol/messages';
import type { RaySamples, RayTask } from '../../protocol/views';

/** Σ weight · value of one channel: what rendering gives. @param values [samples, channels] */
export function summed(values: ArrayLike<number>, weight: ArrayLike<number>, channels: number, channel = 0): number {
  let sum = 0;
  for (let k = 0; k < weight.length; k++) sum += weight[k]! * values[k * channels + channel]!;
  return sum;
}

export const largest = (values: ArrayLike<number>): number =>
  Array.prototype.reduce.call(values, pickLarger, 0) as number;

function pickLarger(most: unknown, value: unknown): number {
  return Math.max(most as number, value as number);
}

/** Each sample's stretch of the axis reaches half way to its neighbours. @returns [samples + 1], from -1 to 1 */
export function binEdges(z: ArrayLike<number>): number[] {
  const between = Array.from({ length: Math.max(0, z.length - 1) }, (_, k) => (z[k]! + z[k + 1]!) / 2);
  return z.length > 0 ? [-1, ...between, 1] : [];
}

const BARELY = 0.38; // strips never vanish: a field is there also where the ray does not look

/** Opacity of a strip at a sample: full at half of the heaviest weight. */
export function strength(weight: number, heaviest: number): number {
  return BARELY + (1 - BARELY) * Math.min(1, heaviest > 0 ? (2 * weight) / heaviest : 0);
}

type Point = readonly [x: number, y: number];

const round = (value: number): number => Math.round(10 * value) / 10;

export function linePath(points: readonly Point[]): string {
  return points.map(([x, y], k) => `${k ? 'L' : 'M'}${round(x)} ${round(y)}`).join('');
}

/** The line closed down to `base`. */
export function areaPath(points: readonly Point[], base: number): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return '';
  return `M${round(first[0])} ${round(base)}${linePath(points).replace('M', 'L')}L${round(last[0])} ${round(base)}Z`;
}

/** Upright strokes at xs, from y0 to y1 each. */
export function barsPath(bars: readonly (readonly [x: number, y0: number, y1: number])[]): string {
  return bars.map(([x, y0, y1]) => `M${round(x)} ${round(y0)}V${round(y1)}`).join('');
}

/** How a task's strip is drawn: by what its values are, never by which task it is. */
export type StripKind = 'shares' | 'colors' | 'share' | 'curve';

export function stripKind(task: RayTask, legend: Legend | undefined): StripKind {
  if (task.shares.length > 0) return 'shares';
  if (legend?.kind !== 'ramp') return 'colors';
  return legend.stops.length === 2 ? 'share' : 'curve';
}

/**
 * Heights 0..1 of a strip's line. A map between two colours gives its decoded value back from its colour; a curve is
 * the raw first channel between its own ends.
 */
export function heights(task: RayTask, legend: Legend | undefined): number[] {
  const samples = task.values.length / task.channels;
  if (legend?.kind === 'ramp' && legend.stops.length === 2) {
    const [low, high] = legend.stops.map((stop) => Number.parseInt(stop.slice(1, 3), 16)) as [number, number];
    return Array.from({ length: samples }, (_, k) => (task.strip[4 * k]! - low) / (high - low));
  }
  const raw = Array.from({ length: samples }, (_, k) => task.values[k * task.channels]!);
  const [low, high] = [Math.min(...raw), Math.max(...raw)];
  return raw.map((value) => (high > low ? (value - low) / (high - low) : 0.5));
}

/** Which samples a task's values stand at. */
export const samplesOf = (task: RayTask, ray: RaySamples): RaySamples => task.own ?? ray;

/** Stacked bottoms and tops of class shares at each sample, 0..1 from the top. @returns [classes][samples] */
export function stacked(shares: RayTask['shares']): readonly (readonly (readonly [top: number, bottom: number])[])[] {
  const reached = new Array<number>(shares[0]?.values.length ?? 0).fill(0);
  return shares.map(({ values }) =>
    Array.from(values, (value, k): readonly [number, number] => {
      const top = reached[k]!;
      reached[k] = top + value;
      return [top, top + value];
    }),
  );
}
