/**
 * Surface normals from depth, by local plane fits. A plane is affine in inverse depth over the image (n·X = d, X = z (a, b, 1)
 * gives 1/z = (n·(a, b, 1))/d), so the fit to the unprojected points is linear least squares of 1/z, which is also the
 * quantity in which structured-light depth has the same noise at every distance (Khoshelham & Elberink 2012).
 */
import type { Intrinsics } from '../sample';

export interface DepthCamera {
  /** pixels */
  readonly height: number;
  readonly width: number;
  readonly intrinsics: Intrinsics;
}

/** Window: squares of 2 * radius + 1 pixels; radius = width / 80, so 8 pixels at 640 (17x17), at least 2. */
const RADIUS_OF_WIDTH = 1 / 80;
/** Taps along half a window: a window of 17x17 pixels is read at every second one. */
const TAPS = 4;
/** Points farther from the plane than this are no part of it, 1/m: three steps of a Kinect's inverse depth, 9 cm at 3 m. */
const NOISE = 0.009;
/** And this share of the inverse depth: 1.5 mm at .5 m, where other sensors' noise is relative. */
const RELATIVE_NOISE = 0.003;
/** The first plane is only guessed, from two differences; it may be so many times as far off. */
const FIRST_TOLERANCE = 2;
/** Share of the window's taps that must lie on the plane. */
const LEAST_POINTS = 0.15;

interface Grid {
  /** 1/z; 0 = invalid. [H, W] */
  readonly inverse: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly coarse: Window;
  readonly fine: Window;
}

interface Window {
  /** pixels */
  readonly radius: number;
  /** pixels between taps */
  readonly step: number;
  /** Points that a fit needs. */
  readonly least: number;
  /** Times the noise. */
  readonly tolerance: number;
}

/** w = value + along x * dx + down * dy about a pixel, 1/m and 1/m a pixel. Reused from pixel to pixel. */
interface Slope {
  value: number;
  along: number;
  down: number;
}

/**
 * Every pixel's plane is guessed from the smoother of the differences to either side, then fitted to the points of the
 * window that lie near it: those beyond a depth edge do not.
 * @param depth metres along z; 0, negative or not finite = invalid. [H, W]
 * @returns as data/sample.ts: x right, y up, z towards the camera; (0, 0, 0) where depth is invalid or too few points
 *   lie on one plane. [H, W, 3]
 */
export function normalsFromDepth(depth: Float32Array, { height, width, intrinsics }: DepthCamera): Float32Array {
  const grid = gridOf(depth, height, width);
  const normals = new Float32Array(height * width * 3);
  const slope: Slope = { value: 0, along: 0, down: 0 };
  const { fx, fy, cx, cy } = intrinsics;
  for (let y = 0; y < height; y++) {
    const b = ((y + 0.5) / height - cy) / fy;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (grid.inverse[at] === 0 || !fitPlane(grid, x, y, slope)) continue;
      const a = ((x + 0.5) / width - cx) / fx;
      const p = slope.along * width * fx;
      const q = slope.down * height * fy;
      const r = slope.value - p * a - q * b;
      const length = Math.sqrt(p * p + q * q + r * r);
      // (p, q, r) points away from a camera whose y is down and z forward.
      normals[3 * at] = -p / length;
      normals[3 * at + 1] = q / length;
      normals[3 * at + 2] = r / length;
    }
  }
  return normals;
}

function gridOf(depth: Float32Array, height: number, width: number): Grid {
  const inverse = new Float32Array(height * width);
  for (let i = 0; i < inverse.length; i++) {
    const z = depth[i]!;
    if (z > 0 && z < Infinity) inverse[i] = 1 / z;
  }
  const radius = Math.max(2, Math.round(width * RADIUS_OF_WIDTH));
  const step = Math.max(1, Math.floor(radius / TAPS));
  const coarse = windowOf(radius, Math.min(2 * step, radius), FIRST_TOLERANCE);
  return { inverse, height, width, coarse, fine: windowOf(radius, step, 1) };
}

function windowOf(radius: number, step: number, tolerance: number): Window {
  const taps = 2 * Math.floor(radius / step) + 1;
  return { radius, step, least: Math.max(4, Math.round(LEAST_POINTS * taps * taps)), tolerance };
}

/** False where no plane can be fitted. */
function fitPlane(grid: Grid, x: number, y: number, slope: Slope): boolean {
  const { inverse, width, height } = grid;
  const at = y * width + x;
  slope.value = inverse[at]!;
  slope.along = smootherSide(inverse, at, { stride: 1, place: x, count: width, reach: TAPS });
  slope.down = smootherSide(inverse, at, { stride: width, place: y, count: height, reach: TAPS });
  return refit(grid, { x, y, window: grid.coarse }, slope) && refit(grid, { x, y, window: grid.fine }, slope);
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly window: Window;
}

interface Line {
  readonly stride: number;
  /** of the pixel, along the line */
  readonly place: number;
  readonly count: number;
  /** pixels */
  readonly reach: number;
}

/** The slope to the one or the other side, whichever is flatter: at a depth edge, that is the side that has none. */
function smootherSide(inverse: Float32Array, at: number, { stride, place, count, reach }: Line): number {
  const here = inverse[at]!;
  const after = place + reach < count ? inverse[at + reach * stride]! : 0;
  const before = place >= reach ? inverse[at - reach * stride]! : 0;
  const forward = after > 0 ? (after - here) / reach : Infinity;
  const backward = before > 0 ? (here - before) / reach : Infinity;
  const flatter = Math.abs(forward) < Math.abs(backward) ? forward : backward;
  return Number.isFinite(flatter) ? flatter : 0;
}

/** Least squares over the taps that lie near `slope`, which becomes the result; false where they are too few. */
function refit({ inverse, height, width }: Grid, { x, y, window }: Place, slope: Slope): boolean {
  const { radius, step } = window;
  const { value, along, down } = slope;
  const tolerance = window.tolerance * (NOISE + RELATIVE_NOISE * value);
  const left = -step * Math.floor(Math.min(radius, x) / step);
  const right = Math.min(radius, width - 1 - x);
  const bottom = Math.min(radius, height - 1 - y);
  let n = 0;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  let sw = 0;
  let sxw = 0;
  let syw = 0;
  for (let dy = -step * Math.floor(Math.min(radius, y) / step); dy <= bottom; dy += step) {
    const row = (y + dy) * width + x;
    const expected = value + down * dy;
    for (let dx = left; dx <= right; dx += step) {
      const w = inverse[row + dx]!;
      // Sums of what the slope leaves over: small numbers, so little is lost where they are subtracted.
      const rest = w - expected - along * dx;
      if (w === 0 || rest > tolerance || rest < -tolerance) continue;
      n++;
      sx += dx;
      sy += dy;
      sxx += dx * dx;
      sxy += dx * dy;
      syy += dy * dy;
      sw += rest;
      sxw += dx * rest;
      syw += dy * rest;
    }
  }
  if (n < window.least) return false;
  const xx = sxx - (sx * sx) / n;
  const xy = sxy - (sx * sy) / n;
  const yy = syy - (sy * sy) / n;
  const det = xx * yy - xy * xy;
  if (det <= 1e-3 * xx * yy) return false; // on one line
  const xw = sxw - (sx * sw) / n;
  const yw = syw - (sy * sw) / n;
  const more = (yy * xw - xy * yw) / det;
  const moreDown = (xx * yw - xy * xw) / det;
  slope.along += more;
  slope.down += moreDown;
  slope.value += (sw - more * sx - moreDown * sy) / n;
  return slope.value > 0;
}
