/**
 * Non-maximum suppression of boundary maps, step by step as SEISM does it (Dollár's edgesNms; spec/mtl-models.md §11
 * no. 6): a pixel stays where it is not exceeded across the boundary, whose direction comes from the smoothed map.
 */
import type { Extent } from '../meter';

/** Triangle filter of radius 4; its weights sum to 1. */
const TRIANGLE = [1, 2, 3, 4, 5, 4, 3, 2, 1].map((weight) => weight / 25);
const RADIUS = 4;
const SLACK = 1.01; // a pixel may be so much below its neighbours
const FADE = 5; // pixels at the rim that fade out
const LIMIT = 1.001; // samples stay so far inside the far rim

/** Index mirrored at the rim, rim pixel included: -1 is 0 again. */
function mirrored(index: number, size: number): number {
  const period = 2 * size;
  const within = ((index % period) + period) % period;
  return within < size ? within : period - 1 - within;
}

/** One line of the filter. */
interface Line {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

function filterLine(from: Float64Array, to: Float64Array, { first, step, count }: Line): void {
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0; k < TRIANGLE.length; k++) {
      sum += TRIANGLE[k]! * from[first + step * mirrored(i + k - RADIUS, count)]!;
    }
    to[first + step * i] = sum;
  }
}

function smoothed(map: Float64Array, { height, width }: Extent): Float64Array {
  const half = new Float64Array(map.length);
  const whole = new Float64Array(map.length);
  for (let y = 0; y < height; y++) filterLine(map, half, { first: y * width, step: 1, count: width });
  for (let x = 0; x < width; x++) filterLine(half, whole, { first: x, step: width, count: height });
  return whole;
}

/** Central differences inside, one-sided ones at the ends. */
function gradient(map: Float64Array, { height, width }: Extent, along: 'x' | 'y'): Float64Array {
  const slopes = new Float64Array(map.length);
  const [step, count] = along === 'x' ? [1, width] : [width, height];
  for (let i = 0; i < map.length; i++) {
    const place = along === 'x' ? i % width : Math.floor(i / width);
    const before = place > 0 ? 1 : 0;
    const after = place < count - 1 ? 1 : 0;
    if (before + after > 0) slopes[i] = (map[i + step * after]! - map[i - step * before]!) / (before + after);
  }
  return slopes;
}

/** Direction across the boundary in 0..pi, of every pixel. [H, W] */
export function orientation(map: Float64Array, extent: Extent): Float64Array {
  const smooth = smoothed(map, extent);
  const ox = gradient(smooth, extent, 'x');
  const oxx = gradient(ox, extent, 'x');
  const oxy = gradient(ox, extent, 'y');
  const oyy = gradient(gradient(smooth, extent, 'y'), extent, 'y');
  return oyy.map((value, i) => {
    const angle = Math.atan((value * Math.sign(-oxy[i]!)) / (oxx[i]! + 1e-5));
    return angle < 0 ? angle + Math.PI : angle;
  });
}

/** The map between pixels, held inside it. */
function sampler(map: Float64Array, { height, width }: Extent) {
  return (x: number, y: number): number => {
    const column = Math.min(Math.max(x, 0), width - LIMIT);
    const row = Math.min(Math.max(y, 0), height - LIMIT);
    const [x0, y0] = [Math.floor(column), Math.floor(row)];
    const [dx, dy] = [column - x0, row - y0];
    const at = y0 * width + x0;
    const above = (1 - dx) * map[at]! + dx * map[at + 1]!;
    const below = (1 - dx) * map[at + width]! + dx * map[at + width + 1]!;
    return (1 - dy) * above + dy * below;
  };
}

/** What is left of a value so many pixels from the nearest rim; rounded as floats are, for it may meet a threshold. */
function faded(value: number, place: number, count: number): number {
  const inside = Math.min(place, count - 1 - place);
  return inside < FADE ? Math.fround(value * Math.fround(inside / FADE)) : value;
}

/** @param map probabilities [H, W], at least 2 x 2 @returns what is left of them, in float32 */
export function suppressed(map: Float64Array, extent: Extent): Float32Array {
  const { height, width } = extent;
  const directions = orientation(map, extent);
  const at = sampler(map, extent);
  return Float32Array.from(map, (value, i) => {
    if (value === 0) return 0;
    const [x, y] = [i % width, Math.floor(i / width)];
    const [dx, dy] = [Math.cos(directions[i]!), Math.sin(directions[i]!)];
    const own = SLACK * value;
    if (own < at(x + dx, y + dy) || own < at(x - dx, y - dy)) return 0;
    return faded(faded(Math.fround(value), x, width), y, height);
  });
}
