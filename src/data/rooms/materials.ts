/** Surfaces: two colours, a pattern that mixes them, and how they answer light. */
import type { Random } from '../../base/random';

/** Linear RGB, 0..1. */
export type Rgb = readonly [r: number, g: number, b: number];

/** The number of a pattern is its place in this list: shaders/lib/rooms-texture.wgsl switches on it. */
export const PATTERNS = [
  'plain',
  'wood',
  'planks',
  'tiles',
  'carpet',
  'weave',
  'stripes',
  'brick',
  'marble',
  'flowers',
  'painting',
  'outdoors',
  'screen',
  'rug',
  'leaves',
  'print',
] as const;
export type Pattern = (typeof PATTERNS)[number];

export interface Material {
  readonly pattern: Pattern;
  readonly color: Rgb;
  readonly second: Rgb;
  /** Metres to one repeat of the pattern. */
  readonly scale: number;
  /** Strength of the highlight, 0..1. */
  readonly gloss: number;
  /** Light it gives off, as a multiple of its colour. */
  readonly glow: number;
  /** Share of the mirrored ray in what is seen, 0..1. */
  readonly mirror: number;
  /** Shifts the noise, so that two surfaces of one material differ. */
  readonly seed: number;
}

/** 0xrrggbb in sRGB to linear RGB. */
export function rgb(hex: number): Rgb {
  const channel = (shift: number): number => (((hex >> shift) & 255) / 255) ** 2.2;
  return [channel(16), channel(8), channel(0)];
}

/** The colour, made lighter or darker, and a little warmer or colder. */
export function vary(random: Random, color: Rgb, amount = 0.15): Rgb {
  const light = 1 + random.between(-amount, amount);
  const warm = 1 + random.between(-amount, amount) * 0.3;
  return [
    Math.min(color[0] * light * warm, 0.95),
    Math.min(color[1] * light, 0.95),
    Math.min((color[2] * light) / warm, 0.95),
  ];
}

export function mixRgb(a: Rgb, b: Rgb, share: number): Rgb {
  const mix = (i: 0 | 1 | 2): number => a[i] + (b[i] - a[i]) * share;
  return [mix(0), mix(1), mix(2)];
}

const DEFAULTS = { pattern: 'plain', scale: 0.2, gloss: 0.04, glow: 0, mirror: 0 } as const;

/** The materials of one room; a primitive names one by its number. */
export class MaterialBook {
  readonly materials: Material[] = [];

  constructor(private readonly random: Random) {}

  add(color: Rgb, look: Partial<Omit<Material, 'color'>> = {}): number {
    const second = look.second ?? mixRgb(color, [0, 0, 0], 0.25);
    this.materials.push({ ...DEFAULTS, seed: this.random.below(1000), ...look, color, second });
    return this.materials.length - 1;
  }
}
