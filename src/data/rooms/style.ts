/** The taste of one room: a few woods, fabrics, paints and metals that its furniture shares. */
import type { Random } from '../../base/random';
import type { Level } from './difficulty';
import { mixRgb, rgb, vary, type Material, type MaterialBook, type Pattern, type Rgb } from './materials';

const WOODS = [0xb07f4f, 0x63432f, 0xc79a63, 0x7a4526, 0x4a362a, 0x9a6a42, 0xe6e1d6, 0x2f2622, 0xd8b98c];
const FABRICS = [
  0x8a8378, 0x5a6472, 0x6d4c3d, 0xa89a84, 0x43505c, 0x7a2f2b, 0x4f5d45, 0xbfb39c, 0x38332f, 0x8c6f52, 0x31445f,
  0xc9c2b4,
];
const ACCENTS = [0xa23b2a, 0xd19a2e, 0x2f6d7a, 0x6b7f3a, 0x7d3c58, 0xc96f35, 0x2e4a7d, 0xe0d6c2, 0x8a5a8c, 0xb8b8b0];
const PAINTS = [
  0xe9e2d2, 0xddd3bd, 0xe3dccd, 0xc9d3cf, 0xd8c9a6, 0xbfc8d2, 0xe8d9b8, 0xc4cdb0, 0xd9b99b, 0xb7a58e, 0xf0ece2,
  0xa9b7bd,
];
const METALS = [0xb9b9b6, 0x3a3a3c, 0x8f8a80, 0x7d6a45, 0x1f2022];
const COVERS = [
  0x7b2d26, 0x27415e, 0x2f5a3c, 0xd9cfb8, 0x1d1d20, 0xb3802e, 0x8c8f94, 0x5b2f4f, 0xc9562f, 0xefece4, 0x3f7f8c,
];

/** Materials by what they are for, as numbers in the room's book. */
export class Style {
  readonly wood: number;
  readonly wood2: number;
  readonly metal: number;
  readonly white: number;
  readonly black: number;
  readonly steel: number;
  readonly ceramic: number;
  readonly fabric: number;
  readonly fabric2: number;
  readonly linen: number;
  readonly trim: number;
  private readonly covers: number[] = [];

  constructor(
    readonly random: Random,
    readonly book: MaterialBook,
    readonly level: Level,
  ) {
    this.wood = this.timber();
    this.wood2 = random.uniform() < 0.5 ? this.wood : this.timber();
    this.metal = book.add(vary(random, rgb(random.pick(METALS))), { gloss: 0.5 });
    this.white = book.add(rgb(0xe9e7e0), { gloss: 0.1 });
    this.black = book.add(rgb(0x19191b), { gloss: 0.3 });
    this.steel = book.add(rgb(0xa9adb0), { gloss: 0.6, mirror: 0.08 });
    this.ceramic = book.add(rgb(0xf2f1ec), { gloss: 0.5 });
    this.fabric = this.cloth();
    this.fabric2 = this.cloth();
    this.linen = book.add(vary(random, rgb(0xe4dfd3)), { pattern: 'weave', scale: 0.012 });
    this.trim = book.add(vary(random, rgb(random.pick([0xf0ede4, 0xf0ede4, 0x8a5f3b, 0xd8d0be]))), { gloss: 0.12 });
  }

  plain(hex: number, look: Partial<Material> = {}): number {
    return this.book.add(vary(this.random, rgb(hex), 0.08), look);
  }

  timber(): number {
    const color = vary(this.random, rgb(this.random.pick(WOODS)), 0.2);
    const dark = mixRgb(color, [0.02, 0.01, 0.005], 0.4);
    return this.book.add(color, { pattern: 'wood', second: dark, scale: 0.35, gloss: this.random.between(0.04, 0.25) });
  }

  /** Upholstery: plain weave most of the time, else stripes or flowers. */
  cloth(): number {
    const color = vary(this.random, rgb(this.random.pick(FABRICS)), 0.25);
    return this.patterned(color, 0.75);
  }

  /** Something bright: cushions, towels, blankets. */
  accent(): number {
    return this.patterned(vary(this.random, rgb(this.random.pick(ACCENTS)), 0.2), 0.5);
  }

  private patterned(color: Rgb, plainShare: number): number {
    const { random } = this;
    const draw = random.uniform();
    if (draw < Math.max(plainShare, this.level.plain))
      return this.book.add(color, { pattern: 'weave', scale: 0.015, gloss: 0 });
    const pattern: Pattern = draw < (plainShare + 1) / 2 ? 'stripes' : 'flowers';
    const second = mixRgb(color, random.uniform() < 0.6 ? [0.8, 0.75, 0.65] : rgb(random.pick(ACCENTS)), 0.6);
    return this.book.add(color, { pattern, second, scale: random.between(0.06, 0.16), gloss: 0 });
  }

  paint(): Rgb {
    return vary(this.random, rgb(this.random.pick(PAINTS)), 0.1);
  }

  shade(): number {
    return this.book.add(vary(this.random, rgb(0xf6dfb4), 0.1), { glow: 1.15 });
  }

  leaf(): number {
    const color = vary(this.random, rgb(0x3f6b34), 0.3);
    return this.book.add(color, { pattern: 'leaves', second: mixRgb(color, [0.01, 0.03, 0.01], 0.6), scale: 0.09 });
  }

  picture(): number {
    const { random } = this;
    const second = vary(random, rgb(random.pick(FABRICS)));
    return this.book.add(vary(random, rgb(random.pick(ACCENTS))), { pattern: 'painting', second });
  }

  /** One of a dozen book covers. */
  cover(): number {
    if (this.covers.length === 0) for (const hex of COVERS) this.covers.push(this.plain(hex, { gloss: 0.1 }));
    return this.random.pick(this.covers);
  }
}
