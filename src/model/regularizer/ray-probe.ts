/**
 * One ray of the renderer on the CPU in float64 (paper §3.2), sample by sample: what the panels show and no map
 * holds. The same semantics as the composed renderer, all options. Its sums are the rendered maps.
 */
import { fieldLayout, type FieldLayout, type NetPlace } from './task-field';
import type { RenderOptions } from './types';

/** One plane of one image; texel (row, column) begins at (row * columns + column) * stride + offset. */
export interface PlaneValues {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
  readonly stride: number;
  readonly offset: number;
}

/** Stacked as FieldParameters. */
export type FieldValues = Readonly<Record<'w1' | 'b1' | 'w2' | 'b2', ArrayLike<number>>>;

export interface RayField {
  readonly options: RenderOptions;
  /** Of one plane. */
  readonly channels: number;
  readonly planes: Readonly<Record<'xy' | 'xz' | 'yz', PlaneValues>>;
  readonly fields: FieldValues;
}

/** What the ray meets at each sample, [samples] each. */
export interface RayMatter {
  readonly z: Float64Array;
  /** After the activation. */
  readonly density: Float64Array;
  /** What multiplies the sample's values in the rendered map. */
  readonly weight: Float64Array;
  /** What is left in front of the sample. */
  readonly transmittance: Float64Array;
  readonly accumulated: number;
  /** Sum of weight times z over accumulated; NaN if nothing is absorbed. */
  readonly expectedZ: number;
}

export interface HeadRay {
  readonly id: string;
  readonly channels: number;
  /** The same object for all heads unless each has a density of its own. */
  readonly matter: RayMatter;
  /** Raw output of the field, [samples, channels]. */
  readonly values: Float64Array;
  /** Sum of weight times value, [channels]. */
  readonly rendered: Float64Array;
}

/** Up to two texels of an axis, with their weights. */
type Taps = readonly (readonly [texel: number, weight: number])[];

/** @param v box coordinate in [-1, 1]; texel k of n is centred at (2k + 1) / n - 1 */
function tapsAt(v: number, n: number, padding: RenderOptions['padding']): Taps {
  const place = ((v + 1) * n - 1) / 2;
  const inside = padding === 'border' ? Math.min(Math.max(place, 0), n - 1) : place;
  const low = Math.floor(inside);
  const taps: Taps = [
    [low, low + 1 - inside],
    [low + 1, inside - low],
  ];
  return taps.filter(([texel, weight]) => texel >= 0 && texel < n && weight > 0);
}

/** Adds factor * plane at (down, right) to `channels` entries of `sum` from `start`. */
function addPlane(sum: Float64Array, start: number, channels: number, read: PlaneRead): void {
  const { plane, down, right, factor } = read;
  for (const [row, a] of down) {
    for (const [column, b] of right) {
      const weight = factor * a * b;
      const first = (row * plane.columns + column) * plane.stride + plane.offset;
      for (let c = 0; c < channels; c++) sum[start + c]! += weight * plane.values[first + c]!;
    }
  }
}

interface PlaneRead {
  readonly plane: PlaneValues;
  readonly down: Taps;
  readonly right: Taps;
  readonly factor: number;
}

/** @returns [samples, channels] */
function featuresAlong(field: RayField, [row, column]: readonly [number, number], z: Float64Array): Float64Array {
  const { channels, options, planes } = field;
  const { xy, xz, yz } = planes;
  const { padding, rays, aggregate } = options;
  const factor = aggregate === 'mean' ? 1 / 3 : 1;
  const x = (n: number): Taps => tapsAt((2 * column + 1) / rays[1] - 1, n, padding);
  const y = (n: number): Taps => tapsAt((2 * row + 1) / rays[0] - 1, n, padding);
  const features = new Float64Array(z.length * channels);
  const fixed = { xy: [y(xy.rows), x(xy.columns)], xz: x(xz.columns), yz: y(yz.rows) } as const;
  z.forEach((depth, s) => {
    const down = tapsAt(depth, xz.rows, padding);
    const across = tapsAt(depth, yz.columns, padding);
    const start = s * channels;
    addPlane(features, start, channels, { plane: xy, down: fixed.xy[0], right: fixed.xy[1], factor });
    addPlane(features, start, channels, { plane: xz, down, right: fixed.xz, factor });
    addPlane(features, start, channels, { plane: yz, down: fixed.yz, right: across, factor });
  });
  return features;
}

/** Rows `first` .. of `matrix` [rows, inputs] times each input, plus bias. @returns [samples, rows] */
function affine(
  input: Float64Array,
  { matrix, bias, first, rows, inputs }: AffineLayer,
  activate: (value: number) => number = (value) => value,
): Float64Array {
  const samples = input.length / inputs;
  const output = new Float64Array(samples * rows);
  for (let s = 0; s < samples; s++) {
    for (let r = 0; r < rows; r++) {
      let sum = bias[first + r]!;
      const weights = (first + r) * inputs;
      for (let c = 0; c < inputs; c++) sum += matrix[weights + c]! * input[s * inputs + c]!;
      output[s * rows + r] = activate(sum);
    }
  }
  return output;
}

interface AffineLayer {
  readonly matrix: ArrayLike<number>;
  readonly bias: ArrayLike<number>;
  readonly first: number;
  readonly rows: number;
  readonly inputs: number;
}

/** The fields at given samples; each net's hidden units are computed once. */
class FieldsAlong {
  private readonly features: Float64Array;
  private readonly hidden = new Map<number, Float64Array>();

  constructor(
    private readonly field: RayField,
    ray: readonly [number, number],
    z: Float64Array,
  ) {
    this.features = featuresAlong(field, ray, z);
  }

  private hiddenOf(net: number): Float64Array {
    const known = this.hidden.get(net);
    if (known) return known;
    const { fields, options, channels } = this.field;
    const { fieldHidden: rows, slope } = options;
    const layer = { matrix: fields.w1, bias: fields.b1, first: net * rows, rows, inputs: channels };
    const units = affine(this.features, layer, (value) => (value >= 0 ? value : slope * value));
    this.hidden.set(net, units);
    return units;
  }

  /** @returns [samples, channels] */
  values({ net, row, channels }: NetPlace): Float64Array {
    const { fields, options } = this.field;
    const layer = { matrix: fields.w2, bias: fields.b2, first: row, rows: channels, inputs: options.fieldHidden };
    return affine(this.hiddenOf(net), layer);
  }
}

function activated(raw: number, activation: RenderOptions['activation']): number {
  if (activation === 'relu') return Math.max(raw, 0);
  const x = activation === 'softplus-1' ? raw - 1 : raw;
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** @param raw density, [samples] */
function matterAlong(raw: Float64Array, z: Float64Array, options: RenderOptions): RayMatter {
  const { activation, quadrature, far } = options;
  const midpoint = quadrature === 'midpoint';
  const last = z.length - 1;
  const weight = new Float64Array(z.length);
  const transmittance = new Float64Array(z.length);
  let [depth, accumulated, moment] = [0, 0, 0];
  for (let s = 0; s <= last; s++) {
    transmittance[s] = Math.exp(-depth);
    if (s === last && midpoint) break;
    const end = s < last ? z[s + 1]! : far;
    const tau = activated(midpoint ? (raw[s]! + raw[s + 1]!) / 2 : raw[s]!, activation) * (end - z[s]!);
    const absorbed = transmittance[s]! * -Math.expm1(-tau);
    depth += tau;
    accumulated += absorbed;
    weight[s]! += midpoint ? absorbed / 2 : absorbed;
    if (midpoint) weight[s + 1]! += absorbed / 2;
  }
  weight.forEach((value, s) => (moment += value * z[s]!));
  const density = raw.map((value) => activated(value, activation));
  return { z, density, weight, transmittance, accumulated, expectedZ: moment / accumulated };
}

function weightedSum(values: Float64Array, weight: Float64Array): Float64Array {
  const channels = values.length / weight.length;
  const sum = new Float64Array(channels);
  values.forEach((value, i) => (sum[i % channels]! += weight[Math.floor(i / channels)]! * value));
  return sum;
}

function meanDensity(along: FieldsAlong, places: readonly NetPlace[]): Float64Array {
  const each = places.map((place) => along.values(place));
  return each[0]!.map((_, s) => each.reduce((sum, values) => sum + values[s]!, 0) / each.length);
}

function headRay(along: FieldsAlong, id: string, place: NetPlace, matter: RayMatter): HeadRay {
  const values = along.values(place);
  return { id, channels: place.channels, matter, values, rendered: weightedSum(values, matter.weight) };
}

/** Every head with density and samples of its own. */
function probeEach(
  field: RayField,
  layout: FieldLayout,
  at: { ray: readonly [number, number]; positionsOf: PositionsOf },
): HeadRay[] {
  return [...layout.heads].map(([id, place]) => {
    const z = Float64Array.from(at.positionsOf(id));
    const along = new FieldsAlong(field, at.ray, z);
    const matter = matterAlong(along.values(layout.densities.get(id)!), z, field.options);
    return headRay(along, id, place, matter);
  });
}

/** Sorted sample positions of a head; without density 'per_task' all heads have those of the first. */
export type PositionsOf = (head: string) => ArrayLike<number>;

/** @param ray row and column in the ray grid @returns one for each head, in their order */
export function probeRay(field: RayField, ray: readonly [number, number], positionsOf: PositionsOf): HeadRay[] {
  const layout = fieldLayout(field.options);
  if (field.options.density === 'per_task') return probeEach(field, layout, { ray, positionsOf });
  const z = Float64Array.from(positionsOf(field.options.heads[0]!.id));
  const along = new FieldsAlong(field, ray, z);
  const matter = matterAlong(meanDensity(along, [...layout.densities.values()]), z, field.options);
  return [...layout.heads].map(([id, place]) => headRay(along, id, place, matter));
}
