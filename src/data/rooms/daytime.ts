/** What is outside the windows: the time of day decides the light that comes in. */
import type { Random } from '../../base/random';
import type { Level } from './difficulty';
import type { Rgb } from './materials';

export interface Daytime {
  /** Of what is seen through the window: its light, as a multiple of its colour, and the sky's colour. */
  readonly glow: readonly [low: number, high: number];
  readonly heaven: Rgb;
  /** Light of a square metre of window. */
  readonly window: Rgb;
  readonly power: readonly [low: number, high: number];
  /** The sun, where it may shine in: colour, power, height as a tangent. */
  readonly sun?: {
    readonly color: Rgb;
    readonly power: readonly [number, number];
    readonly height: readonly [number, number];
  };
  /** Light without direction: its colour and strength. */
  readonly ambient: Rgb;
  readonly strength: number;
  /** Whether lamps make most of the light. */
  readonly lamps: boolean;
}

/** In the order of Level.daytimes. */
export const DAYTIMES: readonly Daytime[] = [
  {
    glow: [1.5, 2.6],
    heaven: [0.4, 0.61, 0.87],
    window: [0.92, 1, 1.1],
    power: [1.1, 2],
    sun: { color: [1, 0.9, 0.74], power: [1.6, 3], height: [0.6, 1.2] },
    ambient: [0.95, 0.98, 1.03],
    strength: 0.44,
    lamps: false,
  },
  {
    glow: [1.2, 1.9],
    heaven: [0.66, 0.7, 0.74],
    window: [0.9, 0.98, 1.08],
    power: [0.8, 1.5],
    ambient: [0.94, 0.99, 1.05],
    strength: 0.42,
    lamps: false,
  },
  {
    glow: [1.5, 2.2],
    heaven: [0.86, 0.66, 0.42],
    window: [1.06, 0.9, 0.72],
    power: [0.8, 1.4],
    sun: { color: [1, 0.68, 0.38], power: [2, 3.4], height: [0.22, 0.5] },
    ambient: [1.06, 0.97, 0.86],
    strength: 0.38,
    lamps: false,
  },
  {
    glow: [0.5, 0.9],
    heaven: [0.3, 0.4, 0.66],
    window: [0.62, 0.8, 1.2],
    power: [0.25, 0.45],
    ambient: [0.98, 0.95, 1],
    strength: 0.32,
    lamps: true,
  },
  {
    glow: [0.015, 0.06],
    heaven: [0.16, 0.2, 0.34],
    window: [0.5, 0.6, 1],
    power: [0.03, 0.08],
    ambient: [1.08, 0.95, 0.8],
    strength: 0.32,
    lamps: true,
  },
];

export function daytimeOf(random: Random, { daytimes }: Level): Daytime {
  let draw = random.uniform();
  for (const [i, share] of daytimes.entries()) {
    if (draw < share) return DAYTIMES[i]!;
    draw -= share;
  }
  return DAYTIMES[0]!;
}
