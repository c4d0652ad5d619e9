/** Lamps, plants, books, pictures, mirrors, rugs, bags: what makes a room lived in. */
import type { Vec3 } from '../../../base/geometry';
import { Piece } from '../build';
import type { Style } from '../style';

export function tableLamp(style: Style): Piece {
  const { random } = style;
  const height = random.between(0.42, 0.6);
  const piece = new Piece(0.32, height, 0.32);
  const lamp = piece.part('lamp');
  const foot = random.pick([style.metal, style.ceramic, style.accent(), style.wood]);
  lamp.frustum([0, 0, 0], [0.15, 0.02, 0.15], foot);
  if (random.uniform() < 0.5) lamp.ellipsoid([0, 0.02, 0], [0.16, height * 0.42, 0.16], foot);
  lamp.frustum([0, 0.02, 0], [0.03, height * 0.6, 0.03], foot);
  const shade: Vec3 = [0.3, height * 0.45, 0.3];
  lamp.frustum([0, height * 0.55, 0], shade, style.shade(), { top: random.between(0.55, 0.95), clear: true });
  piece.bulbs.push({ position: [0, height * 0.75, 0], power: random.between(0.18, 0.4) });
  return piece;
}

export function floorLamp(style: Style): Piece {
  const height = style.random.between(1.45, 1.7);
  const piece = new Piece(0.4, height, 0.4);
  const lamp = piece.part('lamp');
  lamp
    .frustum([0, 0, 0], [0.3, 0.03, 0.3], style.metal)
    .frustum([0, 0.02, 0], [0.03, height - 0.25, 0.03], style.metal);
  lamp.frustum([0, height - 0.32, 0], [0.4, 0.3, 0.4], style.shade(), {
    top: style.random.between(0.5, 0.9),
    clear: true,
  });
  piece.bulbs.push({ position: [0, height - 0.17, 0], power: style.random.between(0.4, 0.9) });
  return piece;
}

export function plant(style: Style, height: number): Piece {
  const { random } = style;
  const wide = height * 0.65;
  const piece = new Piece(wide, height, wide);
  const part = piece.part('otherprop');
  const pot = height * 0.3;
  part.frustum([0, 0, 0], [pot * 0.75, pot, pot * 0.75], style.accent(), { top: 1.35 });
  const leaf = style.leaf();
  const leaves = 9;
  for (let i = 0; i < leaves; i++) {
    const turn = (i * 2.4) % (2 * Math.PI);
    const lean = 0.25 + 0.75 * (i / leaves);
    const long = height * random.between(0.42, 0.62) * (1.15 - 0.4 * lean);
    const out = Math.sin(lean) * long * 0.5;
    const at: Vec3 = [Math.sin(turn) * out, pot * 0.9 + (Math.cos(lean) - 1) * long * 0.5, Math.cos(turn) * out];
    part.ellipsoid(at, [long * 0.3, long, long * 0.1], leaf, { tilt: lean, turn });
  }
  return piece;
}

/** A row of books along x, `length` metres of it. */
export function bookRow(style: Style, length: number, room: number): Piece {
  const { random } = style;
  const piece = new Piece(length, room, 0.2);
  const part = piece.part('books');
  let x = -length / 2;
  for (;;) {
    const thick = random.between(0.025, 0.06);
    if (x + thick > length / 2) break;
    const tall = room * random.between(0.65, 0.92);
    part.box([x + thick / 2, 0, 0.01], [thick - 0.003, tall, random.between(0.15, 0.2)], style.cover());
    x += thick;
    if (random.uniform() < 0.04) x += 0.08;
  }
  return piece;
}

export function bookPile(style: Style): Piece {
  const piece = new Piece(0.3, 0.15, 0.3);
  const part = piece.part('books');
  let y = 0;
  for (let i = 0; i < 1 + style.random.below(4); i++) {
    const thick = style.random.between(0.02, 0.045);
    part.box([0, y, 0], [style.random.between(0.14, 0.2), thick, 0.24], style.cover(), {
      turn: style.random.between(-0.3, 0.3),
    });
    y += thick;
  }
  return piece;
}

/** Hangs on a wall: its back is at z = 0, its middle at y = 0. */
export function picture(style: Style): Piece {
  const { random } = style;
  const tall = random.uniform() < 0.45;
  const [long, short] = [random.between(0.5, 1.05), random.between(0.36, 0.7)];
  const [w, h] = tall
    ? [Math.min(long, short), Math.max(long, short) * 0.9]
    : [Math.max(long, short), Math.min(long, short)];
  const frame = random.pick([style.wood, style.black, style.white, style.metal]);
  const piece = new Piece(w, h, 0.04);
  const part = piece.part('picture');
  part.box([0, -h / 2, 0.016], [w, h, 0.03], frame);
  const mount = random.pick([0, 0.05]);
  if (mount > 0) part.box([0, -h / 2 + 0.025, 0.02], [w - 0.05, h - 0.05, 0.026], style.white);
  const edge = 0.05 + 2 * mount;
  part.box([0, -h / 2 + edge / 2, 0.022], [w - edge, h - edge, 0.026], style.picture());
  return piece;
}

export function wallMirror(style: Style): Piece {
  const { random } = style;
  const [w, h] = [random.between(0.5, 0.9), random.between(0.7, 1)];
  const piece = new Piece(w, h, 0.04);
  const glass = style.plain(0xdfe6e6, { mirror: 0.86, gloss: 0.2 });
  const part = piece.part('mirror');
  part.box([0, -h / 2, 0.016], [w, h, 0.03], random.pick([style.wood, style.metal, style.white]));
  part.box([0, -h / 2 + 0.03, 0.02], [w - 0.06, h - 0.06, 0.026], glass);
  return piece;
}

export function whiteboard(style: Style): Piece {
  const { random } = style;
  const [w, h] = [random.between(1.2, 1.9), random.between(0.85, 1.1)];
  const piece = new Piece(w, h, 0.08);
  const board = style.plain(0xf1f3f3, { gloss: 0.35, pattern: 'print', second: [0.45, 0.5, 0.8], scale: 0.3 });
  const part = piece.part('whiteboard');
  part
    .box([0, -h / 2, 0.012], [w, h, 0.022], style.steel)
    .box([0, -h / 2 + 0.02, 0.014], [w - 0.04, h - 0.04, 0.022], board);
  part.box([0, -h / 2 - 0.01, 0.04], [w * 0.5, 0.015, 0.07], style.steel);
  return piece;
}

/** A sheet of paper on a wall: a calendar, a poster, a child's drawing. */
export function calendar(style: Style): Piece {
  const { random } = style;
  const [w, h] = random.pick([
    [0.3, 0.42],
    [0.42, 0.6],
    [0.5, 0.7],
  ] as const);
  const piece = new Piece(w, h, 0.01);
  const part = piece.part('paper');
  const print = style.plain(0xf1efe8, { pattern: 'print', second: [0.12, 0.12, 0.16], scale: 0.14 });
  part.box([0, -h / 2, 0.004], [w, h, 0.006], style.white);
  part.box([0, -h / 2 + 0.02, 0.005], [w - 0.04, h * 0.45, 0.007], print);
  part.box([0, -0.02, 0.005], [w - 0.04, h * 0.5, 0.007], style.picture());
  return piece;
}

/** Flat on the floor. */
export function rug(style: Style, width: number, depth: number): Piece {
  const { random } = style;
  const piece = new Piece(width, 0.015, depth);
  const round = random.uniform() < 0.15;
  const look = { pattern: random.uniform() < 0.7 ? ('rug' as const) : ('carpet' as const), scale: 0.12, gloss: 0 };
  const base = style.plain(random.pick([0x7a2b26, 0x9c8a6a, 0x3a4a5e, 0xb9ad98, 0x5a3a2c, 0x6d7a63, 0x8d8d8a]), {
    ...look,
    second: [random.between(0.1, 0.7), random.between(0.1, 0.6), random.between(0.08, 0.5)],
  });
  const part = piece.part('floor mat');
  if (round) part.frustum([0, 0, 0], [Math.min(width, depth), 0.014, Math.min(width, depth)], base);
  else part.box([0, 0, 0], [width, 0.014, depth], base);
  return piece;
}

export function bag(style: Style): Piece {
  const piece = new Piece(0.36, 0.44, 0.24);
  const cloth = style.accent();
  const part = piece.part('bag');
  part.box([0, 0, 0], [0.34, 0.36, 0.2], cloth, { edge: 0.08, tilt: -0.1 });
  part.box([0, 0.06, 0.1], [0.24, 0.16, 0.08], cloth, { edge: 0.035, tilt: -0.1 });
  part
    .box([-0.06, 0.34, -0.03], [0.02, 0.1, 0.03], style.black)
    .box([0.06, 0.34, -0.03], [0.02, 0.1, 0.03], style.black);
  part.box([0, 0.42, -0.03], [0.14, 0.02, 0.03], style.black);
  return piece;
}

/** Clothes dropped on the floor. */
export function clothesPile(style: Style): Piece {
  const { random } = style;
  const piece = new Piece(0.6, 0.16, 0.5);
  const part = piece.part('clothes');
  for (let i = 0; i < 4; i++) {
    const at: Vec3 = [random.between(-0.14, 0.14), 0, random.between(-0.1, 0.1)];
    const size: Vec3 = [random.between(0.25, 0.42), random.between(0.05, 0.16), random.between(0.18, 0.32)];
    part.ellipsoid(at, size, style.accent(), { turn: random.between(0, 3) });
  }
  return piece;
}

/** Coats on hooks; hangs on a wall. */
export function coatRack(style: Style): Piece {
  const piece = new Piece(1.25, 0.9, 0.25);
  piece.part('otherfurniture').box([0, 0.37, 0.012], [1.25, 0.1, 0.02], style.wood);
  for (let i = 0; i < 3; i++) {
    const x = (i - 1) * 0.42 + style.random.between(-0.03, 0.03);
    const long = style.random.between(0.6, 0.95);
    const coat = piece.part('clothes');
    const cloth = style.cloth();
    coat.box([x, 0.34 - long, 0.1], [0.32, long, 0.13], cloth, { edge: 0.06 });
    for (const side of [-1, 1]) {
      coat.box([x + side * 0.17, 0.3 - long * 0.62, 0.1], [0.09, long * 0.62, 0.1], cloth, {
        edge: 0.04,
        roll: side * 0.1,
      });
    }
    coat.frustum([x, 0.34, 0.1], [0.14, 0.04, 0.1], cloth, { top: 0.6 });
  }
  return piece;
}

/** Ribs of a radiator; hangs low on a wall. */
export function radiator(style: Style): Piece {
  const width = style.random.between(0.7, 1.2);
  const piece = new Piece(width, 0.56, 0.12);
  const part = piece.part('otherstructure');
  const ribs = Math.round(width / 0.07);
  for (let i = 0; i < ribs; i++) {
    part.box([(i - (ribs - 1) / 2) * 0.07, -0.28, 0.065], [0.055, 0.56, 0.09], style.white, { edge: 0.02 });
  }
  part
    .box([0, 0.2, 0.06], [width - 0.05, 0.04, 0.05], style.white)
    .box([0, -0.24, 0.06], [width - 0.05, 0.04, 0.05], style.white);
  return piece;
}
