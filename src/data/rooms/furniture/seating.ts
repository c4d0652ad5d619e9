/** Things to sit on. */
import type { Vec3 } from '../../../base/geometry';
import { Piece, type Part } from '../build';
import type { Style } from '../style';

/** Four legs under a box of this width and depth, `inset` from its edges. */
export function legs(
  part: Part,
  box: { width: number; depth: number; height: number; thick: number },
  material: number,
): void {
  const x = box.width / 2 - box.thick;
  const z = box.depth / 2 - box.thick;
  for (const [sx, sz] of [
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1],
  ] as const) {
    part.frustum([sx * x, 0, sz * z], [box.thick, box.height, box.thick], material, { top: 1.25 });
  }
}

/** A cushion leaning back against what is behind it. */
export function cushion(style: Style, at: Vec3, size: number): Piece {
  const piece = new Piece(size, size, 0.16);
  const lean = {
    edge: 0.075,
    tilt: -0.28,
    roll: style.random.between(-0.12, 0.12),
    turn: style.random.between(-0.25, 0.25),
  };
  piece.part('pillow').box(at, [size, size, 0.16], style.accent(), lean);
  return piece;
}

export function sofa(style: Style): Piece {
  const { random } = style;
  const seats = random.pick([2, 2, 3, 3]);
  const arm = random.between(0.16, 0.24);
  const depth = random.between(0.86, 0.96);
  const seatWidth = random.between(0.6, 0.7);
  const width = seats * seatWidth + 2 * arm;
  const back = random.between(0.78, 0.92);
  const piece = new Piece(width, back, depth);
  const body = piece.part('sofa');
  const cloth = style.fabric;
  const armHeight = random.between(0.56, 0.64);
  body.box([0, 0.08, 0], [width - 0.04, 0.22, depth - 0.06], cloth, { edge: 0.03 });
  body.box([0, 0.1, -depth / 2 + 0.12], [width - 0.06, back - 0.16, 0.22], cloth, { edge: 0.09 });
  for (const side of [-1, 1]) {
    body.box([side * (width / 2 - arm / 2), 0.08, 0], [arm, armHeight - 0.08, depth], cloth, { edge: arm * 0.4 });
  }
  for (let i = 0; i < seats; i++) {
    const x = (i - (seats - 1) / 2) * seatWidth;
    body.box([x, 0.29, 0.08], [seatWidth - 0.01, 0.16, depth - 0.24], cloth, { edge: 0.06 });
    const backSize: Vec3 = [seatWidth - 0.02, back - 0.4, 0.2];
    body.box([x, 0.42, -depth / 2 + 0.28], backSize, cloth, { edge: 0.085, tilt: -0.2 });
  }
  legs(body, { width: width - 0.1, depth: depth - 0.1, height: 0.09, thick: 0.05 }, style.wood);
  for (let i = 0; i < seats; i++)
    piece.seats.push({ x: (i - (seats - 1) / 2) * seatWidth, y: 0.45, z: -depth / 2 + 0.5, turn: 0 });
  const cushions = random.below(4);
  for (let i = 0; i < cushions; i++) {
    const side = i % 2 === 0 ? -1 : 1;
    const x = side * ((seats * seatWidth) / 2 - 0.22 - 0.2 * Math.floor(i / 2));
    piece.put(cushion(style, [x, 0.44, -depth / 2 + 0.46], random.between(0.36, 0.46)), {});
  }
  if (random.uniform() < 0.3) {
    const throwAt: Vec3 = [random.between(-0.3, 0.3) * seats, 0.445, 0.1];
    piece
      .part('clothes')
      .box(throwAt, [0.5, 0.03, 0.5], style.accent(), { edge: 0.014, turn: random.between(-0.5, 0.5) });
  }
  return piece;
}

export function armchair(style: Style): Piece {
  const width = style.random.between(0.78, 0.92);
  const depth = style.random.between(0.78, 0.88);
  const piece = new Piece(width, 0.9, depth);
  const cloth = style.fabric2;
  const body = piece.part('chair');
  body.box([0, 0.12, 0.02], [width - 0.1, 0.2, depth - 0.08], cloth, { edge: 0.04 });
  body.box([0, 0.3, 0.06], [width - 0.34, 0.16, depth - 0.2], cloth, { edge: 0.06 });
  body.box([0, 0.25, -depth / 2 + 0.14], [width - 0.14, 0.65, 0.2], cloth, { edge: 0.09, tilt: -0.14 });
  for (const side of [-1, 1]) {
    body.box([side * (width / 2 - 0.09), 0.12, 0], [0.16, 0.46, depth - 0.04], cloth, { edge: 0.07 });
  }
  legs(body, { width: width - 0.06, depth: depth - 0.06, height: 0.13, thick: 0.05 }, style.wood);
  piece.seats.push({ x: 0, y: 0.46, z: -depth / 2 + 0.4, turn: 0 });
  if (style.random.uniform() < 0.4) piece.put(cushion(style, [0, 0.45, -depth / 2 + 0.36], 0.38), {});
  return piece;
}

/** A dining chair: seat, four legs, back of slats or of one panel. */
export function chair(style: Style): Piece {
  const { random } = style;
  const width = 0.44;
  const piece = new Piece(width, 0.92, 0.46);
  const body = piece.part('chair');
  const wood = style.wood2;
  legs(body, { width, depth: 0.44, height: 0.43, thick: 0.04 }, wood);
  const seat = random.uniform() < 0.5 ? style.fabric2 : wood;
  piece.seats.push({ x: 0, y: 0.47, z: -0.05, turn: 0 });
  body.box([0, 0.42, 0], [width, 0.05, 0.44], seat, { edge: 0.02 });
  for (const side of [-1, 1]) body.box([side * 0.19, 0.45, -0.22], [0.035, 0.47, 0.035], wood, { tilt: -0.1 });
  if (random.uniform() < 0.5) {
    for (const x of [-0.1, 0, 0.1]) body.box([x, 0.48, -0.22], [0.035, 0.4, 0.02], wood, { tilt: -0.1 });
    body.box([0, 0.84, -0.245], [0.42, 0.08, 0.03], wood, { tilt: -0.1 });
  } else {
    body.box([0, 0.6, -0.225], [0.4, 0.3, 0.035], seat, { tilt: -0.1, edge: 0.015 });
  }
  return piece;
}

/** A swivel chair on five feet. */
export function officeChair(style: Style): Piece {
  const piece = new Piece(0.62, 0.98, 0.62);
  const body = piece.part('chair');
  const cloth = style.random.uniform() < 0.5 ? style.black : style.fabric2;
  for (let foot = 0; foot < 5; foot++) {
    const turn = (foot * 2 * Math.PI) / 5;
    const at: Vec3 = [0.15 * Math.sin(turn), 0.06, 0.15 * Math.cos(turn)];
    body.box(at, [0.05, 0.04, 0.3], style.black, { turn });
    body.ellipsoid([0.28 * Math.sin(turn), 0, 0.28 * Math.cos(turn)], [0.06, 0.06, 0.06], style.black);
  }
  body.frustum([0, 0.08, 0], [0.06, 0.36, 0.06], style.steel);
  body.box([0, 0.43, 0.02], [0.5, 0.09, 0.48], cloth, { edge: 0.04 });
  body.box([0, 0.54, -0.24], [0.46, 0.44, 0.08], cloth, { edge: 0.038, tilt: -0.12 });
  body.box([0, 0.44, -0.24], [0.08, 0.2, 0.03], style.black);
  piece.seats.push({ x: 0, y: 0.52, z: -0.05, turn: 0 });
  for (const side of [-1, 1]) {
    body.box([side * 0.28, 0.64, 0], [0.05, 0.03, 0.28], style.black, { edge: 0.014 });
    body.box([side * 0.28, 0.46, 0], [0.03, 0.19, 0.05], style.black);
  }
  return piece;
}

export function stool(style: Style): Piece {
  const piece = new Piece(0.5, 0.42, 0.5);
  const body = piece.part('otherfurniture');
  body.box([0, 0.1, 0], [0.5, 0.32, 0.5], style.accent(), { edge: 0.08 });
  piece.seats.push({ x: 0, y: 0.42, z: 0, turn: 0 });
  legs(body, { width: 0.4, depth: 0.4, height: 0.12, thick: 0.04 }, style.wood);
  return piece;
}
