/**
 * The renderer in plain float64, one ray at a time, straight from the conventions beside the golden files: the oracle
 * where no golden file has the option. Gradients: central differences of it.
 */
import { fieldLayout, type NetPlace } from '../../src/model/regularizer/task-field';
import type { RenderOptions } from '../../src/model/regularizer/types';
import { referencePoint, type ReferencePoint } from './frustum-reference';
import { isShared, type RenderCase, type Values } from './regularizer-case';

/** Texels and weights around box coordinate v on an axis of n texels. */
function taps(v: number, n: number, padding: RenderOptions['padding']): [index: number, weight: number][] {
  let c = ((v + 1) * n - 1) / 2;
  if (padding === 'border') c = Math.min(Math.max(c, 0), n - 1);
  const low = Math.floor(c);
  const both: [number, number][] = [
    [low, low + 1 - c],
    [low + 1, c - low],
  ];
  return both.filter(([index]) => index >= 0 && index < n);
}

interface Place {
  readonly image: number;
  readonly row: number;
  readonly column: number;
}

function pointOf({ options, views }: RenderCase, place: Place, z: number): ReferencePoint {
  if (views) return referencePoint(views[place.image]!, place, z, options);
  const [rows, columns] = options.rays;
  return { point: [(2 * place.column + 1) / columns - 1, (2 * place.row + 1) / rows - 1, z], counts: true };
}

function feature(given: RenderCase, place: Place, t: number): number[] {
  const { options, planes } = given;
  const { image } = place;
  const [x, y, z] = pointOf(given, place, t).point;
  const channels = planes.xy.shape[3]!;
  const sum = Array.from({ length: channels }, () => 0);
  const read = (plane: Values, down: number, right: number): void => {
    const [, height, width] = plane.shape as [number, number, number];
    for (const [i, a] of taps(down, height, options.padding)) {
      for (const [j, b] of taps(right, width, options.padding)) {
        for (let c = 0; c < channels; c++)
          sum[c]! += a * b * plane.data[((image * height + i) * width + j) * channels + c]!;
      }
    }
  };
  read(planes.xy, y, x);
  read(planes.xz, z, x);
  read(planes.yz, y, z);
  return options.aggregate === 'mean' ? sum.map((value) => value / 3) : sum;
}

function fieldAt(
  { options, fields }: RenderCase,
  input: readonly number[],
  { net, row, channels }: NetPlace,
): number[] {
  const { fieldHidden, slope } = options;
  const hidden = Array.from({ length: fieldHidden }, (_, k) => {
    const unit = net * fieldHidden + k;
    const pre = input.reduce(
      (sum, value, c) => sum + fields.w1.data[unit * input.length + c]! * value,
      fields.b1.data[unit]!,
    );
    return pre >= 0 ? pre : slope * pre;
  });
  return Array.from({ length: channels }, (_, k) =>
    hidden.reduce(
      (sum, value, h) => sum + fields.w2.data[(row + k) * fieldHidden + h]! * value,
      fields.b2.data[row + k]!,
    ),
  );
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function activate(raw: number, activation: RenderOptions['activation']): number {
  if (activation === 'relu') return Math.max(raw, 0);
  return Math.log1p(Math.exp(activation === 'softplus' ? raw : raw - 1));
}

/** Weights of the intervals (nerf: one a sample, midpoint: one less) and of the samples. */
export function referenceWeights(
  raw: readonly number[],
  t: readonly number[],
  options: RenderOptions,
  sampleCounts: readonly boolean[] = t.map(() => true),
) {
  const { quadrature, activation, far, unabsorbed } = options;
  const midpoint = quadrature === 'midpoint';
  const count = midpoint ? t.length - 1 : t.length;
  const interval: number[] = [];
  const counts = t.slice(0, count).map((_, i) => sampleCounts[i]! && (sampleCounts[i + 1] ?? true));
  const last = counts.lastIndexOf(true);
  let depth = 0;
  for (let i = 0; i < count; i++) {
    if (!counts[i]) {
      interval.push(0);
      continue;
    }
    const tau = midpoint
      ? activate((raw[i]! + raw[i + 1]!) / 2, activation) * (t[i + 1]! - t[i]!)
      : activate(raw[i]!, activation) * ((t[i + 1] ?? far) - t[i]!);
    const takesAll = unabsorbed === 'opaque' && i === last;
    interval.push(Math.exp(-depth) * (takesAll ? 1 : -Math.expm1(-tau)));
    depth += tau;
  }
  const samples = midpoint ? t.map((_, s) => ((interval[s - 1] ?? 0) + (interval[s] ?? 0)) / 2) : interval;
  return { interval, samples };
}

/** Quantiles of the smoothed histogram (PyTorch's cumsum, searchsorted(right), gather). */
export function referenceImportance(
  t: readonly number[],
  weights: readonly number[],
  u: readonly number[],
  rule: 'interval' | 'eg3d' | 'nerf',
): number[] {
  const largest = Array.from({ length: weights.length + 1 }, (_, k) =>
    Math.max(weights[k - 1] ?? -Infinity, weights[k] ?? -Infinity),
  );
  const smooth = weights.map((_, i) => (largest[i]! + largest[i + 1]!) / 2 + 0.01);
  const edges = rule === 'interval' ? t : t.slice(1).map((value, k) => (value + t[k]!) / 2);
  const bins = (rule === 'interval' ? smooth : smooth.slice(1, -1)).map((w) => w + 1e-5);
  const total = bins.reduce((a, b) => a + b, 0);
  const cdf = [0];
  for (const w of bins) cdf.push(cdf.at(-1)! + w / total);
  return u.map((quantile) => {
    const right = cdf.filter((c) => c <= quantile).length;
    const below = Math.max(right - 1, 0);
    const above = Math.min(right, bins.length);
    const width = cdf[above]! - cdf[below]!;
    return edges[below]! + ((quantile - cdf[below]!) / (width || 1)) * (edges[above]! - edges[below]!);
  });
}

function rayOf({ shape, data }: Values, ray: number): number[] {
  return Array.from(data.subarray(ray * shape[2]!, (ray + 1) * shape[2]!));
}

const positionsOf = ({ positions }: RenderCase, id: string): Values =>
  isShared(positions) ? positions : positions[id]!;

function rays({ options, planes }: RenderCase): Place[] {
  const [rows, columns] = options.rays;
  return Array.from({ length: planes.xy.shape[0]! * rows * columns }, (_, r) => ({
    image: Math.floor(r / (rows * columns)),
    row: Math.floor((r % (rows * columns)) / columns),
    column: r % columns,
  }));
}

/** Raw density along one ray, for head `id`. */
function densityAlong(given: RenderCase, place: Place, t: readonly number[], id: string): number[] {
  const { densities } = fieldLayout(given.options);
  const nets = given.options.density === 'per_task' ? [densities.get(id)!] : [...densities.values()];
  return t.map((z) => mean(nets.map((net) => fieldAt(given, feature(given, place, z), net)[0]!)));
}

function weightsAlong(given: RenderCase, place: Place, t: readonly number[], id: string) {
  const counts = t.map((z) => pointOf(given, place, z).counts);
  return referenceWeights(densityAlong(given, place, t, id), t, given.options, counts);
}

/** Maps by head [B, rays, channels]; by head [B, rays] accumulated weight and sum of weight times z. */
export function referenceRender(given: RenderCase) {
  const { heads } = fieldLayout(given.options);
  const maps: Record<string, number[]> = {};
  const accumulated: Record<string, number[]> = {};
  const depths: Record<string, number[]> = {};
  for (const [id, net] of heads) {
    maps[id] = [];
    accumulated[id] = [];
    depths[id] = [];
    rays(given).forEach((place, ray) => {
      const t = rayOf(positionsOf(given, id), ray);
      const { interval, samples } = weightsAlong(given, place, t, id);
      const pixel = Array.from({ length: net.channels }, () => 0);
      t.forEach((z, s) =>
        fieldAt(given, feature(given, place, z), net).forEach((value, k) => (pixel[k]! += samples[s]! * value)),
      );
      maps[id]!.push(...pixel);
      accumulated[id]!.push(interval.reduce((a, b) => a + b, 0));
      depths[id]!.push(t.reduce((sum, z, s) => sum + samples[s]! * z, 0));
    });
  }
  return { maps, accumulated, z: depths };
}

/** The two-pass union for head `id`, [B, rays, C + F]. */
export function referencePositions(given: RenderCase, coarse: Values, u: Values, id: string): number[] {
  const { quadrature, importance } = given.options;
  const rule = quadrature === 'nerf' ? 'nerf' : importance;
  return rays(given).flatMap((place, ray) => {
    const t = rayOf(coarse, ray);
    const { interval, samples } = weightsAlong(given, place, t, id);
    const fine = referenceImportance(t, rule === 'nerf' ? samples : interval, rayOf(u, ray), rule);
    return [...t, ...fine].sort((a, b) => a - b);
  });
}

/** What a probe of a rendering weighs: the map of a head, and by `ID.weight` and `ID.z` what its rays absorbed. */
export function referenceOutputs(given: RenderCase): Record<string, readonly number[]> {
  const { maps, accumulated, z } = referenceRender(given);
  const named = (values: Record<string, number[]>, suffix: string) =>
    Object.entries(values).map(([id, each]) => [`${id}${suffix}`, each] as const);
  return Object.fromEntries([...named(maps, ''), ...named(accumulated, '.weight'), ...named(z, '.z')]);
}

/**
 * Some entries of the gradient of sum of dout * output in a tensor of the case: central differences. Keys of dout are
 * those of `referenceOutputs`; what it does not name does not count.
 */
export function referenceGradient(
  given: RenderCase,
  { data }: Values,
  dout: Readonly<Record<string, readonly number[]>>,
  entries: readonly number[],
): number[] {
  const STEP = 1e-5; // truncation 1e-10, rounding 1e-11
  if (!(data instanceof Float64Array)) throw new Error('central differences need float64 values');
  const loss = (): number =>
    Object.entries(referenceOutputs(given)).reduce((sum, [name, values]) => {
      const d = dout[name];
      return d ? sum + values.reduce((inner, value, i) => inner + value * d[i]!, 0) : sum;
    }, 0);
  return entries.map((i) => {
    const value = data[i]!;
    data[i] = value + STEP;
    const up = loss();
    data[i] = value - STEP;
    const down = loss();
    data[i] = value;
    return (up - down) / (2 * STEP);
  });
}
