/**
 * The task fields of one image on the CPU in float64 (paper §3.2), at any points of the box: planes sampled, nets run,
 * the same semantics as the composed renderer. What the inspector asks where no map holds the answer.
 */
import type { Vec3 } from '../../base/geometry';
import type { RegularizerConfig } from '../../config/regularizer';
import { fieldLayout, type NetPlace } from './task-field';
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

export interface ProbedField {
  readonly options: RenderOptions & Partial<Pick<RegularizerConfig, 'depthOutput'>>;
  /** Of one plane. */
  readonly channels: number;
  readonly planes: Readonly<Record<'xy' | 'xz' | 'yz', PlaneValues>>;
  readonly fields: FieldValues;
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

/** @param points of the box @returns [points, channels] */
function featuresAt(field: ProbedField, points: readonly Vec3[]): Float64Array {
  const { channels, options, planes } = field;
  const { xy, xz, yz } = planes;
  const { padding, aggregate } = options;
  const factor = aggregate === 'mean' ? 1 / 3 : 1;
  const features = new Float64Array(points.length * channels);
  points.forEach(([x, y, z], p) => {
    const start = p * channels;
    const read = (plane: PlaneValues, down: number, right: number): void =>
      addPlane(features, start, channels, {
        plane,
        down: tapsAt(down, plane.rows, padding),
        right: tapsAt(right, plane.columns, padding),
        factor,
      });
    read(xy, y, x);
    read(xz, z, x);
    read(yz, y, z);
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

/** The fields at points of the box; each net's hidden units are computed once. */
export class FieldsAt {
  private readonly features: Float64Array;
  private readonly hidden = new Map<number, Float64Array>();

  constructor(
    private readonly field: ProbedField,
    points: readonly Vec3[],
  ) {
    this.features = featuresAt(field, points);
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

  /** @returns [points, channels] */
  values({ net, row, channels }: NetPlace): Float64Array {
    const { fields, options } = this.field;
    const layer = { matrix: fields.w2, bias: fields.b2, first: row, rows: channels, inputs: options.fieldHidden };
    return affine(this.hiddenOf(net), layer);
  }
}

/** Density from a raw value. */
export function activated(raw: number, activation: RenderOptions['activation']): number {
  if (activation === 'relu') return Math.max(raw, 0);
  const x = activation === 'softplus-1' ? raw - 1 : raw;
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** The density net's raw output, or the mean of the tasks' own. @returns [points] */
export function meanDensity(at: FieldsAt, places: readonly NetPlace[]): Float64Array {
  const each = places.map((place) => at.values(place));
  return each[0]!.map((_, p) => each.reduce((sum, values) => sum + values[p]!, 0) / each.length);
}

/** Density after the activation at points of the box; where every task has its own, their mean. @returns [points] */
export function densityAt(field: ProbedField, points: readonly Vec3[]): Float64Array {
  const { density, activation } = field.options;
  const places = [...fieldLayout(field.options).densities.values()];
  const at = new FieldsAt(field, points);
  if (density !== 'per_task') return meanDensity(at, places).map((raw) => activated(raw, activation));
  const each = places.map((place) => at.values(place).map((raw) => activated(raw, activation)));
  return each[0]!.map((_, p) => each.reduce((sum, values) => sum + values[p]!, 0) / each.length);
}
