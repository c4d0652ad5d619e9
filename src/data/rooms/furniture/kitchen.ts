/** Kitchen: a run of counter with sink and stove, wall cabinets above it, the refrigerator beside it. */
import { Piece, type Part } from '../build';
import type { Style } from '../style';

const TOP = 0.9;
const DEPTH = 0.62;

interface Fronts {
  readonly front: number;
  readonly handle: number;
}

function baseCabinet(part: Part, x: number, width: number, look: Fronts): void {
  part.box([x, 0.1, -0.01], [width, TOP - 0.14, DEPTH - 0.06], look.front);
  part.box([x, 0, -0.05], [width, 0.1, DEPTH - 0.12], look.handle);
  const doors = width > 0.65 ? 2 : 1;
  for (let i = 0; i < doors; i++) {
    const w = width / doors;
    const at = x + (i - (doors - 1) / 2) * w;
    part.box([at, 0.12, DEPTH / 2 - 0.03], [w - 0.012, 0.54, 0.02], look.front);
    part.box([at, 0.68, DEPTH / 2 - 0.03], [w - 0.012, 0.16, 0.02], look.front);
    part.box([at, 0.755, DEPTH / 2 - 0.01], [0.14, 0.015, 0.02], look.handle);
    part.box([at + w * 0.36, 0.48, DEPTH / 2 - 0.01], [0.015, 0.14, 0.02], look.handle);
  }
}

function sinkIn(piece: Piece, x: number, style: Style): void {
  const sink = piece.part('sink');
  sink.box([x, TOP - 0.003, 0.02], [0.62, 0.012, 0.46], style.steel, { edge: 0.005 });
  sink.box([x, TOP + 0.0, 0.04], [0.52, 0.013, 0.34], style.plain(0x55595c, { gloss: 0.5 }));
  sink.frustum([x, TOP, -0.2], [0.04, 0.24, 0.04], style.steel);
  sink.box([x, TOP + 0.22, -0.11], [0.03, 0.03, 0.2], style.steel, { edge: 0.014 });
}

function stoveAt(piece: Piece, x: number, style: Style): void {
  const stove = piece.part('otherfurniture');
  const body = style.random.uniform() < 0.5 ? style.white : style.steel;
  stove.box([x, 0, 0], [0.6, TOP + 0.01, DEPTH], body).box([x, 0.25, DEPTH / 2], [0.5, 0.4, 0.02], style.black);
  stove.box([x, 0.7, DEPTH / 2 + 0.03], [0.5, 0.025, 0.025], style.steel);
  stove.box([x, TOP + 0.01, -DEPTH / 2 + 0.03], [0.6, 0.12, 0.05], body);
  for (const [dx, dz] of [
    [-0.15, -0.1],
    [0.15, -0.1],
    [-0.15, 0.16],
    [0.15, 0.16],
  ] as const) {
    stove.frustum([x + dx, TOP + 0.01, dz], [0.2, 0.015, 0.2], style.black);
  }
  for (let i = 0; i < 4; i++) stove.ellipsoid([x - 0.2 + i * 0.13, 0.79, DEPTH / 2], [0.045, 0.045, 0.05], style.black);
  if (style.random.uniform() < 0.7) {
    const pot = piece.part('otherprop');
    pot.frustum([x - 0.15, TOP + 0.025, 0.16], [0.22, 0.14, 0.22], style.steel);
    pot.box([x - 0.15, TOP + 0.12, 0.16], [0.34, 0.02, 0.03], style.black);
  }
}

export function counterRun(style: Style, length: number): Piece {
  const { random } = style;
  const piece = new Piece(length, 2.15, DEPTH + 0.02);
  const front =
    random.uniform() < 0.5
      ? style.wood
      : style.plain(random.pick([0xe9e6dc, 0xd2cdbd, 0x7b8a86, 0x33464f]), { gloss: 0.12 });
  const look = { front, handle: style.metal };
  const stone = style.plain(random.pick([0x3a3936, 0x9a938a, 0xd6d0c4, 0x6b4a33]), {
    pattern: 'marble',
    scale: 0.12,
    gloss: 0.3,
  });
  const units = Math.max(3, Math.round(length / 0.65));
  const w = length / units;
  const stove = 1 + random.below(units - 2);
  const sink = stove === 1 ? units - 2 + (units === 3 ? 1 : 0) : stove - 1;
  const low = piece.part('cabinet');
  const top = piece.part('counter');
  const wall = piece.part('cabinet');
  for (let i = 0; i < units; i++) {
    const x = (i - (units - 1) / 2) * w;
    if (i === stove) {
      stoveAt(piece, x, style);
      piece.part('otherfurniture').box([x, 1.55, -DEPTH / 2 + 0.24], [0.6, 0.12, 0.46], style.steel);
    } else {
      baseCabinet(low, x, w, look);
      top.box([x, TOP - 0.04, 0], [w + 0.001, 0.04, DEPTH + 0.02], stone);
      top.box([x, TOP, -DEPTH / 2 + 0.005], [w, 0.1, 0.015], stone);
    }
    wall.box([x, i === stove ? 1.7 : 1.42, -DEPTH / 2 + 0.17], [w, i === stove ? 0.45 : 0.73, 0.32], look.front);
    wall.box(
      [x, i === stove ? 1.71 : 1.43, -DEPTH / 2 + 0.34],
      [w - 0.014, i === stove ? 0.43 : 0.71, 0.02],
      look.front,
    );
    wall.box([x + w * 0.36, 1.75, -DEPTH / 2 + 0.36], [0.015, 0.12, 0.02], look.handle);
  }
  sinkIn(piece, (sink - (units - 1) / 2) * w, style);
  counterThings(piece, style, length);
  return piece;
}

function counterThings(piece: Piece, style: Style, length: number): void {
  const { random } = style;
  for (const side of [-0.3, 0.3])
    piece.tops.push({ at: [side * length, TOP, 0.12], width: length * 0.22, depth: 0.3, turn: 0 });
  for (let i = 0; i < 4; i++) {
    const x = random.between(-0.46, 0.46) * length;
    const thing = piece.part('otherprop');
    const kind = random.below(3);
    if (kind === 0) thing.frustum([x, TOP, -0.15], [0.12, 0.22, 0.12], style.accent(), { top: 0.9 });
    else if (kind === 1) thing.box([x, TOP, -0.12], [0.3, 0.2, 0.2], style.steel, { edge: 0.03 });
    else thing.frustum([x, TOP, -0.1], [0.07, 0.26, 0.07], style.plain(0x2f5a34, { gloss: 0.5 }), { top: 0.6 });
  }
  if (random.uniform() < 0.5) {
    const cloth = style.accent();
    piece
      .part('towel')
      .box([random.between(-0.3, 0.3) * length, 0.5, DEPTH / 2 + 0.015], [0.3, 0.32, 0.02], cloth, { edge: 0.009 });
  }
}

export function refrigerator(style: Style): Piece {
  const { random } = style;
  const height = random.between(1.65, 1.85);
  const piece = new Piece(0.74, height, 0.72);
  const paint = random.pick([style.white, style.white, style.steel, style.black]);
  const body = piece.part('refridgerator');
  const split = height * random.pick([0.35, 0.65]);
  body.box([0, 0.03, -0.03], [0.72, height - 0.03, 0.62], paint);
  body.box([0, 0.06, 0.29], [0.72, split - 0.07, 0.07], paint, { edge: 0.02 });
  body.box([0, split, 0.29], [0.72, height - split, 0.07], paint, { edge: 0.02 });
  body
    .box([-0.3, split - 0.45, 0.335], [0.025, 0.38, 0.035], style.steel)
    .box([-0.3, split + 0.06, 0.335], [0.025, 0.3, 0.035], style.steel);
  for (let i = 0; i < random.below(4); i++) {
    const at = [random.between(-0.15, 0.25), random.between(split + 0.1, height - 0.3), 0.326] as const;
    piece.part('paper').box(at, [0.12, 0.15, 0.004], style.accent(), { roll: random.between(-0.15, 0.15) });
  }
  return piece;
}
