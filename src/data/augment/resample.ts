/** Values at the places of two axes: rows first, channels last. Written to be fast: one pass, nothing made per pixel. */
import type { CubicPlaces, LinearPlaces } from './places';
import { likeOf, type Values } from './rules';

/** A map to take values from. */
export interface Grid<T extends Values = Values> {
  readonly values: T;
  /** Pixels of a row. */
  readonly width: number;
  readonly channels: number;
}

/** @param rows as `columns`: indices of pixels @returns [rows, columns, channels] */
export function atNearest<T extends Values>(
  { values, width, channels }: Grid<T>,
  rows: Int32Array,
  columns: Int32Array,
): T {
  const stride = columns.length * channels;
  const out = likeOf(values, rows.length * stride);
  for (let y = 0, to = 0; y < rows.length; y++, to += stride) {
    if (y > 0 && rows[y] === rows[y - 1]) {
      out.copyWithin(to, to - stride, to);
      continue;
    }
    const row = values.subarray(rows[y]! * width * channels, (rows[y]! + 1) * width * channels);
    const target = out.subarray(to, to + stride);
    if (channels === 1) for (let x = 0; x < columns.length; x++) target[x] = row[columns[x]!]!;
    else copyThree(row, columns, target);
  }
  return out;
}

function copyThree(row: Values, columns: Int32Array, target: Values): void {
  for (let x = 0, to = 0; x < columns.length; x++, to += 3) {
    const from = 3 * columns[x]!;
    target[to] = row[from]!;
    target[to + 1] = row[from + 1]!;
    target[to + 2] = row[from + 2]!;
  }
}

interface Between {
  readonly rows: LinearPlaces;
  readonly columns: LinearPlaces;
  /** Added before a whole number is made by cutting off. */
  readonly offset: number;
}

/** Bilinear, of RGB. @param out [rows, columns, 3], filled; whole numbers are made by cutting off */
export function fillLinear<T extends Values>(
  { values, width }: Grid<T>,
  { rows, columns, offset }: Between,
  out: T,
): T {
  const { low, high, share } = columns;
  for (let y = 0, to = 0; y < rows.low.length; y++) {
    const top = rows.low[y]! * width;
    const bottom = rows.high[y]! * width;
    const down = rows.share[y]!;
    for (let x = 0; x < low.length; x++, to += 3) {
      const right = share[x]!;
      const a = 3 * (top + low[x]!);
      const b = 3 * (top + high[x]!);
      const c = 3 * (bottom + low[x]!);
      const d = 3 * (bottom + high[x]!);
      for (let channel = 0; channel < 3; channel++) {
        const above = values[a + channel]! + (values[b + channel]! - values[a + channel]!) * right;
        const below = values[c + channel]! + (values[d + channel]! - values[c + channel]!) * right;
        out[to + channel] = above + (below - above) * down + offset;
      }
    }
  }
  return out;
}

/** Bicubic, of three channels: along rows first, then along columns. @returns [rows, columns, 3] */
export function atCubic(grid: Grid, rows: CubicPlaces, columns: CubicPlaces): Float32Array {
  const { width } = grid;
  const values = new Float32Array(grid.values); // one kind of array for the loops below
  const stride = (3 * columns.at.length) / 4;
  const lines = new Map<number, Float32Array>(); // source rows, interpolated along themselves
  const line = (row: number): Float32Array => {
    const known = lines.get(row) ?? alongRow(values.subarray(3 * row * width, 3 * (row + 1) * width), columns);
    lines.set(row, known);
    return known;
  };
  const out = new Float32Array((rows.at.length / 4) * stride);
  for (let y = 0, to = 0; y < rows.at.length; y += 4, to += stride) {
    const taps = [line(rows.at[y]!), line(rows.at[y + 1]!), line(rows.at[y + 2]!), line(rows.at[y + 3]!)] as const;
    mix(taps, rows.weight.subarray(y, y + 4), out.subarray(to, to + stride));
    for (const row of lines.keys()) if (row < rows.at[y]!) lines.delete(row);
  }
  return out;
}

function alongRow(row: Float32Array, { at, weight }: CubicPlaces): Float32Array {
  const line = new Float32Array((3 * at.length) / 4);
  for (let k = 0, to = 0; k < at.length; k += 4, to += 3) {
    const a = 3 * at[k]!;
    const b = 3 * at[k + 1]!;
    const c = 3 * at[k + 2]!;
    const d = 3 * at[k + 3]!;
    const p = weight[k]!;
    const q = weight[k + 1]!;
    const r = weight[k + 2]!;
    const s = weight[k + 3]!;
    line[to] = p * row[a]! + q * row[b]! + r * row[c]! + s * row[d]!;
    line[to + 1] = p * row[a + 1]! + q * row[b + 1]! + r * row[c + 1]! + s * row[d + 1]!;
    line[to + 2] = p * row[a + 2]! + q * row[b + 2]! + r * row[c + 2]! + s * row[d + 2]!;
  }
  return line;
}

type Lines = readonly [Float32Array, Float32Array, Float32Array, Float32Array];

function mix([a, b, c, d]: Lines, weight: Float64Array, out: Float32Array): void {
  const [p, q, r, s] = [weight[0]!, weight[1]!, weight[2]!, weight[3]!];
  for (let i = 0; i < out.length; i++) out[i] = p * a[i]! + q * b[i]! + r * c[i]! + s * d[i]!;
}
