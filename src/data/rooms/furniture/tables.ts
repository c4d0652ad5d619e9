/** Tables and desks, with what lies on them and who sits at them. */
import type { Vec3 } from '../../../base/geometry';
import { Piece } from '../build';
import type { Style } from '../style';
import { bookPile, plant, tableLamp } from './decor';
import { chair, legs, officeChair } from './seating';

export function coffeeTable(style: Style): Piece {
  const { random } = style;
  const width = random.between(0.8, 1.2);
  const depth = random.between(0.5, 0.65);
  const height = random.between(0.38, 0.46);
  const piece = new Piece(width, height, depth);
  const body = piece.part('table');
  if (random.uniform() < 0.3) {
    body.frustum([0, height - 0.04, 0], [width, 0.04, depth], style.wood);
  } else {
    body.box([0, height - 0.04, 0], [width, 0.04, depth], style.wood);
    if (random.uniform() < 0.6) body.box([0, 0.12, 0], [width - 0.12, 0.02, depth - 0.1], style.wood);
  }
  legs(body, { width: width * 0.86, depth: depth * 0.86, height: height - 0.04, thick: 0.05 }, style.wood);
  if (random.uniform() < 0.7) piece.put(bookPile(style), { x: -0.2, y: height, turn: random.between(-1, 1) });
  if (random.uniform() < 0.6) piece.put(bowl(style), { x: 0.18, y: height });
  piece.tops.push({ at: [-0.2, height, depth * 0.22], width: width * 0.55, depth: depth * 0.5, turn: 0 });
  piece.tops.push({ at: [width * 0.2, height, -depth * 0.25], width: width * 0.55, depth: depth * 0.45, turn: 0 });
  if (random.uniform() < 0.3) {
    piece.part('paper').box([0.05, height, 0.12], [0.21, 0.006, 0.3], paper(style), { turn: random.between(-1, 1) });
  }
  return piece;
}

function paper(style: Style): number {
  return style.plain(0xf1efe8, { pattern: 'print', second: [0.1, 0.1, 0.12], scale: 0.1 });
}

function bowl(style: Style): Piece {
  const piece = new Piece(0.28, 0.12, 0.28);
  const part = piece.part('otherprop');
  part.frustum([0, 0, 0], [0.14, 0.08, 0.14], style.accent(), { top: 1.9 });
  for (const [x, z] of [
    [-0.05, 0],
    [0.05, 0.03],
    [0, -0.05],
  ] as const) {
    part.ellipsoid([x, 0.05, z], [0.085, 0.085, 0.085], style.plain(style.random.pick([0xc0392b, 0xd98e2b, 0x8aa63a])));
  }
  return piece;
}

/** A dining table with its chairs half under it: one group. */
export function diningSet(style: Style): Piece {
  const { random } = style;
  const width = random.pick([0.9, 1.3, 1.6]);
  const depth = 0.85;
  const [overhang, height] = [0.4, 0.75];
  const piece = new Piece(width + (width < 1 ? 0.2 : 2 * overhang), 0.95, depth + 2 * overhang);
  const table = piece.part('table');
  const round = width < 1 && random.uniform() < 0.6;
  if (round) {
    table.frustum([0, height - 0.035, 0], [width, 0.035, width], style.wood);
    table.frustum([0, 0.03, 0], [0.16, height - 0.06, 0.16], style.wood, { top: 0.6 });
    table.frustum([0, 0, 0], [0.5, 0.04, 0.5], style.wood, { top: 0.6 });
  } else {
    table.box([0, height - 0.035, 0], [width, 0.035, depth], style.wood);
    table.box([0, height - 0.11, 0], [width - 0.14, 0.08, depth - 0.14], style.wood);
    legs(table, { width: width - 0.04, depth: depth - 0.04, height: height - 0.03, thick: 0.06 }, style.wood);
  }
  const perSide = width > 1.2 ? 2 : 1;
  for (const side of [-1, 1]) {
    for (let i = 0; i < perSide; i++) {
      const x = (i - (perSide - 1) / 2) * 0.6;
      const z = side * (depth / 2 + random.between(0.06, 0.12));
      const seat = chair(style);
      const table = height;
      seat.seats.splice(0, 1, { ...seat.seats[0]!, table });
      piece.put(seat, { x, z, turn: (side > 0 ? Math.PI : 0) + random.between(-0.12, 0.12) });
    }
    if (perSide === 2 && random.uniform() < 0.6) {
      piece.put(chair(style), { x: side * (width / 2 + 0.14), turn: side > 0 ? -Math.PI / 2 : Math.PI / 2 });
    }
  }
  piece.put(random.uniform() < 0.5 ? bowl(style) : plant(style, 0.35), { y: height });
  for (const side of [-1, 1])
    piece.tops.push({ at: [0, height, side * depth * 0.28], width: width * 0.75, depth: depth * 0.4, turn: 0 });
  for (const x of [-0.3, 0.3]) {
    if (random.uniform() < 0.6) {
      piece.part('otherprop').frustum([x, height, 0.22], [0.2, 0.02, 0.2], style.ceramic, { top: 1.3 });
      piece.part('otherprop').frustum([x + 0.16, height, 0.1], [0.07, 0.11, 0.07], style.ceramic, { top: 1.1 });
    }
  }
  return piece;
}

/** A small table, with a lamp more often than not. */
export function sideTable(style: Style): Piece {
  const { random } = style;
  const size = random.between(0.42, 0.55);
  const height = random.between(0.5, 0.62);
  const piece = new Piece(size, height, size);
  const body = piece.part('table');
  if (random.uniform() < 0.5) {
    body.frustum([0, height - 0.03, 0], [size, 0.03, size], style.wood2);
    body.frustum([0, 0.02, 0], [0.07, height - 0.04, 0.07], style.wood2);
    body.frustum([0, 0, 0], [size * 0.7, 0.03, size * 0.7], style.wood2, { top: 0.7 });
  } else {
    body
      .box([0, height - 0.03, 0], [size, 0.03, size], style.wood2)
      .box([0, 0.15, 0], [size - 0.06, 0.02, size - 0.06], style.wood2);
    legs(body, { width: size, depth: size, height: height - 0.03, thick: 0.035 }, style.wood2);
  }
  if (random.uniform() < 0.7) piece.put(tableLamp(style), { y: height });
  else piece.put(plant(style, 0.45), { y: height });
  return piece;
}

/** A desk with screen, keyboard, lamp, papers, and the chair in front of it: one group. */
export function desk(style: Style): Piece {
  const { random } = style;
  const width = random.between(1.15, 1.6);
  const top = 0.74;
  const chairRoom = 0.42;
  const piece = new Piece(width, 0.98, 0.68 + chairRoom);
  const back = -(0.68 + chairRoom) / 2;
  const z = back + 0.34;
  const body = piece.part('desk');
  body.box([0, top - 0.035, z], [width, 0.035, 0.68], style.wood);
  const drawerSide = random.pick([-1, 1]);
  body.box([drawerSide * (width / 2 - 0.22), 0, z], [0.4, top - 0.035, 0.62], style.wood);
  for (let i = 0; i < 3; i++) {
    const at: Vec3 = [drawerSide * (width / 2 - 0.22), 0.05 + i * 0.22, z + 0.31];
    body
      .box(at, [0.36, 0.2, 0.02], style.wood2)
      .box([at[0], at[1] + 0.09, z + 0.325], [0.12, 0.02, 0.025], style.metal);
  }
  body.box([-drawerSide * (width / 2 - 0.02), 0, z], [0.035, top - 0.035, 0.64], style.wood);
  body.box([0, 0.35, back + 0.04], [width - 0.08, 0.35, 0.02], style.wood);
  piece.put(computer(style), { x: -drawerSide * 0.12, y: top, z });
  if (random.uniform() < 0.6) piece.put(tableLamp(style), { x: drawerSide * (width / 2 - 0.17), y: top, z: z - 0.15 });
  if (random.uniform() < 0.6) piece.put(bookPile(style), { x: drawerSide * (width / 2 - 0.25), y: top, z: z + 0.15 });
  const sheet: Vec3 = [-drawerSide * (width / 2 - 0.2), top, z + 0.1];
  piece.part('paper').box(sheet, [0.21, 0.008, 0.3], paper(style), { turn: random.between(-0.6, 0.6) });
  piece.tops.push({ at: [drawerSide * 0.1, top, z + 0.2], width: width * 0.5, depth: 0.26, turn: 0 });
  const seat = random.uniform() < 0.6 ? officeChair(style) : chair(style);
  seat.seats.splice(0, 1, { ...seat.seats[0]!, table: top });
  piece.put(seat, { x: -drawerSide * 0.15, z: z + 0.52, turn: Math.PI + random.between(-0.5, 0.5) });
  return piece;
}

function computer(style: Style): Piece {
  const { random } = style;
  const piece = new Piece(0.6, 0.5, 0.4);
  const screen = piece.part('television');
  const on = random.uniform() < 0.6;
  const picture = style.plain(0x0c0d10, {
    pattern: 'screen',
    second: [0.3, 0.45, 0.7],
    gloss: 0.4,
    glow: on ? 0.9 : 0,
  });
  screen.box([0, 0.12, -0.18], [0.56, 0.34, 0.03], style.black).box([0, 0.135, -0.172], [0.53, 0.31, 0.02], picture);
  screen.box([0, 0.01, -0.2], [0.05, 0.2, 0.03], style.black).frustum([0, 0, -0.2], [0.24, 0.015, 0.18], style.black);
  piece.part('otherprop').box([0, 0, 0.08], [0.44, 0.02, 0.15], style.plain(random.pick([0x1c1c1e, 0xd4d3cd])));
  piece.part('otherprop').ellipsoid([0.3, 0, 0.1], [0.06, 0.035, 0.1], style.black);
  return piece;
}
