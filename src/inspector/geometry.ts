/**
 * Where things lie in the tri-plane's box: [-1, 1]^3, x right (columns), y down (rows), z near to far; bilinear with
 * align_corners = false and border padding (paper §3.2). Pure: the scene, the ray panel and the tests share it.
 */
import type { Vec3 } from '../base/geometry';
import type { Pixel } from '../protocol/views';
import type { PlaneName } from '../store/pick';

export interface Size {
  readonly height: number;
  readonly width: number;
}

/** A place on a plane in texels: whole numbers are texel centres. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface Tap extends Place {
  readonly weight: number;
}

export type Point = readonly [x: number, y: number];

/** Box coordinate of the centre of texel, pixel or ray `index` of `size`. */
export function centreOf(index: number, size: number): number {
  return (2 * index + 1) / size - 1;
}

/** The inverse: box coordinate to a continuous index. */
export function indexAt(coordinate: number, size: number): number {
  return ((coordinate + 1) * size - 1) / 2;
}

const clamp = (value: number, high: number): number => Math.min(Math.max(value, 0), high);

/** The pixel that holds (x, y); the nearest one outside the box. */
export function pixelAt(x: number, y: number, image: Size): Pixel {
  const cell = (coordinate: number, size: number): number => clamp(Math.floor(((coordinate + 1) / 2) * size), size - 1);
  return { row: cell(y, image.height), column: cell(x, image.width) };
}

/** Where the ray (row, column) of the ray grid runs: at (x, y), along z. */
export function rayPoint([row, column]: readonly [number, number], [rows, columns]: readonly [number, number]): Point {
  return [centreOf(column, columns), centreOf(row, rows)];
}

/** Which box coordinates a plane's columns and rows run along. */
const AXES: Readonly<Record<PlaneName, readonly [column: 0 | 1 | 2, row: 0 | 1 | 2]>> = {
  xy: [0, 1],
  xz: [0, 2],
  yz: [2, 1],
};

/** The wall on which a plane is drawn: xy at the back, xz on the floor, yz at the side. */
const WALLS: Readonly<Record<PlaneName, readonly [axis: 0 | 1 | 2, at: number]>> = {
  xy: [2, 1],
  xz: [1, 1],
  yz: [0, -1],
};

/** The shadow of a point of the box on a plane, as a point of the plane's wall. */
export function shadowOn(plane: PlaneName, point: Vec3): Vec3 {
  const [axis, at] = WALLS[plane];
  return [axis === 0 ? at : point[0], axis === 1 ? at : point[1], axis === 2 ? at : point[2]];
}

/** The same shadow in the plane's texels, where the feature is read. */
export function placeOn(plane: PlaneName, point: Vec3, { height, width }: Size): Place {
  const [column, row] = AXES[plane];
  return { row: indexAt(point[row], height), column: indexAt(point[column], width) };
}

/** The point of the wall at (u, v) of the plane: u along its columns, v along its rows, both in [-1, 1]. */
export function wallPoint(plane: PlaneName, u: number, v: number): Vec3 {
  const [column, row] = AXES[plane];
  const point: [number, number, number] = [0, 0, 0];
  point[column] = u;
  point[row] = v;
  return shadowOn(plane, point);
}

/** The four texels that a bilinear read at `place` takes, with their weights; those of weight 0 are left out. */
export function tapsAt(place: Place, { height, width }: Size): readonly Tap[] {
  const along = (at: number, size: number): readonly (readonly [index: number, weight: number])[] => {
    const inside = clamp(at, size - 1); // border padding
    const low = Math.floor(inside);
    return [[low, 1 - (inside - low)] as const, [low + 1, inside - low] as const].filter(([, weight]) => weight > 0);
  };
  return along(place.row, height).flatMap(([row, a]) =>
    along(place.column, width).map(([column, b]) => ({ row, column, weight: a * b })),
  );
}

/** The corners of a texel on its wall, in drawing order. */
export function texelOutline(plane: PlaneName, { row, column }: Place, { height, width }: Size): readonly Vec3[] {
  const at = (dr: number, dc: number): Vec3 =>
    wallPoint(plane, centreOf(column + dc, width), centreOf(row + dr, height));
  return [at(-0.5, -0.5), at(-0.5, 0.5), at(0.5, 0.5), at(0.5, -0.5)];
}

/**
 * Coordinates of a screen point in the parallelogram that an orthographic camera makes of a square.
 * @param corners screen places of (-1, -1), (1, -1) and (-1, 1)
 * @returns (u, v); within the square both are in [-1, 1]. Null where the square is seen edge-on.
 */
export function withinQuad(corners: readonly [Point, Point, Point], point: Point): Point | null {
  const [o, u, v] = corners;
  const [ux, uy, vx, vy] = [u[0] - o[0], u[1] - o[1], v[0] - o[0], v[1] - o[1]];
  const area = ux * vy - uy * vx;
  if (Math.abs(area) < 1) return null; // less than one screen pixel
  const [px, py] = [point[0] - o[0], point[1] - o[1]];
  return [(2 * (px * vy - py * vx)) / area - 1, (2 * (ux * py - uy * px)) / area - 1];
}

/** Which sample the cursor stands on: the one of most weight until a person moves it. -1 for a ray without samples. */
export function standingSample(weight: ArrayLike<number>, cursor: number): number {
  if (cursor >= 0) return Math.min(cursor, weight.length - 1);
  let best = weight.length - 1;
  for (let k = best; k >= 0; k--) if (weight[k]! >= weight[best]!) best = k;
  return best;
}

export function nearestSample(z: ArrayLike<number>, at: number): number {
  let best = z.length - 1;
  for (let k = best; k >= 0; k--) if (Math.abs(z[k]! - at) < Math.abs(z[best]! - at)) best = k;
  return best;
}

/** Radius of a sample's mark, its area by weight. @param heaviest largest weight of the ray */
export function markRadius(weight: number, heaviest: number, [least, most]: readonly [number, number]): number {
  return least + (most - least) * Math.sqrt(heaviest > 0 ? Math.max(weight, 0) / heaviest : 0);
}
