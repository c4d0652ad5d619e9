/**
 * Where the values of a resized axis come from, as cv2.resize places them (spec/mtl-models.md §6). Cropping and
 * mirroring are part of the axis, so that they cost nothing.
 */

export interface Axis {
  /** Pixels that there are, and that the whole of them would become. */
  readonly from: number;
  readonly to: number;
  /** Of those `to`, this many from here on are wanted; default: all. */
  readonly first?: number;
  readonly count?: number;
  /** The wanted ones in reverse order. */
  readonly mirrored?: boolean;
}

/** Interpolation between two pixels: `low` and `high` are their indices, `share` is the weight of `high`. */
export interface LinearPlaces {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly share: Float64Array;
}

/** Interpolation between four: their indices and weights, four a place. */
export interface CubicPlaces {
  readonly at: Int32Array;
  readonly weight: Float64Array;
}

const CUBIC = -0.75; // OpenCV's a

/** Calls back with each wanted place, in the order of the result. @returns how many there are */
function eachPlace({ to, first = 0, count = to, mirrored }: Axis, call: (k: number, place: number) => void): void {
  for (let k = 0; k < count; k++) call(k, first + (mirrored ? count - 1 - k : k));
}

export const countOf = ({ to, count = to }: Axis): number => count;

/** The pixel that each place takes its value from. */
export function nearestPlaces(axis: Axis): Int32Array {
  const { from, to } = axis;
  const places = new Int32Array(countOf(axis));
  const scale = 1 / (to / from); // in this order, as OpenCV rounds it
  eachPlace(axis, (k, place) => (places[k] = Math.min(Math.floor(place * scale), from - 1)));
  return places;
}

export function linearPlaces(axis: Axis): LinearPlaces {
  const { from, to } = axis;
  const count = countOf(axis);
  const [low, high, share] = [new Int32Array(count), new Int32Array(count), new Float64Array(count)];
  eachPlace(axis, (k, place) => {
    const middle = Math.min(Math.max((place + 0.5) * (from / to) - 0.5, 0), from - 1);
    low[k] = Math.floor(middle);
    high[k] = Math.min(low[k]! + 1, from - 1);
    share[k] = middle - low[k]!;
  });
  return { low, high, share };
}

/** Weights of the pixels at -1, 0, 1, 2 for a place at `share` between 0 and 1. */
export function cubicWeights(share: number): [number, number, number, number] {
  const far = (x: number): number => ((CUBIC * x - 5 * CUBIC) * x + 8 * CUBIC) * x - 4 * CUBIC;
  const near = (x: number): number => ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1;
  const three = [far(share + 1), near(share), near(1 - share)] as const;
  return [...three, 1 - three[0] - three[1] - three[2]];
}

/** The outermost pixels go on beyond the edge. */
export function cubicPlaces(axis: Axis): CubicPlaces {
  const { from, to } = axis;
  const [at, weight] = [new Int32Array(4 * countOf(axis)), new Float64Array(4 * countOf(axis))];
  eachPlace(axis, (k, place) => {
    const middle = (place + 0.5) * (from / to) - 0.5;
    const low = Math.floor(middle);
    weight.set(cubicWeights(middle - low), 4 * k);
    for (let tap = 0; tap < 4; tap++) at[4 * k + tap] = Math.min(Math.max(low - 1 + tap, 0), from - 1);
  });
  return { at, weight };
}
