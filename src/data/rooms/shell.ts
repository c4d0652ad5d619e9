/** The room around the furniture: walls with real openings, floor, ceiling, windows, doors, curtains, blinds. */
import type { Vec3 } from '../../base/geometry';
import { Piece, type Part } from './build';
import { buildOpening } from './openings';
import type { Daytime } from './daytime';
import type { Layout, Opening, Wall } from './layout';
import type { Window } from './lights';
import { mixRgb, rgb, vary, type Pattern } from './materials';
import type { Recipe } from './recipes';
import type { Style } from './style';

const THICK = 0.15; // metres of wall

/** Decides on a door and the windows before anything is furnished. */
export function openWalls(layout: Layout, recipe: Recipe): Window[] {
  const { random, walls, size } = layout;
  const order = random.permutation(4);
  const windows: Window[] = [];
  const doorWall = walls[order[0]!]!;
  const reach = doorWall.length / 2 - 0.62;
  const u = random.uniform() < 0.6 ? random.pick([-reach, reach]) : random.between(-reach, reach);
  layout.open(doorWall, { kind: 'door', u0: u - 0.43, u1: u + 0.43, y0: 0, y1: 2.04, clearBelow: 0, dressing: 'none' });
  const count = random.uniform() < recipe.windowless ? 0 : random.pick([1, 1, 2]);
  for (let i = 0; i < count; i++) {
    const wall = walls[order[i + 1]!]!;
    const width = Math.min(random.between(0.9, 1.9), wall.length - 0.9);
    const bottom = recipe.highWindows ? random.between(1.2, 1.35) : random.pick([0.45, 0.8, 0.95]);
    const top = Math.min(random.between(2, 2.25), size.height - 0.2);
    const middle = random.between(-0.5, 0.5) * (wall.length - width - 0.7);
    const half = width / 2;
    const dressing = recipe.highWindows ? 'none' : random.pick(['long', 'short', 'blinds', 'none', 'long'] as const);
    const opening: Opening = {
      kind: 'window',
      u0: middle - half,
      u1: middle + half,
      y0: bottom,
      y1: top,
      clearBelow: dressing === 'long' ? 0 : bottom - (dressing === 'short' ? 0.2 : 0.06),
      dressing,
    };
    layout.open(wall, opening);
    if (dressing === 'long' || dressing === 'short') {
      for (const side of [-1, 1]) {
        const edge = middle + side * (half + 0.1);
        wall.taken.push({
          u0: edge - 0.2,
          u1: edge + 0.2,
          y0: dressing === 'long' ? 0.02 : bottom - 0.2,
          y1: top + 0.2,
        });
      }
    }
    windows.push({ wall, opening, open: dressing === 'blinds' ? 0.5 : 1 });
  }
  return windows;
}

const FLOORS: Record<Recipe['floor'][number], (style: Style) => number> = {
  planks: (style) => {
    const color = vary(style.random, rgb(style.random.pick([0xb58552, 0x8d5f3a, 0xc9a06c, 0x6d482f, 0xa87b52])), 0.15);
    const second = mixRgb(color, [0.03, 0.015, 0.005], 0.5);
    return style.book.add(color, { pattern: 'planks', second, scale: style.random.between(0.09, 0.17), gloss: 0.22 });
  },
  carpet: (style) => {
    const color = vary(
      style.random,
      rgb(style.random.pick([0xb3a488, 0x9a9389, 0x8c7a63, 0xc7bda8, 0x6f7680, 0x7d6a5c])),
      0.15,
    );
    return style.book.add(color, { pattern: 'carpet', second: mixRgb(color, [0, 0, 0], 0.3), scale: 0.025, gloss: 0 });
  },
  tiles: (style) => {
    const color = vary(style.random, rgb(style.random.pick([0xd8d2c4, 0xbfae94, 0xb3b5b3, 0xc99f7a, 0xe6e3da])), 0.1);
    const scale = style.random.pick([0.2, 0.33, 0.45]);
    return style.book.add(color, {
      pattern: 'tiles',
      second: mixRgb(color, [0.25, 0.23, 0.2], 0.6),
      scale,
      gloss: 0.3,
    });
  },
};

function wallMaterials(style: Style, recipe: Recipe): number[] {
  const { random } = style;
  const color = style.paint();
  const paint = style.book.add(color, { scale: 0.7, gloss: 0.02 });
  const all = [paint, paint, paint, paint];
  if (recipe.tiledWalls) {
    const tiles = style.book.add(vary(random, rgb(random.pick([0xe9e7df, 0xcfdcdc, 0xd9cfb9, 0xb9c7cf])), 0.06), {
      pattern: 'tiles',
      second: rgb(0x9b978e),
      scale: random.pick([0.15, 0.2, 0.3]),
      gloss: 0.3,
    });
    return [tiles, tiles, tiles, tiles];
  }
  if (random.uniform() < 0.35 * (1 - style.level.plain)) {
    const pattern: Pattern = random.pick(['brick', 'stripes', 'flowers', 'plain', 'plain']);
    const base =
      pattern === 'brick'
        ? vary(random, rgb(0x9a5a42), 0.2)
        : pattern === 'plain'
          ? vary(random, rgb(random.pick([0x8f3b30, 0x4f6a72, 0x6e7f58, 0xb9853f])), 0.2)
          : color;
    const second =
      pattern === 'brick'
        ? rgb(0xb8aea0)
        : mixRgb(color, rgb(random.pick([0x7d8a6a, 0x8a6f58, 0x6d7f92, 0xa88a72])), 0.35);
    const scale = pattern === 'brick' ? 0.22 : random.between(0.14, 0.3);
    all[random.below(4)] = style.book.add(base, {
      pattern,
      ...(pattern === 'plain' ? {} : { second }),
      scale,
      gloss: 0.02,
    });
  }
  return all;
}

/** One wall in its own frame, as boxes around its openings, with a skirting board. */
function buildWall(wall: Wall, height: number, look: { paint: number; trim: number }): Piece {
  const piece = new Piece(wall.length, height, THICK);
  const part = piece.part('wall');
  const block = (span: { u0: number; u1: number; y0: number; y1: number }): void => {
    if (span.u1 - span.u0 < 1e-4 || span.y1 - span.y0 < 1e-4) return;
    const at: Vec3 = [(span.u0 + span.u1) / 2, span.y0, -THICK / 2];
    part.box(at, [span.u1 - span.u0, span.y1 - span.y0, THICK], look.paint);
  };
  const board = (u0: number, u1: number): void => {
    if (u1 - u0 > 0.05) part.box([(u0 + u1) / 2, 0, 0.006], [u1 - u0, 0.09, 0.012], look.trim);
  };
  let from = -wall.length / 2;
  const openings = wall.openings.toSorted((a, b) => a.u0 - b.u0);
  for (const { u0, u1, y0, y1, kind } of openings) {
    block({ u0: from === -wall.length / 2 ? from - THICK : from, u1: u0, y0: 0, y1: height });
    block({ u0, u1, y0: 0, y1: y0 });
    block({ u0, u1, y0: y1, y1: height });
    board(from, kind === 'door' ? u0 - 0.07 : u1);
    from = u1;
  }
  const start = openings.length === 0 ? from - THICK : from;
  block({ u0: start, u1: wall.length / 2 + THICK, y0: 0, y1: height });
  board(openings.at(-1)?.kind === 'door' ? from + 0.07 : from, wall.length / 2);
  return piece;
}

function ceilingLamp(part: Part, style: Style, at: { y: number; low: number }): void {
  const glow = style.plain(0xfff1d6, { glow: 2.2 });
  if (at.low > 0.1) {
    part.frustum([0, at.y - at.low, 0], [0.015, at.low, 0.015], style.black);
    part.frustum([0, at.y - at.low - 0.2, 0], [0.44, 0.22, 0.44], style.shade(), { top: 0.35, clear: true });
  } else {
    part.frustum([0, at.y - 0.025, 0], [0.4, 0.025, 0.4], style.metal, { clear: true });
    part.ellipsoid([0, at.y - 0.12, 0], [0.36, 0.2, 0.36], glow, { clear: true });
  }
}

export interface Shell {
  readonly piece: Piece;
  readonly ceilingLight: Vec3;
}

export function buildShell(layout: Layout, style: Style, recipe: Recipe, day: Daytime): Shell {
  const { width, depth, height } = layout.size;
  const { random } = style;
  const piece = new Piece(width, height, depth);
  const around = 2 * THICK;
  const floor = FLOORS[random.pick(recipe.floor)](style);
  piece.part('floor').box([0, -0.1, 0], [width + around, 0.1, depth + around], floor);
  const white = style.plain(0xefede6, { scale: 0.5, gloss: 0 });
  piece.part('ceiling').box([0, height, 0], [width + around, 0.1, depth + around], white);
  const paints = wallMaterials(style, recipe);
  layout.walls.forEach((wall, i) => {
    const look = { paint: paints[i]!, trim: recipe.tiledWalls ? paints[i]! : style.trim };
    piece.put(buildWall(wall, height, look), wall.place);
    for (const opening of wall.openings) piece.put(buildOpening(opening, style, day), wall.place);
  });
  const low = height > 2.55 && recipe.pendant ? height - 2.05 : 0.05;
  ceilingLamp(piece.part('lamp'), style, { y: height, low });
  return { piece, ceilingLight: [0, height - low - 0.16, 0] };
}
