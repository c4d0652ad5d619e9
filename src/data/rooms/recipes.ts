/** What belongs in which room, and how it stands together. A new kind of room is one recipe and one line. */
import { turnY, type Vec3 } from '../../base/geometry';
import type { Random } from '../../base/random';
import { bathtub } from './furniture/bath';
import { rug } from './furniture/decor';
import { counterRun } from './furniture/kitchen';
import { FURNITURE, type FurnitureName } from './furniture/index';
import { placePoint } from './build';
import type { Layout, Placement, Wall } from './layout';
import type { Style } from './style';

export interface Recipe {
  size(random: Random): { width: number; depth: number; height: number };
  readonly floor: readonly ('planks' | 'carpet' | 'tiles')[];
  /** Chance of no window at all. */
  readonly windowless: number;
  readonly highWindows?: boolean;
  readonly tiledWalls?: boolean;
  readonly pendant?: boolean;
  furnish(layout: Layout, style: Style): void;
}

function sized(width: readonly [number, number], depth: readonly [number, number]): Recipe['size'] {
  return (random) => ({
    width: random.between(...width),
    depth: random.between(...depth),
    height: random.between(2.45, 2.8),
  });
}

/** Puts up to one of each name against a wall, in this order. */
function line(layout: Layout, style: Style, names: readonly FurnitureName[]): void {
  for (const name of names) layout.against(name, FURNITURE[name](style));
}

/** Things on the floor, each with this chance. */
function scatter(layout: Layout, style: Style, things: readonly (readonly [FurnitureName, number])[]): void {
  for (const [name, chance] of things) {
    if (layout.random.uniform() >= chance * style.level.scatter) continue;
    const piece = FURNITURE[name](style);
    if (layout.random.uniform() < 0.75) layout.against(name, piece, { front: 0 });
    else layout.anywhere(name, piece);
  }
}

function decorate(layout: Layout, style: Style, pictures: number): void {
  if (layout.random.uniform() < 0.45) layout.hang('radiator', FURNITURE.radiator(style), 0.4);
  const count = Math.round(pictures * style.level.scatter ** 0.5);
  for (let i = 0; i < count; i++) layout.hang('picture', FURNITURE.picture(style), layout.random.between(1.5, 1.68));
  if (layout.random.uniform() < 0.35 * style.level.scatter)
    layout.hang('calendar', FURNITURE.calendar(style), layout.random.between(1.45, 1.6));
}

function wallBehind(layout: Layout, placement: Placement): Wall | undefined {
  return layout.walls.find((wall) => Math.abs(wall.place.turn - placement.place.turn) < 1e-6);
}

function wallFacing(layout: Layout, placement: Placement): Wall | undefined {
  const behind = layout.walls.findIndex((wall) => Math.abs(wall.place.turn - placement.place.turn) < 1e-6);
  return layout.walls[(behind + 2) % 4];
}

/** Where along a wall a placement stands. */
function alongWall(wall: Wall, placement: Placement): number {
  const from: Vec3 = [placement.place.x - wall.place.x, 0, placement.place.z - wall.place.z];
  return turnY(from, -wall.place.turn)[0];
}

function rugBefore(
  layout: Layout,
  style: Style,
  anchor: Placement,
  size: { width: number; depth: number; off: number },
): void {
  const [x, , z] = placePoint(anchor.place, [0, 0, anchor.piece.depth / 2 + size.off]);
  layout.lay(rug(style, size.width, size.depth), { ...anchor.place, x, z, y: 0.001 });
}

function sittingGroup(layout: Layout, style: Style): void {
  const { random } = layout;
  const sofa = layout.against('sofa', FURNITURE.sofa(style), { front: 0.3 });
  if (!sofa) return;
  const half = sofa.piece.width / 2;
  const front = sofa.piece.depth / 2;
  if (random.uniform() < 0.75) {
    rugBefore(layout, style, sofa, { width: random.between(1.7, 2.4), depth: random.between(1.2, 1.6), off: 0.75 });
  }
  const table = FURNITURE.coffeeTable(style);
  layout.keepFree.splice(-1); // the coffee table may stand where the sofa's front was kept free
  layout.beside(sofa, 'coffeeTable', table, { x: random.between(-0.15, 0.15), z: front + 0.38 + table.depth / 2 });
  const behind = wallBehind(layout, sofa);
  for (const side of random.pick([[-1], [1], [-1, 1]])) {
    const piece = random.uniform() < 0.65 ? FURNITURE.sideTable(style) : FURNITURE.floorLamp(style);
    layout.beside(sofa, 'sideTable', piece, {
      x: side * (half + piece.width / 2 + 0.08),
      z: piece.depth / 2 - front + 0.02,
    });
  }
  const armchair = FURNITURE.armchair(style);
  const side = random.pick([-1, 1]);
  if (random.uniform() < 0.75) {
    const at = { x: side * (half * 0.6 + 0.85), z: front + 0.75, turn: side * -1.25 + random.between(-0.2, 0.2) };
    layout.beside(sofa, 'armchair', armchair, at);
  }
  const facing = wallFacing(layout, sofa);
  if (facing && behind)
    layout.against('tvStand', FURNITURE.tvStand(style), { walls: [facing], at: -alongWall(behind, sofa) });
  if (behind && random.uniform() < 0.8)
    layout.hang('picture', FURNITURE.picture(style), 1.62, { walls: [behind], at: alongWall(behind, sofa) });
}

const livingRoom: Recipe = {
  size: sized([4, 5.6], [3.8, 5.2]),
  floor: ['planks', 'carpet', 'planks'],
  windowless: 0.05,
  furnish(layout, style) {
    sittingGroup(layout, style);
    line(layout, style, ['bookshelf']);
    if (layout.random.uniform() < 0.5) line(layout, style, ['cabinet']);
    if (layout.random.uniform() < 0.4) line(layout, style, ['bookshelf']);
    if (layout.random.uniform() < 0.35) layout.hang('wallShelves', FURNITURE.wallShelves(style), 1.5);
    if (layout.random.uniform() < 0.35) layout.anywhere('diningSet', FURNITURE.diningSet(style), 0.5);
    scatter(layout, style, [
      ['plant', 0.6],
      ['floorLamp', 0.4],
      ['stool', 0.5],
      ['armchair', 0.4],
      ['box', 0.25],
      ['bag', 0.35],
    ]);
    if (layout.random.uniform() < 0.15) line(layout, style, ['rack']);
    if (layout.random.uniform() < 0.2) layout.hang('wallMirror', FURNITURE.wallMirror(style), 1.5);
    decorate(layout, style, 4);
  },
};

const bedroom: Recipe = {
  size: sized([3.2, 4.6], [3.2, 4.4]),
  floor: ['carpet', 'planks', 'carpet'],
  windowless: 0.05,
  furnish(layout, style) {
    const { random } = layout;
    const bed = layout.against('bed', FURNITURE.bed(style), { front: 0.5 });
    if (bed) {
      for (const side of [-1, 1]) {
        const stand = FURNITURE.nightStand(style);
        const x = side * (bed.piece.width / 2 + stand.width / 2 + 0.06);
        layout.beside(bed, 'nightStand', stand, { x, z: stand.depth / 2 - bed.piece.depth / 2 + 0.02 });
      }
      if (random.uniform() < 0.5)
        rugBefore(layout, style, bed, { width: random.between(1.4, 2), depth: 1.1, off: -0.2 });
      const behind = wallBehind(layout, bed);
      if (behind)
        layout.hang('picture', FURNITURE.picture(style), 1.65, { walls: [behind], at: alongWall(behind, bed) });
    }
    const dresser = layout.against('dresser', FURNITURE.dresser(style));
    const wall = dresser && wallBehind(layout, dresser);
    if (wall && random.uniform() < 0.65)
      layout.hang('wallMirror', FURNITURE.wallMirror(style), 1.68, { walls: [wall], at: alongWall(wall, dresser) });
    if (random.uniform() < 0.75) line(layout, style, ['wardrobe']);
    if (random.uniform() < 0.45) line(layout, style, ['desk']);
    if (random.uniform() < 0.35) line(layout, style, ['bookshelf']);
    if (random.uniform() < 0.15) line(layout, style, ['rack']);
    if (random.uniform() < 0.3) layout.hang('coatRack', FURNITURE.coatRack(style), 1.45);
    scatter(layout, style, [
      ['clothesPile', 0.45],
      ['bag', 0.4],
      ['box', 0.35],
      ['chair', 0.4],
      ['plant', 0.3],
      ['armchair', 0.25],
      ['stool', 0.2],
    ]);
    decorate(layout, style, 3);
  },
};

const kitchen: Recipe = {
  size: sized([3.2, 4.8], [3, 4.6]),
  floor: ['tiles', 'planks', 'tiles'],
  windowless: 0.15,
  pendant: true,
  furnish(layout, style) {
    const { random } = layout;
    const longest = Math.max(layout.size.width, layout.size.depth);
    let counter: Placement | undefined;
    for (const length of [0.8 * longest, 2.6, 2.2, 1.8]) {
      counter ??= layout.against('counter', counterRun(style, Math.min(length, 3.4)), { front: 0.7 });
    }
    if (counter) {
      const fridge = FURNITURE.refrigerator(style);
      const x = random.pick([-1, 1]) * (counter.piece.width / 2 + fridge.width / 2 + 0.04);
      const at = { x, z: fridge.depth / 2 - counter.piece.depth / 2 };
      if (
        !layout.beside(counter, 'refrigerator', fridge, at) &&
        !layout.beside(counter, 'refrigerator', fridge, { ...at, x: -x })
      ) {
        layout.against('refrigerator', fridge, { front: 0.5 });
      }
    }
    layout.anywhere('diningSet', FURNITURE.diningSet(style), 0.35);
    if (random.uniform() < 0.5) line(layout, style, ['cabinet']);
    if (random.uniform() < 0.3) line(layout, style, ['rack']);
    if (random.uniform() < 0.35) layout.hang('wallShelves', FURNITURE.wallShelves(style), 1.5);
    scatter(layout, style, [
      ['chair', 0.5],
      ['box', 0.35],
      ['plant', 0.3],
      ['bag', 0.25],
    ]);
    decorate(layout, style, 3);
  },
};

const office: Recipe = {
  size: sized([3.2, 5], [3.2, 4.8]),
  floor: ['carpet', 'carpet', 'planks'],
  windowless: 0.15,
  furnish(layout, style) {
    const { random } = layout;
    line(layout, style, ['desk']);
    if (random.uniform() < 0.6) line(layout, style, ['desk']);
    layout.hang('whiteboard', FURNITURE.whiteboard(style), 1.55);
    line(layout, style, ['bookshelf', 'filingCabinet']);
    if (random.uniform() < 0.5) line(layout, style, ['bookshelf']);
    if (random.uniform() < 0.4) line(layout, style, ['cabinet']);
    if (random.uniform() < 0.3) line(layout, style, ['rack']);
    if (random.uniform() < 0.5) layout.hang('wallShelves', FURNITURE.wallShelves(style), 1.55);
    if (random.uniform() < 0.4) layout.anywhere('diningSet', FURNITURE.diningSet(style), 0.35);
    if (random.uniform() < 0.3) line(layout, style, ['sofa']);
    scatter(layout, style, [
      ['box', 0.7],
      ['box', 0.4],
      ['chair', 0.5],
      ['bag', 0.5],
      ['plant', 0.45],
      ['floorLamp', 0.25],
    ]);
    if (random.uniform() < 0.3) layout.hang('coatRack', FURNITURE.coatRack(style), 1.45);
    decorate(layout, style, 2);
  },
};

const bathroom: Recipe = {
  size: sized([2.2, 3], [2.5, 3.3]),
  floor: ['tiles'],
  windowless: 0.4,
  highWindows: true,
  tiledWalls: true,
  furnish(layout, style) {
    const { random } = layout;
    for (const width of [1.75, 1.6]) {
      if (layout.placements.length === 0) layout.against('bathtub', bathtub(style, width), { front: 0.35 });
    }
    layout.against('vanity', FURNITURE.vanity(style), { front: 0.5 });
    const toilet = layout.against('toilet', FURNITURE.toilet(style), { front: 0.4 });
    const anchor = layout.placements[0];
    if (anchor) rugBefore(layout, style, anchor, { width: 0.8, depth: 0.5, off: 0.32 });
    layout.hang('towelRail', FURNITURE.towelRail(style), 1.2);
    if (random.uniform() < 0.6) layout.hang('towelRail', FURNITURE.towelRail(style), 1.35);
    if (random.uniform() < 0.3) line(layout, style, ['rack']);
    if (toilet && random.uniform() < 0.5)
      scatter(layout, style, [
        ['clothesPile', 0.5],
        ['plant', 0.3],
        ['box', 0.3],
      ]);
    decorate(layout, style, 1);
  },
};

export const RECIPES = { livingRoom, bedroom, kitchen, office, bathroom } satisfies Record<string, Recipe>;
export type RoomKind = keyof typeof RECIPES;
