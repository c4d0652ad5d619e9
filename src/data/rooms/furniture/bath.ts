/** Bathroom fixtures. */
import { Piece } from '../build';
import type { Style } from '../style';
import { wallMirror } from './decor';

export function toilet(style: Style): Piece {
  const piece = new Piece(0.46, 0.8, 0.7);
  const white = style.ceramic;
  const body = piece.part('toilet');
  body
    .box([0, 0.36, -0.25], [0.44, 0.4, 0.18], white, { edge: 0.03 })
    .box([0, 0.75, -0.25], [0.46, 0.04, 0.2], white, { edge: 0.015 });
  body.frustum([0, 0, 0.02], [0.26, 0.36, 0.44], white, { top: 1.35 });
  body
    .frustum([0, 0.36, 0.07], [0.38, 0.035, 0.5], white)
    .frustum([0, 0.395, 0.06], [0.37, 0.025, 0.48], style.plain(0xe8e6df, { gloss: 0.4 }));
  body.box([0, 0.2, -0.2], [0.24, 0.2, 0.2], white, { edge: 0.03 });
  body.box([-0.15, 0.68, -0.155], [0.08, 0.025, 0.02], style.steel);
  if (style.random.uniform() < 0.5) piece.part('paper').frustum([0.12, 0.79, -0.25], [0.11, 0.1, 0.11], style.linen);
  return piece;
}

export function vanity(style: Style): Piece {
  const { random } = style;
  const width = random.between(0.7, 1.1);
  const piece = new Piece(width, 1.95, 0.52);
  const body = piece.part('cabinet');
  body.box([0, 0, -0.01], [width - 0.02, 0.78, 0.48], style.wood);
  for (const side of [-1, 1]) {
    body.box([(side * width) / 4, 0.1, 0.235], [width / 2 - 0.03, 0.62, 0.02], style.wood2);
    body.ellipsoid([side * 0.05, 0.5, 0.25], [0.03, 0.03, 0.03], style.metal);
  }
  const stone = style.plain(0xd8d3c8, { pattern: 'marble', scale: 0.14, gloss: 0.4 });
  piece.part('counter').box([0, 0.78, 0], [width, 0.04, 0.52], stone);
  const sink = piece.part('sink');
  sink.frustum([0, 0.815, 0.02], [0.36, 0.09, 0.3], style.ceramic, { top: 1.3 });
  sink.frustum([0, 0.82, 0.02], [0.4, 0.086, 0.33], style.plain(0xbfc2c2, { gloss: 0.5 }), { top: 1 });
  sink
    .frustum([0, 0.82, -0.2], [0.035, 0.22, 0.035], style.steel)
    .box([0, 1.02, -0.13], [0.03, 0.025, 0.15], style.steel, { edge: 0.012 });
  piece.put(wallMirror(style), { y: 1.5, z: -0.26 });
  for (let i = 0; i < 3; i++) {
    const x = (random.uniform() < 0.5 ? -1 : 1) * width * random.between(0.32, 0.44);
    piece
      .part('otherprop')
      .frustum([x, 0.82, random.between(-0.18, 0.05)], [0.06, random.between(0.1, 0.2), 0.06], style.accent());
  }
  return piece;
}

/** A tub of four rounded walls and a floor, with a curtain on a rod. */
export function bathtub(style: Style, width: number): Piece {
  const { random } = style;
  const piece = new Piece(width, 2, 0.78);
  const tub = piece.part('bathtub');
  const white = style.ceramic;
  tub
    .box([0, 0, 0.33], [width, 0.55, 0.12], white, { edge: 0.03 })
    .box([0, 0, -0.33], [width, 0.55, 0.12], white, { edge: 0.03 });
  for (const side of [-1, 1]) tub.box([side * (width / 2 - 0.06), 0, 0], [0.12, 0.55, 0.7], white, { edge: 0.03 });
  tub.box([0, 0.02, 0], [width - 0.1, 0.12, 0.6], white);
  tub
    .frustum([width / 2 - 0.12, 0.62, -0.3], [0.05, 0.08, 0.05], style.steel)
    .box([width / 2 - 0.2, 0.68, -0.3], [0.2, 0.04, 0.04], style.steel);
  const rod = piece.part('otherprop');
  rod.frustum([0, 1.97 - width / 2, 0.36], [0.025, width, 0.025], style.steel, { roll: Math.PI / 2 });
  const share = random.between(0.35, 0.75);
  const cloth = style.accent();
  const curtain = piece.part('shower curtain');
  const folds = Math.round((share * width) / 0.09);
  for (let i = 0; i < folds; i++) {
    const x = -width / 2 + 0.05 + i * 0.09;
    curtain.frustum([x, 0.25, 0.38 + (i % 2) * 0.025], [0.115, 1.72, 0.05], cloth);
  }
  return piece;
}

/** A rail with a towel over it; hangs on a wall. */
export function towelRail(style: Style): Piece {
  const piece = new Piece(0.6, 0.6, 0.12);
  const rail = piece.part('otherprop');
  rail.frustum([0, -0.09, 0.08], [0.02, 0.6, 0.02], style.steel, { roll: Math.PI / 2 });
  for (const side of [-1, 1]) rail.box([side * 0.28, 0.19, 0.04], [0.03, 0.03, 0.08], style.steel);
  const long = style.random.between(0.4, 0.6);
  piece
    .part('towel')
    .box([style.random.between(-0.08, 0.08), 0.23 - long, 0.08], [0.38, long, 0.05], style.accent(), { edge: 0.022 });
  return piece;
}
