/** Where things stand: furniture against walls or beside other furniture, never through it, a window or a door. */
import type { Random } from '../../base/random';
import { extentOf, fitted, placePoint, type Piece, type Place } from './build';

/** A rectangle of floor. */
export interface Footprint {
  readonly x0: number;
  readonly x1: number;
  readonly z0: number;
  readonly z1: number;
}

export interface Placement {
  readonly name: string;
  readonly piece: Piece;
  readonly place: Place;
  readonly footprint: Footprint;
  /** Hangs on a wall or lies flat: takes no floor from others. */
  readonly light: boolean;
  /** Of somebody who sits: on what. */
  readonly on?: Placement;
}

/** A rectangle of wall: u along the wall from its middle, y up. */
interface WallSpan {
  readonly u0: number;
  readonly u1: number;
  readonly y0: number;
  readonly y1: number;
}

export interface Opening extends WallSpan {
  readonly kind: 'window' | 'door';
  /** Furniture in front of it may be this tall. */
  readonly clearBelow: number;
  /** What hangs in front of a window. */
  readonly dressing: 'none' | 'long' | 'short' | 'blinds';
}

/** A wall in its own frame: x along it, z into the room, the origin on the floor in its middle. */
export interface Wall {
  readonly place: Place;
  readonly length: number;
  readonly openings: Opening[];
  /** What already covers it. */
  readonly taken: WallSpan[];
}

const WALL_GAP = 0.02; // room for the skirting board
const NEAR_WALL = 0.4; // closer than this, a piece covers the wall behind it
const TRIES = 40;

export function overlaps(a: Footprint, b: Footprint, margin = 0): boolean {
  return a.x0 < b.x1 + margin && b.x0 < a.x1 + margin && a.z0 < b.z1 + margin && b.z0 < a.z1 + margin;
}

/** The floor under a box of this width and depth at this place, `front` more in front of it. */
export function footprintOf(size: { width: number; depth: number }, place: Place, front = 0): Footprint {
  const xs: number[] = [];
  const zs: number[] = [];
  for (const x of [-size.width / 2, size.width / 2]) {
    for (const z of [-size.depth / 2, size.depth / 2 + front]) {
      const [worldX, , worldZ] = placePoint(place, [x, 0, z]);
      xs.push(worldX);
      zs.push(worldZ);
    }
  }
  return { x0: Math.min(...xs), x1: Math.max(...xs), z0: Math.min(...zs), z1: Math.max(...zs) };
}

export class Layout {
  readonly walls: Wall[];
  readonly placements: Placement[] = [];
  /** Floor that stays free: in front of doors, of drawers, of seats. */
  readonly keepFree: Footprint[] = [];

  constructor(
    readonly size: { readonly width: number; readonly depth: number; readonly height: number },
    readonly random: Random,
  ) {
    const { width, depth } = size;
    const wall = (x: number, z: number, turn: number, length: number): Wall => ({
      place: { x, y: 0, z, turn },
      length,
      openings: [],
      taken: [],
    });
    this.walls = [
      wall(0, -depth / 2, 0, width),
      wall(width / 2, 0, -Math.PI / 2, depth),
      wall(0, depth / 2, Math.PI, width),
      wall(-width / 2, 0, Math.PI / 2, depth),
    ];
  }

  open(wall: Wall, opening: Opening): void {
    wall.openings.push(opening);
    if (opening.kind === 'door') {
      const middle = (opening.u0 + opening.u1) / 2;
      const at = this.onWall(wall, middle, 0, 0.45);
      this.keepFree.push(footprintOf({ width: opening.u1 - opening.u0 + 0.1, depth: 0.9 }, at));
    }
  }

  /** The place of a piece whose middle is at u along the wall, y up, z off it. */
  onWall(wall: Wall, u: number, y: number, z: number): Place {
    const [x, , worldZ] = placePoint(wall.place, [u, 0, z]);
    return { x, y, z: worldZ, turn: wall.place.turn };
  }

  /** Stands the piece with its back to a wall; undefined if no spot was found. */
  against(
    name: string,
    given: Piece,
    options: { walls?: readonly Wall[]; front?: number; at?: number } = {},
  ): Placement | undefined {
    const piece = fitted(given);
    const { walls = this.walls, front = 0.35, at } = options;
    for (let i = 0; i < TRIES; i++) {
      const wall = this.random.pick(walls);
      const room = wall.length / 2 - piece.width / 2 - WALL_GAP;
      if (room < 0) continue;
      const corner = this.random.uniform() < 0.35 ? this.random.pick([-room, room]) : this.random.between(-room, room);
      const wanted = at === undefined || i > TRIES / 2 ? corner : at + this.random.between(-0.2, 0.2);
      const u = Math.max(-room, Math.min(room, wanted));
      const placed = this.stand(name, piece, this.onWall(wall, u, 0, piece.depth / 2 + WALL_GAP), front);
      if (placed) return placed;
    }
    return undefined;
  }

  /** Stands the piece at an offset from another one, in that one's frame; undefined if it does not fit there. */
  beside(
    anchor: Placement,
    name: string,
    given: Piece,
    offset: { x: number; z: number; turn?: number },
  ): Placement | undefined {
    const [x, , z] = placePoint(anchor.place, [offset.x, 0, offset.z]);
    return this.stand(name, fitted(given), { x, y: 0, z, turn: anchor.place.turn + (offset.turn ?? 0) }, 0);
  }

  /** Stands the piece anywhere on free floor. */
  anywhere(name: string, given: Piece, margin = 0.3): Placement | undefined {
    const piece = fitted(given);
    for (let i = 0; i < TRIES; i++) {
      const x = this.random.between(-0.5, 0.5) * (this.size.width - piece.width - margin);
      const z = this.random.between(-0.5, 0.5) * (this.size.depth - piece.depth - margin);
      const place = { x, y: 0, z, turn: this.random.pick([0, 1, 2, 3]) * (Math.PI / 2) };
      if (this.placements.some((other) => !other.light && overlaps(other.footprint, footprintOf(piece, place), margin)))
        continue;
      const placed = this.stand(name, piece, place, 0);
      if (placed) return placed;
    }
    return undefined;
  }

  /** Puts somebody where nothing stands or hangs but what they sit on; floor kept free is free for people. */
  join(wanted: { name: string; piece: Piece; place: Place; on?: Placement }): Placement | undefined {
    const footprint = footprintOf(wanted.piece, wanted.place);
    const { width, depth } = this.size;
    if (footprint.x0 < 0.12 - width / 2 || footprint.x1 > width / 2 - 0.12) return undefined;
    if (footprint.z0 < 0.12 - depth / 2 || footprint.z1 > depth / 2 - 0.12) return undefined;
    const blocked = this.placements.some(
      (other) => other !== wanted.on && other.name !== 'rug' && overlaps(other.footprint, footprint, 0.02),
    );
    if (blocked) return undefined;
    const placement = { ...wanted, footprint, light: false };
    this.placements.push(placement);
    return placement;
  }

  /** Lays a rug: it may lie under furniture, but no two overlap. */
  lay(piece: Piece, place: Place): void {
    const footprint = footprintOf(piece, place);
    const { width, depth } = this.size;
    const inside = footprint.x0 > -width / 2 + 0.05 && footprint.x1 < width / 2 - 0.05;
    if (!inside || footprint.z0 < -depth / 2 + 0.05 || footprint.z1 > depth / 2 - 0.05) return;
    if (this.placements.some((other) => other.name === 'rug' && overlaps(other.footprint, footprint))) return;
    this.placements.push({ name: 'rug', piece, place, footprint, light: true });
  }

  /** Hangs the piece at this height on a wall that has room for it. */
  hang(
    name: string,
    piece: Piece,
    y: number,
    options: { walls?: readonly Wall[]; at?: number } = {},
  ): Placement | undefined {
    const { low, high } = extentOf(piece);
    const half = Math.max(-low[0], high[0]);
    for (let i = 0; i < TRIES; i++) {
      const wall = this.random.pick(options.walls ?? this.walls);
      const room = wall.length / 2 - half - 0.15;
      if (room < 0) continue;
      const free = this.random.between(-room, room);
      const u = options.at === undefined || i > 12 ? free : options.at + this.random.between(-0.1, 0.1);
      const span = { u0: u - half, u1: u + half, y0: y + low[1], y1: y + high[1] };
      if ([...wall.taken, ...wall.openings].some((other) => spansMeet(span, other, 0.08))) continue;
      wall.taken.push(span);
      const place = this.onWall(wall, u, y, 0);
      const footprint = footprintOf({ width: 2 * half, depth: high[2] }, this.onWall(wall, u, y, high[2] / 2));
      this.placements.push({ name, piece, place, footprint, light: true });
      return this.placements.at(-1);
    }
    return undefined;
  }

  private stand(name: string, piece: Piece, place: Place, front: number): Placement | undefined {
    const footprint = footprintOf(piece, place);
    const withFront = footprintOf(piece, place, front);
    if (!this.isFree(footprint, withFront, piece.height)) return undefined;
    for (const wall of this.walls) {
      const span = spanOn(wall, footprint, piece.height);
      if (span) wall.taken.push(span);
    }
    if (front > 0) this.keepFree.push(withFront);
    const placement = { name, piece, place, footprint, light: false };
    this.placements.push(placement);
    return placement;
  }

  private isFree(footprint: Footprint, withFront: Footprint, height: number): boolean {
    const { width, depth } = this.size;
    if (footprint.x0 < -width / 2 + 0.01 || footprint.x1 > width / 2 - 0.01) return false;
    if (footprint.z0 < -depth / 2 + 0.01 || footprint.z1 > depth / 2 - 0.01) return false;
    if (this.keepFree.some((free) => overlaps(free, footprint))) return false;
    if (this.placements.some((other) => !other.light && overlaps(other.footprint, withFront, 0.03))) return false;
    return this.walls.every((wall) => {
      const span = spanOn(wall, footprint, height);
      return !span || !covers(wall, span);
    });
  }
}

function covers(wall: Wall, span: WallSpan): boolean {
  const opening = wall.openings.some((it) => span.u0 < it.u1 && it.u0 < span.u1 && span.y1 > it.clearBelow);
  return opening || wall.taken.some((it) => it.y0 > 0 && spansMeet(span, it, 0.02));
}

function spansMeet(a: WallSpan, b: WallSpan, margin: number): boolean {
  return a.u0 < b.u1 + margin && b.u0 < a.u1 + margin && a.y0 < b.y1 + margin && b.y0 < a.y1 + margin;
}

/** What the footprint, this tall, covers of the wall; undefined if it stands away from it. */
function spanOn(wall: Wall, footprint: Footprint, height: number): WallSpan | undefined {
  const along = placePoint({ ...wall.place, x: 0, z: 0 }, [1, 0, 0]);
  const inward = placePoint({ ...wall.place, x: 0, z: 0 }, [0, 0, 1]);
  const us: number[] = [];
  let gap = Infinity;
  for (const x of [footprint.x0, footprint.x1]) {
    for (const z of [footprint.z0, footprint.z1]) {
      const [dx, dz] = [x - wall.place.x, z - wall.place.z];
      us.push(dx * along[0] + dz * along[2]);
      gap = Math.min(gap, dx * inward[0] + dz * inward[2]);
    }
  }
  if (gap > NEAR_WALL) return undefined;
  return { u0: Math.min(...us), u1: Math.max(...us), y0: 0, y1: height };
}
