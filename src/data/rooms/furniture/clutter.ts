/** Small things that lie about: on tables and shelves, on the floor. */
import { Piece, type Top } from '../build';
import type { Style } from '../style';
import { storageBox } from './beds';
import { bookPile } from './decor';

/** What it is made by, and how much room it takes: radius and height in metres. */
interface Thing {
  readonly make: (style: Style) => Piece;
  readonly radius: number;
  readonly tall: number;
  /** Can lie on a bed. */
  readonly lies?: boolean;
}

function paperOf(style: Style): number {
  return style.plain(0xf1efe8, { pattern: 'print', second: [0.1, 0.1, 0.12], scale: 0.1 });
}

function one(make: (piece: Piece, style: Style) => void): (style: Style) => Piece {
  return (style) => {
    const piece = new Piece(0.2, 0.2, 0.2);
    make(piece, style);
    return piece;
  };
}

const mug = one((piece, style) => {
  const part = piece.part('otherprop');
  const color = style.random.uniform() < 0.5 ? style.ceramic : style.accent();
  part.frustum([0, 0, 0], [0.08, 0.095, 0.08], color, { top: 1.05 });
  part.box([0.048, 0.025, 0], [0.03, 0.05, 0.012], color, { edge: 0.005 });
});

const bottle = one((piece, style) => {
  const glass = style.plain(style.random.pick([0x2f5a34, 0x6a3a1c, 0xa9bcc4, 0x23406a]), { gloss: 0.5 });
  const part = piece.part('otherprop');
  part.frustum([0, 0, 0], [0.075, 0.17, 0.075], glass).frustum([0, 0.17, 0], [0.075, 0.09, 0.075], glass, { top: 0.4 });
});

const plate = one((piece, style) => {
  piece.part('otherprop').frustum([0, 0, 0], [0.15, 0.02, 0.15], style.ceramic, { top: 1.6 });
});

const magazine = one((piece, style) => {
  const cover = style.random.uniform() < 0.5 ? paperOf(style) : style.picture();
  const turn = style.random.between(-1.5, 1.5);
  piece.part('paper').box([0, 0, 0], [0.21, 0.008, 0.29], cover, { turn });
});

const sheets = one((piece, style) => {
  const part = piece.part('paper');
  const material = paperOf(style);
  for (let i = 0; i < 3; i++) {
    const turn = style.random.between(-0.6, 0.6);
    part.box([style.random.between(-0.05, 0.05), i * 0.003, 0], [0.21, 0.003, 0.297], material, { turn });
  }
});

const laptop = one((piece, style) => {
  const part = piece.part('otherprop');
  const body = style.random.uniform() < 0.6 ? style.steel : style.black;
  const on = style.random.uniform() < 0.6;
  const picture = style.plain(0x0c0d10, {
    pattern: 'screen',
    second: [0.35, 0.45, 0.65],
    gloss: 0.4,
    glow: on ? 0.8 : 0,
  });
  part.box([0, 0, 0.04], [0.33, 0.018, 0.23], body).box([0, 0.018, 0.06], [0.28, 0.002, 0.11], style.black);
  part.box([0, 0.012, -0.11], [0.33, 0.22, 0.012], body, { tilt: -0.3 });
  part.box([0, 0.022, -0.103], [0.3, 0.19, 0.012], picture, { tilt: -0.3 });
});

const photo = one((piece, style) => {
  const part = piece.part('picture');
  const frame = style.random.pick([style.wood, style.black, style.metal, style.white]);
  part.box([0, 0, 0], [0.17, 0.22, 0.02], frame, { tilt: -0.2 });
  part.box([0, 0.022, 0.007], [0.13, 0.176, 0.014], style.picture(), { tilt: -0.2 });
});

const remote = one((piece, style) => {
  const turn = style.random.between(-1.5, 1.5);
  piece.part('otherprop').box([0, 0, 0], [0.05, 0.025, 0.18], style.black, { edge: 0.008, turn });
});

const tissues = one((piece, style) => {
  const part = piece.part('box');
  part.box([0, 0, 0], [0.23, 0.09, 0.12], style.accent()).ellipsoid([0, 0.07, 0], [0.1, 0.09, 0.06], style.linen);
});

const vaseOfFlowers = one((piece, style) => {
  const part = piece.part('otherprop');
  part.frustum([0, 0, 0], [0.07, 0.15, 0.07], style.ceramic, { top: 1.3 });
  const petal = style.accent();
  const leaf = style.leaf();
  for (let i = 0; i < 5; i++) {
    const [x, z] = [0.06 * Math.cos(i * 2.4), 0.06 * Math.sin(i * 2.4)];
    part.ellipsoid([x * 0.6, 0.13, z * 0.6], [0.05, 0.12, 0.05], leaf);
    part.ellipsoid([x, 0.2 + 0.015 * i, z], [0.07, 0.05, 0.07], petal);
  }
});

const clock = one((piece, style) => {
  const part = piece.part('otherprop');
  part.box([0, 0, 0], [0.14, 0.13, 0.06], style.black, { edge: 0.02 });
  part.box([0, 0.02, 0.026], [0.1, 0.09, 0.01], style.white);
});

const ON_TOPS: readonly Thing[] = [
  { make: mug, radius: 0.06, tall: 0.1 },
  { make: mug, radius: 0.06, tall: 0.1 },
  { make: bottle, radius: 0.05, tall: 0.27 },
  { make: plate, radius: 0.13, tall: 0.03 },
  { make: magazine, lies: true, radius: 0.18, tall: 0.02 },
  { make: magazine, lies: true, radius: 0.18, tall: 0.02 },
  { make: sheets, lies: true, radius: 0.2, tall: 0.02 },
  { make: laptop, lies: true, radius: 0.21, tall: 0.24 },
  { make: photo, radius: 0.12, tall: 0.23 },
  { make: remote, lies: true, radius: 0.1, tall: 0.03 },
  { make: tissues, lies: true, radius: 0.13, tall: 0.15 },
  { make: vaseOfFlowers, radius: 0.11, tall: 0.32 },
  { make: clock, radius: 0.09, tall: 0.13 },
  { make: bookPile, lies: true, radius: 0.17, tall: 0.18 },
  { make: (style) => storageBox(style, 0.24), radius: 0.16, tall: 0.2 },
];

const LYING = ON_TOPS.filter(({ lies }) => lies);

const ball = one((piece, style) => {
  piece.part('otherprop').ellipsoid([0, 0, 0], [0.2, 0.2, 0.2], style.accent());
});

const bricks = one((piece, style) => {
  const part = piece.part('otherprop');
  for (let i = 0; i < 5; i++) {
    const at = [style.random.between(-0.2, 0.2), 0, style.random.between(-0.2, 0.2)] as const;
    part.box(at, [0.07, 0.05, 0.07], style.cover(), { turn: style.random.between(0, 1.5) });
  }
});

const shoes = one((piece, style) => {
  const part = piece.part('clothes');
  const leather = style.plain(style.random.pick([0x1d1b1a, 0x5a3a26, 0xd8d4cc, 0x8a2f2a]), { gloss: 0.15 });
  for (const side of [-1, 1]) {
    const turn = side * style.random.between(-0.1, 0.4);
    part.limb(
      {
        from: [side * 0.08, 0.04, -0.1],
        to: [side * 0.08 + 0.2 * Math.sin(turn), 0.035, 0.1],
        radius: 0.045,
        flat: 0.8,
      },
      leather,
    );
    part.limb({ from: [side * 0.08, 0.05, -0.1], to: [side * 0.08, 0.09, -0.1], radius: 0.042 }, leather);
  }
});

const bin = one((piece, style) => {
  const part = piece.part('otherprop');
  part.frustum([0, 0, 0], [0.24, 0.3, 0.24], style.random.uniform() < 0.5 ? style.metal : style.accent(), { top: 1.2 });
  part.frustum([0, 0.27, 0], [0.26, 0.035, 0.26], style.black, { top: 0.98 });
});

const basket = one((piece, style) => {
  piece.part('otherprop').frustum([0, 0, 0], [0.36, 0.36, 0.36], style.linen, { top: 1.15 });
  piece.part('clothes').ellipsoid([0, 0.26, 0], [0.36, 0.2, 0.34], style.accent());
});

const cushion = one((piece, style) => {
  const turn = style.random.between(0, 1.5);
  piece.part('pillow').box([0, 0, 0], [0.45, 0.15, 0.45], style.accent(), { edge: 0.07, turn });
});

/** What may lie on floors. */
const ON_FLOORS: readonly Thing['make'][] = [
  ball,
  bricks,
  shoes,
  shoes,
  bin,
  basket,
  cushion,
  magazine,
  sheets,
  bookPile,
  (style) => storageBox(style, style.random.between(0.3, 0.5)),
];

export function litterPiece(style: Style): Piece {
  return style.random.pick(ON_FLOORS)(style);
}

/** Something for each square metre of a top, apart from each other and within its edges. */
function strewOn(piece: Piece, top: Top, style: Style, perSquareMetre: number): void {
  const { random } = style;
  const wanted = top.width * top.depth * perSquareMetre * random.between(0.3, 1.7);
  const count = Math.floor(wanted) + (random.uniform() < wanted % 1 ? 1 : 0);
  const lying: { x: number; z: number; radius: number }[] = [];
  for (let i = 0; i < 6 * count && lying.length < count; i++) {
    const thing = random.pick(top.soft ? LYING : ON_TOPS);
    const reach = thing.radius * Math.SQRT2; // a turned thing is bounded by its square
    const [roomX, roomZ] = [top.width / 2 - reach, top.depth / 2 - reach];
    if (roomX < 0 || roomZ < 0 || thing.tall > Math.max(0.12, 1.25 - top.at[1])) continue;
    const [x, z] = [random.between(-roomX, roomX), random.between(-roomZ, roomZ)];
    if (lying.some((other) => Math.hypot(other.x - x, other.z - z) < other.radius + thing.radius)) continue;
    lying.push({ x, z, radius: thing.radius });
    const [c, s] = [Math.cos(top.turn), Math.sin(top.turn)];
    const at = { x: top.at[0] + c * x + s * z, y: top.at[1], z: top.at[2] + c * z - s * x };
    piece.put(thing.make(style), { ...at, turn: top.turn + random.between(-0.5, 0.5) });
  }
}

/** Lays small things on the free tops of a piece. */
export function strew(piece: Piece, style: Style): void {
  if (style.level.clutter === 0) return;
  for (const top of piece.tops) if (style.random.uniform() < 0.8) strewOn(piece, top, style, style.level.clutter);
}
