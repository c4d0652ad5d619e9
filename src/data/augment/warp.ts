/**
 * Enlarged and turned about the centre at the same size, as cv2.warpAffine does (spec/mtl-models.md §11 no. 9): positions
 * are quantised, bicubic to 1/32 pixel and nearest to 1/1024; what lies outside is 0, in labels, too (as published).
 */
import { cubicWeights, type CubicPlaces } from './places';
import { atCubic } from './resample';
import { likeOf, type Values } from './rules';

export interface Turn {
  /** Degrees, counter-clockwise as seen. */
  readonly angle: number;
  readonly scale: number;
}

export interface Extent {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

const UNITS_BITS = 10; // positions are summed in 1/1024 pixel
const TABLE_BITS = 5; // 32 places between two pixels have weights of their own
const PLACES = 1 << TABLE_BITS;
const ROUND = { nearest: 1 << (UNITS_BITS - 1), cubic: 1 << (UNITS_BITS - TABLE_BITS - 1) };

/** 4 weights a place. */
const WEIGHTS = Float64Array.from({ length: 4 * PLACES }, (_, i) => cubicWeights((i >> 2) / PLACES)[i & 3]!);

/** Half to even, as OpenCV rounds. */
function rounded(value: number): number {
  const near = Math.round(value);
  return near - value === 0.5 && near % 2 !== 0 ? near - 1 : near;
}

/** Source positions in 1/1024 pixel: pixel (x, y) of the result lies at (u[x] + u0[y], v[x] + v0[y]). */
interface Positions {
  readonly u: Int32Array;
  readonly v: Int32Array;
  readonly u0: Int32Array;
  readonly v0: Int32Array;
}

function positionsOf({ angle, scale }: Turn, { height, width }: Extent, round: number): Positions {
  const radians = (angle * Math.PI) / 180;
  const [a, b] = [Math.cos(radians) / scale, -Math.sin(radians) / scale]; // u = a x + b y + c, v = -b x + a y + d
  const [c, d] = [(width - a * width - b * height) / 2, (height + b * width - a * height) / 2];
  const units = (count: number, of: (k: number) => number, more: number): Int32Array =>
    Int32Array.from({ length: count }, (_, k) => rounded(of(k) * (1 << UNITS_BITS)) + more);
  return {
    u: units(width, (x) => a * x, 0),
    v: units(width, (x) => -b * x, 0),
    u0: units(height, (y) => b * y + c, round),
    v0: units(height, (y) => a * y + d, round),
  };
}

/** Labels. @returns [height, width, channels] */
export function warpedNearest<T extends Values>(values: T, extent: Extent, turn: Turn): T {
  const { height, width, channels } = extent;
  const { u, v, u0, v0 } = positionsOf(turn, extent, ROUND.nearest);
  const out = likeOf(values, values.length);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += channels) {
      const column = (u0[y]! + u[x]!) >> UNITS_BITS;
      const row = (v0[y]! + v[x]!) >> UNITS_BITS;
      if (column < 0 || column >= width || row < 0 || row >= height) continue;
      const from = (row * width + column) * channels;
      for (let channel = 0; channel < channels; channel++) out[to + channel] = values[from + channel]!;
    }
  }
  return out;
}

/** One axis of a warp that does not turn. */
function axisPlaces(along: Int32Array, start: number, size: number): CubicPlaces {
  const [at, weight] = [new Int32Array(4 * along.length), new Float64Array(4 * along.length)];
  for (let k = 0; k < along.length; k++) {
    const place = (start + along[k]!) >> (UNITS_BITS - TABLE_BITS);
    for (let tap = 0; tap < 4; tap++) {
      const pixel = (place >> TABLE_BITS) - 1 + tap;
      if (pixel < 0 || pixel >= size) continue; // weight 0
      at[4 * k + tap] = pixel;
      weight[4 * k + tap] = WEIGHTS[4 * (place & (PLACES - 1)) + tap]!;
    }
  }
  return { at, weight };
}

/** Images and directions. @param values [height, width, 3] @returns the same, not rounded */
export function warpedCubic(values: Values, extent: Omit<Extent, 'channels'>, turn: Turn): Float32Array {
  const { height, width } = extent;
  const positions = positionsOf(turn, { ...extent, channels: 3 }, ROUND.cubic);
  if (turn.angle !== 0) return turnedCubic(values, extent, positions);
  const { u, u0, v, v0 } = positions;
  const rows = axisPlaces(v0, v[0]!, height);
  return atCubic({ values, width, channels: 3 }, rows, axisPlaces(u, u0[0]!, width));
}

function turnedCubic(given: Values, { height, width }: Omit<Extent, 'channels'>, positions: Positions): Float32Array {
  const { u, v, u0, v0 } = positions;
  const values = new Float32Array(given); // one kind of array for the loops below
  const out = new Float32Array(values.length);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const across = (u0[y]! + u[x]!) >> (UNITS_BITS - TABLE_BITS);
      const down = (v0[y]! + v[x]!) >> (UNITS_BITS - TABLE_BITS);
      const left = (across >> TABLE_BITS) - 1;
      const top = (down >> TABLE_BITS) - 1;
      const k = 4 * (across & (PLACES - 1));
      let [red, green, blue] = [0, 0, 0];
      for (let j = 0; j < 4; j++) {
        const row = top + j;
        if (row < 0 || row >= height) continue;
        const weight = WEIGHTS[4 * (down & (PLACES - 1)) + j]!;
        const first = Math.max(-left, 0);
        const end = Math.min(width - left, 4);
        for (let i = first, from = 3 * (row * width + left + first); i < end; i++, from += 3) {
          const share = weight * WEIGHTS[k + i]!;
          red += share * values[from]!;
          green += share * values[from + 1]!;
          blue += share * values[from + 2]!;
        }
      }
      out[to] = red;
      out[to + 1] = green;
      out[to + 2] = blue;
    }
  }
  return out;
}

/** Turns the vectors themselves, in the plane of the image. @param values [pixels, 3], x right, y up; changed */
export function turnVectors(values: Float32Array, angle: number): void {
  const [c, s] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  for (let i = 0; i < values.length; i += 3) {
    const [x, y] = [values[i]!, values[i + 1]!];
    values[i] = c * x - s * y;
    values[i + 1] = s * x + c * y;
  }
}
