/** The density on one plane across the box, computed from what was read back: any place of it, no kernel needed. */
import { InputError } from '../../base/errors';
import type { Vec3 } from '../../base/geometry';
import type { Range } from '../../base/legend';
import { densityAt, type ProbedField } from '../../model/regularizer/field-probe';
import type { BoxAxis, SliceView } from '../../protocol/views';
import { CIVIDIS, paintPixels, ramp } from '../../tasks/colors';
import { painted, type ViewContext } from './context';
import { look, type FieldLook } from './look';
import { fieldOf } from './ray';

const LEAST_DEPTHS = 32; // points along z: planes may be coarse there
const SCALE_POINTS = 16; // along each axis of the box, to find the ends of the colour scale
const LEAST_SPAN = 1e-3; // of the scale: a density that is the same everywhere has one colour

const color = ramp(CIVIDIS);

/** The middles of `count` equal parts of [-1, 1]. */
const middles = (count: number): number[] => Array.from({ length: count }, (_, k) => (2 * k + 1) / count - 1);

/** Points of a slice, row by row. */
function pointsOf(axis: BoxAxis, position: number, counts: Readonly<Record<BoxAxis, number>>) {
  const along = (name: BoxAxis): number[] => middles(counts[name]);
  const grids: Record<BoxAxis, () => readonly [rows: number[], columns: number[], at: (r: number, c: number) => Vec3]> =
    {
      z: () => [along('y'), along('x'), (y, x) => [x, y, position]],
      y: () => [along('z'), along('x'), (z, x) => [x, position, z]],
      x: () => [along('y'), along('z'), (y, z) => [position, y, z]],
    };
  const [rows, columns, at] = grids[axis]();
  const points = rows.flatMap((row) => columns.map((column) => at(row, column)));
  return { height: rows.length, width: columns.length, points };
}

/** One scale for all slices of the field, so that they can be compared; found once for each look. */
const scales = new WeakMap<FieldLook, Range>();

function scaleOf(key: FieldLook, field: ProbedField): Range {
  const known = scales.get(key);
  if (known) return known;
  const along = middles(SCALE_POINTS);
  const density = densityAt(
    field,
    along.flatMap((x) => along.flatMap((y) => along.map((z): Vec3 => [x, y, z]))),
  );
  const low = density.reduce((least, value) => Math.min(least, value), Infinity);
  const high = density.reduce((most, value) => Math.max(most, value), low + LEAST_SPAN);
  scales.set(key, { low, high });
  return { low, high };
}

interface Wish {
  readonly axis: BoxAxis;
  readonly position: number;
}

/** @throws InputError if there is no such image, no regularizer, or no such place in the box */
export async function sliceView(context: ViewContext, index: number, { axis, position }: Wish): Promise<SliceView> {
  if (!(position >= -1 && position <= 1))
    throw new InputError(`A slice at ${axis} ${position} was asked for; the box reaches from -1 to 1.`);
  const { field } = await look(context, index);
  const { regularizer } = context.model;
  if (!field || !regularizer) throw new InputError('This run has no regularizer, so there is no density to look at.');
  const probed = fieldOf(regularizer, field);
  const [y, x] = regularizer.options.rays;
  const { points, ...size } = pointsOf(axis, position, { x, y, z: Math.max(LEAST_DEPTHS, field.planes.rows) });
  const values = Float32Array.from(densityAt(probed, points));
  const { low, high } = scaleOf(field, probed);
  return {
    index,
    step: context.step,
    axis,
    position,
    painted: painted(
      size,
      paintPixels(values.length, (k) => color((values[k]! - low) / (high - low))),
    ),
    values,
    legend: { kind: 'ramp', low, high, unit: '', stops: CIVIDIS },
  };
}
