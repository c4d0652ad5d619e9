/** Windows and doors with their casings, and what hangs in front of windows. */
import { Piece, type Part } from './build';
import type { Daytime } from './daytime';
import type { Opening } from './layout';
import { rgb, vary } from './materials';
import type { Style } from './style';

interface Frame {
  readonly middle: number;
  readonly width: number;
  readonly bottom: number;
  readonly height: number;
}

function frameOf({ u0, u1, y0, y1 }: Opening): Frame {
  return { middle: (u0 + u1) / 2, width: u1 - u0, bottom: y0, height: y1 - y0 };
}

/** Boards on the wall around the opening. */
function casing(part: Part, frame: Frame, look: { material: number; sill: boolean }): void {
  const { middle, width, bottom, height } = frame;
  for (const side of [-1, 1])
    part.box([middle + side * (width / 2 + 0.035), bottom, 0.009], [0.07, height, 0.02], look.material);
  for (const side of [-1, 1]) {
    part.box([middle + side * (width / 2 - 0.006), bottom, -0.05], [0.014, height, 0.116], look.material); // the jamb
  }
  part.box([middle, bottom + height - 0.012, -0.05], [width, 0.014, 0.116], look.material);
  part.box([middle, bottom + height, 0.01], [width + 0.16, 0.08, 0.024], look.material);
  if (!look.sill) return;
  part.box([middle, bottom - 0.04, 0.02], [width + 0.2, 0.04, 0.09], look.material);
  part.box([middle, bottom - 0.002, -0.05], [width, 0.012, 0.116], look.material);
}

function windowIn(piece: Piece, frame: Frame, style: Style, day: Daytime): void {
  const { random } = style;
  const { middle, width, bottom, height } = frame;
  const part = piece.part('window');
  casing(part, frame, { material: style.trim, sill: true });
  const second = vary(random, rgb(random.pick([0x49663b, 0x5f7a45, 0x8a7a5a])), 0.2);
  const view = style.book.add(vary(random, day.heaven, 0.1), {
    pattern: 'outdoors',
    second,
    glow: random.between(...day.glow),
    gloss: 0,
  });
  part.box([middle, bottom, -0.11], [width, height, 0.01], view, { clear: true });
  const white = style.trim;
  for (const side of [-1, 1])
    part.box([middle + side * (width / 2 - 0.025), bottom, -0.08], [0.05, height, 0.06], white);
  for (const y of [bottom, bottom + height - 0.05]) part.box([middle, y, -0.08], [width, 0.05, 0.06], white);
  const panes = Math.max(1, Math.round(width / 0.6));
  for (let i = 1; i < panes; i++)
    part.box([middle - width / 2 + (i * width) / panes, bottom, -0.08], [0.035, height, 0.05], white);
  if (random.uniform() < 0.6) part.box([middle, bottom + height * 0.5, -0.08], [width, 0.04, 0.05], white);
}

function curtains(piece: Piece, frame: Frame, style: Style, long: boolean): void {
  const { middle, width, bottom, height } = frame;
  const top = bottom + height + 0.14;
  const low = long ? 0.03 : bottom - 0.18;
  const cloth = style.random.uniform() < 0.5 ? style.accent() : style.linen;
  const fold = 0.075;
  const part = piece.part('curtain');
  part.frustum([middle, top - (width + 0.7) / 2, 0.09], [0.03, width + 0.7, 0.03], style.metal, { roll: Math.PI / 2 });
  for (const side of [-1, 1]) {
    const folds = style.random.pick([4, 5, 6]);
    for (let i = 0; i < folds; i++) {
      const x = middle + side * (width / 2 + 0.26 - i * fold);
      part.frustum([x, low, 0.085 + (i % 2) * 0.022], [0.1, top - low, 0.06], cloth, { top: 0.92 });
    }
  }
}

function blinds(piece: Piece, frame: Frame, style: Style): void {
  const { middle, width, bottom, height } = frame;
  const part = piece.part('blinds');
  const share = style.random.between(0.4, 1);
  const slat = style.plain(style.random.pick([0xeae6da, 0xd9cfb8, 0xc7b391, 0xf2f0ea]));
  const count = Math.floor((share * (height - 0.08)) / 0.05);
  const top = bottom + height;
  part.box([middle, top - 0.06, -0.025], [width - 0.02, 0.06, 0.05], slat);
  const tilt = style.random.between(0.3, 0.9);
  for (let i = 0; i < count; i++)
    part.box([middle, top - 0.1 - i * 0.05, -0.025], [width - 0.03, 0.004, 0.05], slat, { tilt });
  for (const side of [-0.3, 0.3])
    part.box([middle + side * width, top - 0.1 - count * 0.05, -0.01], [0.006, count * 0.05 + 0.05, 0.004], slat);
}

function doorIn(piece: Piece, frame: Frame, style: Style): void {
  const { random } = style;
  const { middle, width, height } = frame;
  const part = piece.part('door');
  const paint = random.uniform() < 0.5 ? style.timber() : style.white;
  casing(part, frame, { material: style.trim, sill: false });
  part.box([middle, 0.005, -0.06], [width, height - 0.005, 0.045], paint);
  const rows = random.pick([1, 2, 3]);
  const tall = (height - 0.2) / rows;
  for (let row = 0; row < rows; row++) {
    for (const side of [-1, 1]) {
      const at = [middle + side * width * 0.23, 0.12 + row * tall, -0.05] as const;
      part.box(at, [width * 0.36, tall - 0.1, 0.04], paint);
    }
  }
  const knob = random.pick([-1, 1]) * (width / 2 - 0.07);
  part.ellipsoid([middle + knob, 0.97, 0.005], [0.06, 0.06, 0.06], style.metal);
  part.frustum([middle + knob, 0.985, -0.02], [0.03, 0.03, 0.06], style.metal);
}

/** What fills an opening, in the frame of its wall. */
export function buildOpening(opening: Opening, style: Style, day: Daytime): Piece {
  const frame = frameOf(opening);
  const piece = new Piece(frame.width, frame.height, 0.2);
  if (opening.kind === 'door') {
    doorIn(piece, frame, style);
    return piece;
  }
  windowIn(piece, frame, style, day);
  if (opening.dressing === 'blinds') blinds(piece, frame, style);
  if (opening.dressing === 'long' || opening.dressing === 'short')
    curtains(piece, frame, style, opening.dressing === 'long');
  return piece;
}
