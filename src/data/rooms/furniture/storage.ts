/** Shelves, cabinets, and the television on its stand. */
import { Piece } from '../build';
import type { Style } from '../style';
import { storageBox } from './beds';
import { bookPile, bookRow, plant, tableLamp } from './decor';

export function bookshelf(style: Style): Piece {
  const { random } = style;
  const width = random.between(0.75, 1.25);
  const rows = random.pick([3, 4, 5]);
  const height = rows * 0.36 + 0.1;
  const depth = 0.32;
  const piece = new Piece(width, height, depth);
  const frame = piece.part('bookshelf');
  for (const side of [-1, 1]) frame.box([side * (width / 2 - 0.0125), 0, 0], [0.025, height, depth], style.wood);
  frame.box([0, 0, -depth / 2 + 0.01], [width - 0.05, height, 0.015], style.wood);
  const gap = (height - 0.1) / rows;
  for (let row = 0; row <= rows; row++)
    frame.box([0, 0.06 + row * gap, 0.005], [width - 0.05, 0.022, depth - 0.02], style.wood);
  frame.box([0, 0, 0.02], [width - 0.05, 0.06, depth - 0.06], style.wood);
  for (let row = 0; row < rows; row++) {
    const y = 0.083 + row * gap;
    const length = (width - 0.06) * random.pick([1, 1, 0.6, 0.45]);
    const left = -(width - 0.06 - length) / 2;
    if (random.uniform() < 0.9) piece.put(bookRow(style, length, gap - 0.04), { x: left, y });
    const rest = width - 0.06 - length;
    if (rest > 0.3) {
      const thing = random.uniform() < 0.5 ? bookPile(style) : vase(style);
      piece.put(thing, { x: (width - 0.06) / 2 - rest / 2, y });
    }
  }
  if (random.uniform() < 0.4) piece.put(storageBox(style, 0.35), { y: height, x: random.between(-0.2, 0.2) });
  else piece.tops.push({ at: [0, 0.082 + rows * gap, 0], width: width * 0.7, depth: 0.24, turn: 0 });
  return piece;
}

function vase(style: Style): Piece {
  const piece = new Piece(0.14, 0.24, 0.14);
  const part = piece.part('otherprop');
  part
    .ellipsoid([0, 0, 0], [0.14, 0.18, 0.14], style.accent())
    .frustum([0, 0.14, 0], [0.05, 0.1, 0.05], style.accent(), { top: 1.4 });
  return piece;
}

/** Boards on a wall, 1.2 to 1.9 m up, with things on them; stands at the wall with nothing below. */
export function wallShelves(style: Style): Piece {
  const { random } = style;
  const width = random.between(0.8, 1.3);
  const piece = new Piece(width, 0.75, 0.25);
  const boards = piece.part('shelves');
  for (const y of [-0.2, 0.18]) {
    boards.box([0, y, 0.125], [width, 0.025, 0.24], style.wood);
    for (const x of [-0.35, 0.35]) boards.box([x * width, y - 0.1, 0.06], [0.02, 0.1, 0.12], style.metal);
    piece.put(bookRow(style, width * 0.5, 0.28), { x: -width * 0.2, y: y + 0.025, z: 0.12 });
    piece.put(random.uniform() < 0.5 ? vase(style) : plant(style, 0.26), { x: width * 0.32, y: y + 0.025, z: 0.125 });
  }
  return piece;
}

export function cabinet(style: Style): Piece {
  const { random } = style;
  const doors = random.pick([2, 2, 3]);
  const width = doors * random.between(0.42, 0.5);
  const height = random.pick([0.8, 0.9, 1.25]);
  const piece = new Piece(width, height, 0.45);
  const body = piece.part('cabinet');
  body
    .box([0, 0.06, 0], [width, height - 0.06, 0.42], style.wood)
    .box([0, 0, -0.02], [width - 0.06, 0.07, 0.36], style.black);
  body.box([0, height, 0], [width + 0.03, 0.025, 0.45], style.wood);
  const w = width / doors;
  for (let i = 0; i < doors; i++) {
    const x = (i - (doors - 1) / 2) * w;
    body.box([x, 0.09, 0.215], [w - 0.02, height - 0.13, 0.02], style.wood2);
    body.box([x + (i % 2 === 0 ? 1 : -1) * (w / 2 - 0.06), height * 0.6, 0.23], [0.02, 0.1, 0.025], style.metal);
  }
  piece.tops.push({ at: [0, height + 0.025, 0.04], width: width * 0.7, depth: 0.3, turn: 0 });
  const on = random.uniform();
  if (on < 0.35) piece.put(tableLamp(style), { y: height + 0.025, x: width * 0.25 });
  else if (on < 0.6) piece.put(plant(style, 0.5), { y: height + 0.025, x: -width * 0.2 });
  if (random.uniform() < 0.5) piece.put(bookPile(style), { y: height + 0.025, x: -0.05 * width, z: 0.02 });
  return piece;
}

/** Filing cabinet: steel, two to four drawers. */
export function filingCabinet(style: Style): Piece {
  const drawers = style.random.pick([2, 3, 4]);
  const height = drawers * 0.33 + 0.05;
  const piece = new Piece(0.46, height, 0.6);
  const paint = style.plain(style.random.pick([0xb9b8ae, 0x6c7075, 0x3b3e42, 0xcbc5b2]), { gloss: 0.25 });
  const body = piece.part('cabinet');
  body.box([0, 0, 0], [0.46, height, 0.58], paint);
  for (let i = 0; i < drawers; i++) {
    const y = 0.03 + i * 0.33;
    body.box([0, y, 0.29], [0.43, 0.31, 0.02], paint).box([0, y + 0.2, 0.305], [0.14, 0.03, 0.02], style.steel);
  }
  if (style.random.uniform() < 0.5) piece.put(storageBox(style, 0.4), { y: height });
  else piece.tops.push({ at: [0, height, 0], width: 0.42, depth: 0.5, turn: 0 });
  return piece;
}

/** An open rack with four boards: boxes, towels, bottles. */
export function rack(style: Style): Piece {
  const { random } = style;
  const [width, depth] = [random.between(0.7, 1.1), 0.4];
  const height = random.between(1.4, 1.85);
  const piece = new Piece(width, height, depth);
  const frame = piece.part('shelves');
  const material = random.uniform() < 0.5 ? style.metal : style.wood2;
  for (const x of [-1, 1])
    for (const z of [-1, 1])
      frame.box([(x * (width - 0.04)) / 2, 0, (z * (depth - 0.04)) / 2], [0.035, height, 0.035], material);
  const gap = (height - 0.16) / 3;
  for (let row = 0; row < 4; row++) {
    const y = 0.12 + row * gap;
    frame.box([0, y, 0], [width, 0.03, depth], material);
    if (row === 3) piece.tops.push({ at: [0, y + 0.03, 0], width: width * 0.8, depth: 0.3, turn: 0 });
    else rackThings(piece, style, { y: y + 0.03, width: width - 0.1, room: gap - 0.06 });
  }
  return piece;
}

function rackThings(piece: Piece, style: Style, board: { y: number; width: number; room: number }): void {
  const { random } = style;
  for (const side of [-1, 1]) {
    const x = (side * board.width) / 4;
    const draw = random.uniform();
    if (draw < 0.35) piece.put(storageBox(style, Math.min(board.width / 2, 0.42)), { x, y: board.y });
    else if (draw < 0.55) {
      const towels = piece.part('towel');
      for (let i = 0; i < 3; i++)
        towels.box([x, board.y + i * 0.065, 0], [0.3, 0.065, 0.28], style.accent(), { edge: 0.03 });
    } else if (draw < 0.8) piece.put(bookRow(style, board.width / 2 - 0.04, board.room), { x, y: board.y });
    else piece.put(vase(style), { x, y: board.y });
  }
}

export function tvStand(style: Style): Piece {
  const { random } = style;
  const width = random.between(1.2, 1.7);
  const height = random.between(0.42, 0.56);
  const piece = new Piece(width, height + 0.75, 0.45);
  const body = piece.part(random.uniform() < 0.6 ? 'cabinet' : 'otherfurniture');
  body.box([0, 0.05, 0], [width, 0.03, 0.43], style.wood).box([0, height - 0.03, 0], [width, 0.03, 0.45], style.wood);
  for (const x of [-0.5, -0.17, 0.17, 0.5])
    body.box([x * (width - 0.03), 0, 0], [0.03, height - 0.03, 0.42], style.wood);
  body.box([0, 0.05, -0.19], [width - 0.04, height - 0.09, 0.02], style.wood);
  for (const side of [-1, 1])
    body.box([side * width * 0.335, 0.09, 0.2], [width * 0.31, height - 0.14, 0.02], style.wood2);
  piece.part('otherprop').box([0, 0.085, 0.02], [0.36, 0.07, 0.28], style.black);
  for (const side of [-1, 1])
    piece.tops.push({ at: [side * width * 0.4, height, 0.08], width: width * 0.18, depth: 0.25, turn: 0 });
  const screenWidth = Math.min(width - 0.15, random.between(0.9, 1.3));
  const tall = screenWidth * 0.58;
  const on = random.uniform() < 0.5;
  const glass = style.plain(0x0a0b0d, {
    pattern: 'screen',
    second: [0.55, 0.5, 0.42],
    gloss: 0.5,
    mirror: on ? 0 : 0.06,
    glow: on ? 0.9 : 0,
  });
  const tv = piece.part('television');
  tv.box([0, height + 0.07, -0.02], [screenWidth, tall, 0.06], style.black, { edge: 0.012 });
  tv.box([0, height + 0.09, -0.008], [screenWidth - 0.05, tall - 0.05, 0.06], glass);
  tv.box([0, height, -0.03], [0.1, 0.09, 0.05], style.black).frustum(
    [0, height, -0.03],
    [0.5, 0.02, 0.26],
    style.black,
  );
  return piece;
}
