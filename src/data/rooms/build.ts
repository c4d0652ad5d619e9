/** The workbench: furniture and people are put together here from boxes, rounded boxes, ellipsoids, frusta and limbs. */
import { add3, cross3, normalize3, scale3, subtract3, turnY, type Vec3 } from '../../base/geometry';
import type { ClassName } from './classes';

/** The number of a kind is its place in this list: shaders/lib/rooms-intersect.wgsl switches on it. */
export const PRIMITIVE_KINDS = ['box', 'rounded', 'ellipsoid', 'frustum', 'limb'] as const;
export type PrimitiveKind = (typeof PRIMITIVE_KINDS)[number];

export interface Primitive {
  readonly kind: PrimitiveKind;
  readonly center: Vec3;
  readonly half: Vec3;
  /** rounded: radius of the edges in metres; frustum, limb: radius at the top over radius at the bottom. */
  readonly shape: number;
  /** Two of its own axes in the world; the third is their cross product. */
  readonly xAxis: Vec3;
  readonly yAxis: Vec3;
  readonly material: number;
  /** Lets light through (a pane, a lampshade): seen by the camera, casts no shadow. */
  readonly clear: boolean;
  /** Of a person: label of PART_CLASSES, 1..6; 0 for everything else. */
  readonly bodyPart: number;
}

/** How a primitive is turned (radians; roll about z, then tilt about x, then turn about y) and shaped. */
export interface Shape {
  readonly turn?: number;
  readonly tilt?: number;
  readonly roll?: number;
  /** Radius of the edges of a rounded box. */
  readonly edge?: number;
  /** Radius at the top of a frustum over radius at its bottom. */
  readonly top?: number;
  readonly clear?: boolean;
  readonly bodyPart?: number;
}

/** A rounded cone between two points: two balls and their tangent cone, flattened across. Radii in metres. */
export interface Limb {
  readonly from: Vec3;
  readonly to: Vec3;
  readonly radius: number;
  /** Radius at `to` over radius at `from`: 1 if not given. */
  readonly taper?: number;
  /** Thickness along the horizontal across the limb over its radius: 1 if not given; `side` is that of the radius. */
  readonly flat?: number;
  /** Which way the unflattened radius points, where it matters. */
  readonly side?: Vec3;
}

function tiltX(a: Vec3, angle: number): Vec3 {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return [a[0], c * a[1] - s * a[2], s * a[1] + c * a[2]];
}

function rollZ(a: Vec3, angle: number): Vec3 {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return [c * a[0] - s * a[1], s * a[0] + c * a[1], a[2]];
}

/** Things of one class that count as one instance. `at` is always the middle of the underside before turning. */
export class Part {
  readonly primitives: Primitive[] = [];

  constructor(readonly className: ClassName) {}

  box(at: Vec3, size: Vec3, material: number, shape: Shape = {}): this {
    const rounded = shape.edge !== undefined;
    return this.add(rounded ? 'rounded' : 'box', { at, size, material, shape });
  }

  ellipsoid(at: Vec3, size: Vec3, material: number, shape: Shape = {}): this {
    return this.add('ellipsoid', { at, size, material, shape });
  }

  /** A cylinder or cone along y; `size` is that of its box. */
  frustum(at: Vec3, size: Vec3, material: number, shape: Shape = {}): this {
    return this.add('frustum', { at, size, material, shape });
  }

  /** The balls' middles are `from` and `to`. */
  limb({ from, to, radius, taper = 1, flat = 1, side = [1, 0, 0] }: Limb, material: number, bodyPart = 0): this {
    if (taper > 1) {
      const turned = { from: to, to: from, radius: radius * taper, taper: 1 / taper, flat, side };
      return this.limb(turned, material, bodyPart); // the wider ball first, as the shader has it
    }
    const way = subtract3(to, from);
    const long = Math.hypot(...way);
    const yAxis: Vec3 = long > 1e-6 ? scale3(way, 1 / long) : [0, 1, 0];
    const along = side[0] * yAxis[0] + side[1] * yAxis[1] + side[2] * yAxis[2];
    const across = subtract3(side, scale3(yAxis, along));
    const helper: Vec3 = Math.abs(yAxis[1]) < 0.9 ? [0, 1, 0] : [0, 0, 1];
    const xAxis = Math.hypot(...across) > 1e-3 ? normalize3(across) : normalize3(cross3(yAxis, helper));
    // A ball must not swallow the other: they would have no tangent cone.
    const reach = Math.max(long, (1 - taper) * radius * 1.02, 1e-3);
    this.primitives.push({
      kind: 'limb',
      center: add3(from, scale3(yAxis, (reach + (taper - 1) * radius) / 2)),
      half: [radius, (reach + (1 + taper) * radius) / 2, radius * flat],
      shape: taper,
      xAxis,
      yAxis,
      material,
      clear: false,
      bodyPart,
    });
    return this;
  }

  private add(kind: PrimitiveKind, what: { at: Vec3; size: Vec3; material: number; shape: Shape }): this {
    const { at, size, material, shape } = what;
    const { turn = 0, tilt = 0, roll = 0, clear = false, bodyPart = 0 } = shape;
    const turned = (axis: Vec3): Vec3 => turnY(tiltX(rollZ(axis, roll), tilt), turn);
    const half: Vec3 = [size[0] / 2, size[1] / 2, size[2] / 2];
    const widest = Math.min(half[0], half[1], half[2]);
    this.primitives.push({
      kind,
      center: [at[0], at[1] + half[1], at[2]],
      half,
      shape: kind === 'rounded' ? Math.min(shape.edge ?? 0, widest * 0.98) : (shape.top ?? 1),
      xAxis: turned([1, 0, 0]),
      yAxis: turned([0, 1, 0]),
      material,
      clear,
      bodyPart,
    });
    return this;
  }
}

/** A light that a piece carries (a lamp's bulb); position in the piece's frame. */
export interface Bulb {
  readonly position: Vec3;
  readonly power: number;
}

/** A place: where the origin of a piece goes and how far the piece is turned about y. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly turn: number;
}

export function placePoint(place: Place, point: Vec3): Vec3 {
  return add3(turnY(point, place.turn), [place.x, place.y, place.z]);
}

function placePrimitive(place: Place, primitive: Primitive): Primitive {
  return {
    ...primitive,
    center: placePoint(place, primitive.center),
    xAxis: turnY(primitive.xAxis, place.turn),
    yAxis: turnY(primitive.yAxis, place.turn),
  };
}

/** Where somebody can sit, in the piece's frame: the middle of the seat's surface, and which way it looks. */
export interface Seat extends Place {
  /** Height of the table before it, on which hands can lie. */
  readonly table?: number;
}

/** A surface on which things may lie: the middle, and how much of it is free. */
export interface Top {
  readonly at: Vec3;
  readonly width: number;
  readonly depth: number;
  readonly turn: number;
  /** Of a bed: nothing can stand on it that would fall over. */
  readonly soft?: boolean;
}

/** A piece of furniture: x along its width, y up, its front towards +z, its origin in the middle of the floor it covers. */
export class Piece {
  readonly parts: Part[] = [];
  readonly bulbs: Bulb[] = [];
  readonly seats: Seat[] = [];
  readonly tops: Top[] = [];

  constructor(
    readonly width: number,
    readonly height: number,
    readonly depth: number,
  ) {}

  part(className: ClassName): Part {
    const part = new Part(className);
    this.parts.push(part);
    return part;
  }

  /** Puts another piece on, in or beside this one. */
  put(other: Piece, place: Partial<Place>): this {
    const where = { x: 0, y: 0, z: 0, turn: 0, ...place };
    for (const part of other.parts) {
      const moved = this.part(part.className);
      for (const primitive of part.primitives) moved.primitives.push(placePrimitive(where, primitive));
    }
    for (const bulb of other.bulbs) this.bulbs.push({ ...bulb, position: placePoint(where, bulb.position) });
    for (const seat of other.seats) {
      const [x, y, z] = placePoint(where, [seat.x, seat.y, seat.z]);
      this.seats.push({ ...seat, x, y, z, turn: seat.turn + where.turn });
    }
    for (const top of other.tops)
      this.tops.push({ ...top, at: placePoint(where, top.at), turn: top.turn + where.turn });
    return this;
  }
}

/** Corner-wise bounds of a primitive in the frame it is in. */
export function boundsOf(primitive: Primitive): { low: Vec3; high: Vec3 } {
  const { center, half, xAxis, yAxis, kind, shape } = primitive;
  const zAxis = cross3(xAxis, yAxis);
  const wide = kind === 'frustum' ? Math.max(1, shape) : 1;
  const reach = (i: 0 | 1 | 2): number => {
    const [a, b, c] = [xAxis[i] * half[0] * wide, yAxis[i] * half[1], zAxis[i] * half[2] * wide];
    return kind === 'ellipsoid' ? Math.hypot(a, b, c) : Math.abs(a) + Math.abs(b) + Math.abs(c);
  };
  const extent: Vec3 = [reach(0), reach(1), reach(2)];
  return { low: [center[0] - extent[0], center[1] - extent[1], center[2] - extent[2]], high: add3(center, extent) };
}

/** Bounds of everything the piece is made of, in its own frame. */
export function extentOf(piece: Piece): { low: Vec3; high: Vec3 } {
  const all = piece.parts.flatMap((part) => part.primitives.map(boundsOf));
  const least = (i: 0 | 1 | 2): number => Math.min(...all.map((it) => it.low[i]));
  const most = (i: 0 | 1 | 2): number => Math.max(...all.map((it) => it.high[i]));
  return { low: [least(0), least(1), least(2)], high: [most(0), most(1), most(2)] };
}

/** The piece with its origin in the middle of what it really covers, nothing below the floor, and its sizes true. */
export function fitted(piece: Piece): Piece {
  const { low, high } = extentOf(piece);
  const lift = Math.max(0, -low[1]);
  const fit = new Piece(high[0] - low[0], high[1] + lift, high[2] - low[2]);
  return fit.put(piece, { x: -(low[0] + high[0]) / 2, y: lift, z: -(low[2] + high[2]) / 2 });
}
