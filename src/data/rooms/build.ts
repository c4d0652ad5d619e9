/** The workbench: furniture is put together here from boxes, rounded boxes, ellipsoids and frusta. */
import { add3, cross3, turnY, type Vec3 } from '../../base/geometry';
import type { ClassName } from './classes';

/** The number of a kind is its place in this list: shaders/lib/rooms-intersect.wgsl switches on it. */
export const PRIMITIVE_KINDS = ['box', 'rounded', 'ellipsoid', 'frustum'] as const;
export type PrimitiveKind = (typeof PRIMITIVE_KINDS)[number];

export interface Primitive {
  readonly kind: PrimitiveKind;
  readonly center: Vec3;
  readonly half: Vec3;
  /** rounded: radius of the edges in metres; frustum: radius at the top over radius at the bottom. */
  readonly shape: number;
  /** Two of its own axes in the world; the third is their cross product. */
  readonly xAxis: Vec3;
  readonly yAxis: Vec3;
  readonly material: number;
  /** Lets light through (a pane, a lampshade): seen by the camera, casts no shadow. */
  readonly clear: boolean;
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

  private add(kind: PrimitiveKind, what: { at: Vec3; size: Vec3; material: number; shape: Shape }): this {
    const { at, size, material, shape } = what;
    const { turn = 0, tilt = 0, roll = 0, clear = false } = shape;
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

/** A piece of furniture: x along its width, y up, its front towards +z, its origin in the middle of the floor it covers. */
export class Piece {
  readonly parts: Part[] = [];
  readonly bulbs: Bulb[] = [];

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
