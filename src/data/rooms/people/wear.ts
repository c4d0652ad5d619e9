/** What people look like: skin, hair, clothes, as materials of the room's book. */
import type { Random } from '../../../base/random';
import { mixRgb, rgb, vary, type MaterialBook, type Pattern } from '../materials';

const SKINS = [0xf0cdb2, 0xe5b795, 0xd29f78, 0xb98158, 0x96613f, 0x744829, 0x52321f, 0xdba98a];
const HAIRS = [0x1b1512, 0x2c1e15, 0x4a3020, 0x6e4a2b, 0xa9834f, 0xd0b27a, 0x8a8681, 0xc9c4bb, 0x7a3a20];
const TOPS = [
  0xb33a2f, 0x2f4f7d, 0x3c6b4a, 0xd8d4c8, 0x2a2b30, 0xd9a03a, 0x7d5a8c, 0x4f8790, 0x8f8f8c, 0xc97b6a, 0x5c6b3f,
  0xe9e6dd,
];
const BOTTOMS = [0x2b3a55, 0x3f5474, 0x22232a, 0x6b604d, 0x9c8d6e, 0x4a4a4c, 0x3a2f2a, 0x6f7f93];
const SHOES = [0x1d1b1a, 0xe4e2dc, 0x5a3a26, 0x3a4557, 0x8a2f2a];

/** Numbers of materials, and which clothes they make. */
export interface Wear {
  readonly skin: number;
  readonly hair: number;
  readonly dark: number;
  readonly lips: number;
  readonly top: number;
  readonly bottom: number;
  readonly shoes: number;
  readonly longSleeves: boolean;
  /** A skirt only where its wearer stands. */
  readonly legs: 'trousers' | 'shorts' | 'skirt';
  readonly hairCut: 'short' | 'long' | 'bun' | 'bald';
}

function shirt(random: Random, book: MaterialBook, plain: boolean): number {
  const color = vary(random, rgb(random.pick(TOPS)), 0.2);
  const draw = random.uniform();
  if (plain || draw < 0.62) return book.add(color, { pattern: 'weave', scale: 0.012, gloss: 0 });
  const pattern: Pattern = draw < 0.88 ? 'stripes' : 'flowers';
  const second = mixRgb(color, rgb(random.pick(TOPS)), 0.8);
  return book.add(color, { pattern, second, scale: random.between(0.04, 0.09), gloss: 0 });
}

export function dress(random: Random, book: MaterialBook, plain: boolean): Wear {
  const tone = vary(random, rgb(random.pick(SKINS)), 0.08);
  const skin = book.add(tone, { gloss: 0.05, scale: 0.3, second: mixRgb(tone, [0.3, 0.05, 0.03], 0.25) });
  const hair = vary(random, rgb(random.pick(HAIRS)), 0.15);
  const cloth = (hexes: readonly number[]): number =>
    book.add(vary(random, rgb(random.pick(hexes)), 0.15), { pattern: 'weave', scale: 0.01, gloss: 0.01 });
  const legs = random.uniform();
  return {
    skin,
    hair: book.add(hair, { pattern: 'wood', second: mixRgb(hair, [0, 0, 0], 0.5), scale: 0.03, gloss: 0.12 }),
    dark: book.add(rgb(0x1c1512), { gloss: 0.2 }),
    lips: book.add(mixRgb(tone, rgb(0x9a3a35), 0.5), { gloss: 0.1 }),
    top: shirt(random, book, plain),
    bottom: cloth(BOTTOMS),
    shoes: book.add(vary(random, rgb(random.pick(SHOES)), 0.1), { gloss: 0.12 }),
    longSleeves: random.uniform() < 0.6,
    legs: legs < 0.68 ? 'trousers' : legs < 0.84 ? 'shorts' : 'skirt',
    hairCut: random.pick(['short', 'short', 'long', 'long', 'bun', 'short', 'bald']),
  };
}
