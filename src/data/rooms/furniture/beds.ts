/** Beds and what stands beside them. */
import type { Vec3 } from '../../../base/geometry';
import { Piece } from '../build';
import type { Style } from '../style';
import { tableLamp } from './decor';

export function bed(style: Style): Piece {
  const { random } = style;
  const width = random.pick([1, 1.4, 1.6, 1.8]);
  const depth = 2.08;
  const head = random.between(0.85, 1.2);
  const piece = new Piece(width + 0.06, head, depth);
  const frame = piece.part('bed');
  const front = depth / 2;
  frame.box([0, 0.08, 0.02], [width + 0.02, 0.24, depth - 0.08], style.wood);
  frame.box([0, 0, -front + 0.03], [width + 0.06, head, 0.06], random.uniform() < 0.6 ? style.wood : style.fabric, {
    edge: 0.025,
  });
  frame.box([0, 0.3, 0.02], [width, 0.22, depth - 0.12], style.linen, { edge: 0.07 });
  const blanket = style.accent();
  const cover = random.between(1.2, 1.55);
  frame.box([0, 0.24, front - cover / 2 + 0.005], [width + 0.06, 0.31, cover], blanket, { edge: 0.06 });
  frame.box([0, 0.5, front - cover], [width + 0.05, 0.065, 0.34], style.linen, { edge: 0.03 }); // the turned-down sheet
  if (random.uniform() < 0.4) frame.box([0, 0, front - 0.02], [width + 0.06, 0.55, 0.04], style.wood);
  for (const side of [-1, 1])
    piece.seats.push({ x: side * (width / 2 - 0.12), y: 0.53, z: random.between(0, 0.6), turn: (side * Math.PI) / 2 });
  piece.tops.push({ at: [0, 0.55, front - cover * 0.45], width: width * 0.7, depth: cover * 0.6, turn: 0, soft: true });
  const pillows = piece.part('pillow');
  const count = width > 1.3 ? 2 : 1;
  const linen = random.uniform() < 0.7 ? style.linen : style.accent();
  for (let i = 0; i < count; i++) {
    const x = (i - (count - 1) / 2) * (width / 2);
    const size: Vec3 = [Math.min(width / count - 0.1, 0.68), 0.17, 0.42];
    pillows.box([x, 0.54, -front + 0.32], size, linen, { edge: 0.08, tilt: 0.3, turn: random.between(-0.1, 0.1) });
    if (random.uniform() < 0.5) {
      const small: Vec3 = [0.44, 0.36, 0.13];
      piece.part('pillow').box([x, 0.54, -front + 0.6], small, style.accent(), { edge: 0.06, tilt: -0.5 });
    }
  }
  if (random.uniform() < 0.3) {
    const at: Vec3 = [random.between(-0.3, 0.3), 0.545, front - 0.55];
    piece.part('clothes').box(at, [0.5, 0.05, 0.36], style.accent(), { edge: 0.024, turn: random.between(-1, 1) });
  }
  return piece;
}

export function nightStand(style: Style): Piece {
  const { random } = style;
  const width = random.between(0.4, 0.52);
  const height = random.between(0.48, 0.6);
  const piece = new Piece(width, height, 0.4);
  const body = piece.part('night stand');
  const drawers = random.pick([1, 2]);
  body.box([0, 0.08, 0], [width, height - 0.1, 0.38], style.wood);
  body.box([0, height - 0.025, 0], [width + 0.02, 0.025, 0.4], style.wood);
  for (const x of [-1, 1]) {
    for (const z of [-1, 1]) body.box([(x * (width - 0.05)) / 2, 0, z * 0.16], [0.04, 0.08, 0.04], style.wood);
  }
  const face = (height - 0.16) / drawers;
  for (let i = 0; i < drawers; i++) {
    const y = 0.1 + i * face;
    body.box([0, y + 0.01, 0.195], [width - 0.06, face - 0.02, 0.02], style.wood2);
    body.ellipsoid([0, y + face / 2, 0.215], [0.035, 0.03, 0.03], style.metal);
  }
  piece.tops.push({ at: [-0.08, height, 0.06], width: width * 0.6, depth: 0.26, turn: 0 });
  if (random.uniform() < 0.75) piece.put(tableLamp(style), { y: height, z: -0.03 });
  if (random.uniform() < 0.4) {
    piece.part('books').box([0.1, height, 0.1], [0.14, 0.04, 0.2], style.cover(), { turn: random.between(-0.5, 0.5) });
  }
  return piece;
}

export function dresser(style: Style): Piece {
  const { random } = style;
  const width = random.between(0.9, 1.5);
  const height = random.between(0.78, 1.1);
  const piece = new Piece(width, height, 0.48);
  const body = piece.part('dresser');
  body.box([0, 0.08, 0], [width, height - 0.11, 0.45], style.wood);
  body.box([0, height - 0.03, 0], [width + 0.03, 0.03, 0.48], style.wood);
  for (const side of [-1, 1]) body.box([side * (width / 2 - 0.04), 0, 0.18], [0.06, 0.08, 0.06], style.wood);
  const columns = width > 1.15 ? 2 : 1;
  const rows = Math.round((height - 0.15) / 0.24);
  const [w, h] = [(width - 0.06) / columns, (height - 0.15) / rows];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = (column - (columns - 1) / 2) * w;
      body.box([x, 0.1 + row * h + 0.01, 0.228], [w - 0.025, h - 0.02, 0.02], style.wood2);
      for (const side of columns === 1 ? [-0.25, 0.25] : [0]) {
        body.ellipsoid([x + side * w, 0.1 + (row + 0.5) * h - 0.015, 0.245], [0.07, 0.03, 0.03], style.metal);
      }
    }
  }
  piece.tops.push({ at: [-0.08 * width, height, 0.08], width: width * 0.65, depth: 0.3, turn: 0 });
  if (random.uniform() < 0.5) piece.put(tableLamp(style), { x: width * 0.32, y: height });
  for (let i = 0; i < 3; i++) {
    const x = random.between(-0.4, 0.2) * width;
    const tall = random.between(0.08, 0.22);
    piece
      .part('otherprop')
      .frustum([x, height, random.between(-0.1, 0.1)], [0.09, tall, 0.09], style.accent(), { top: 0.7 });
  }
  return piece;
}

export function wardrobe(style: Style): Piece {
  const { random } = style;
  const doors = random.pick([2, 2, 3]);
  const width = doors * random.between(0.45, 0.52);
  const height = random.between(1.9, 2.15);
  const piece = new Piece(width, height, 0.6);
  const body = piece.part(random.uniform() < 0.6 ? 'cabinet' : 'otherfurniture');
  body.box([0, 0, 0], [width, height, 0.56], style.wood);
  body.box([0, height - 0.06, 0], [width + 0.03, 0.06, 0.6], style.wood);
  const w = width / doors;
  for (let i = 0; i < doors; i++) {
    const x = (i - (doors - 1) / 2) * w;
    body.box([x, 0.1, 0.285], [w - 0.015, height - 0.2, 0.02], style.wood2);
    body.box([x, 0.2, 0.29], [w - 0.14, height * 0.32, 0.02], style.wood);
    body.box([x, 0.3 + height * 0.36, 0.29], [w - 0.14, height * 0.44, 0.02], style.wood);
    body.box([x + (i % 2 === 0 ? 1 : -1) * (w / 2 - 0.05), height * 0.45, 0.3], [0.02, 0.16, 0.03], style.metal);
  }
  if (random.uniform() < 0.4) piece.put(storageBox(style, 0.5), { y: height, x: -0.15 });
  return piece;
}

export function storageBox(style: Style, size: number): Piece {
  const { random } = style;
  const [w, h, d] = [
    size * random.between(0.7, 1),
    size * random.between(0.45, 0.75),
    size * random.between(0.55, 0.8),
  ];
  const piece = new Piece(w, h, d);
  const card = style.plain(random.pick([0xb08a58, 0xb08a58, 0xa67c4c, 0xd9d4c8, 0x4d6f8c]));
  const tape = style.plain(0xcdb68c, { gloss: 0.3 });
  piece
    .part('box')
    .box([0, 0, 0], [w, h, d], card)
    .box([0, 0.002, 0], [0.06, h, d + 0.004], tape)
    .box([0, h - 0.05, 0], [w + 0.01, 0.05, d + 0.01], card);
  return piece;
}
