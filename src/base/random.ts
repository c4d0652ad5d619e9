/**
 * Seeded random numbers. Streams are named and keyed by integers, so every draw is a pure function of
 * (seed, stream, keys…): nothing has to be saved to continue a run at any step.
 */

const GOLDEN_RATIO_32 = 0x9e3779b9; // 2^32 / phi: spreads consecutive keys

/** A well-mixed 32-bit hash (the finaliser of MurmurHash3). */
export function mix32(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** FNV-1a over UTF-16 code units: names a stream. */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** The 32-bit seed of the stream `name` under `keys` (a step, an image index …). */
export function deriveSeed(seed: number, name: string, ...keys: number[]): number {
  let h = mix32(seed ^ hashText(name));
  for (const key of keys) h = mix32(h ^ (Math.imul(key, GOLDEN_RATIO_32) + 0x7f4a7c15));
  return h;
}

/** A small fast generator (sfc32, 128 bits of state) for draws on the CPU. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number) {
    this.a = mix32(seed);
    this.b = mix32(seed + GOLDEN_RATIO_32);
    this.c = mix32(seed ^ 0x5bf03635);
    for (let i = 0; i < 12; i++) this.nextUint32(); // sfc32's authors discard the first rounds
  }

  nextUint32(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1) with 24 bits, so that the value is exact in float32. */
  uniform(): number {
    return (this.nextUint32() >>> 8) / 2 ** 24;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Uniform integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('pick() from an empty list');
    return item;
  }

  /** Standard normal (Box-Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A permutation of 0..n-1 (Fisher-Yates). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
    return order;
  }
}
