/** The slice of the density: where it lies in the box, what it holds at a point, and its frame and words in the scene. */
import type { Vec3 } from '../base/geometry';
import { fixed, fixedShort } from '../base/words';
import type { BoxAxis, SliceView } from '../protocol/views';
import { pixelAt } from './geometry';
import type { Pen } from './pen';

const AXES: readonly BoxAxis[] = ['x', 'y', 'z'];
/** Which box coordinates the columns and rows of a slice run along. */
const ALONG: Readonly<Record<BoxAxis, readonly [column: number, row: number]>> = { x: [2, 1], y: [0, 2], z: [0, 1] };

const CORNERS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const;

/** The corner that the name stands at, clear of the ray's shadows as the scene begins; and how far from it. */
const NAME_AT: Readonly<Record<BoxAxis, readonly [corner: number, shift: readonly [number, number]]>> = {
  x: [0, [6, -10]],
  y: [1, [6, 12]],
  z: [0, [6, -10]],
};

type Place = Pick<SliceView, 'axis' | 'position'>;

/** The point of the slice at (u, v): u along its columns, v along its rows, both in [-1, 1]. */
export function slicePoint({ axis, position }: Place, u: number, v: number): Vec3 {
  const [column, row] = ALONG[axis];
  const point: [number, number, number] = [0, 0, 0];
  point[AXES.indexOf(axis)] = position;
  point[column] = u;
  point[row] = v;
  return point;
}

/** The point of the slice that is nearest to a point of the box. */
export function ontoSlice({ axis, position }: Place, point: Vec3): Vec3 {
  return [axis === 'x' ? position : point[0], axis === 'y' ? position : point[1], axis === 'z' ? position : point[2]];
}

/** The density of the texel that holds a point of the slice. */
export function densityOn(slice: SliceView, point: Vec3): number {
  const [column, row] = ALONG[slice.axis];
  const { width } = slice.painted;
  const at = pixelAt(point[column]!, point[row]!, slice.painted);
  return slice.values[at.row * width + at.column]!;
}

/** "σ 2.130 at x −.03, y .12, z −.63". */
export function sliceWords(slice: SliceView, point: Vec3): string {
  const place = AXES.map((name, k) => `${name} ${fixedShort(point[k]!, 2)}`);
  return `σ ${fixed(densityOn(slice, point), 3)} at ${place.join(', ')}`;
}

/** Its frame, and a ring where the picked ray passes; the name stands on its upper edge. */
export function drawSliceFrame(pen: Pen, slice: SliceView, ray: readonly [x: number, y: number] | null): void {
  const corners = CORNERS.map(([u, v]) => slicePoint(slice, u, v));
  pen.outline(corners, 'scene', { width: 3 });
  pen.outline(corners, 'ink', { width: 1.25 });
  const [corner, shift] = NAME_AT[slice.axis];
  pen.plate(`density, ${slice.axis} ${fixedShort(slice.position, 2)}`, corners[corner]!, { shift });
  if (!ray || slice.axis !== 'z') return;
  const crossing: Vec3 = [ray[0], ray[1], slice.position];
  pen.dot(crossing, 7, { edge: 'scene', width: 4 });
  pen.dot(crossing, 7, { edge: 'ink', width: 1.75 });
}
