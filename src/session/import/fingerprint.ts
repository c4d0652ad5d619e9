/** By which an interrupted import knows its files again: paths, sizes, and some bytes of a few of them. */
import { hashText, mix32 } from '../../base/random';

/** What of a given file is needed. */
export interface Fingerprinted {
  readonly path: string;
  /** bytes */
  readonly size: number;
  slice(offset: number, length: number): Promise<Uint8Array>;
}

const BYTES = 4096; // of the head and of the tail
const LOOKED_INTO = 16; // files, evenly spread: all would take minutes for a folder of thousands

/** 64 bits from two seeds: told apart are a person's own files, not an adversary's. */
class Digest {
  private high = 0x243f6a88;
  private low = 0x85a308d3;

  text(text: string): void {
    this.word(hashText(text));
    this.word(text.length);
  }

  bytes(bytes: Uint8Array): void {
    for (const byte of bytes) this.low = Math.imul(this.low ^ byte, 0x01000193);
    this.word(bytes.length);
  }

  private word(word: number): void {
    this.high = mix32(this.high ^ word);
    this.low = mix32(Math.imul(this.low, 31) + this.high + word);
  }

  hex(): string {
    return [this.high, mix32(this.low)].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

/** @param files all that was given, in any order @returns 16 hexadecimal digits */
export async function fingerprint(name: string, files: readonly Fingerprinted[]): Promise<string> {
  const digest = new Digest();
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  digest.text(name);
  for (const { path, size } of sorted) digest.text(`${path} ${size}`);
  const step = Math.max(1, sorted.length / LOOKED_INTO);
  for (let place = 0; place < sorted.length; place += step) {
    const file = sorted[Math.floor(place)]!;
    digest.bytes(await file.slice(0, BYTES));
    digest.bytes(await file.slice(Math.max(0, file.size - BYTES), BYTES));
  }
  return digest.hex();
}

/** Of wishes that are plain data: equal ones have the same, whatever the order of their keys. */
export function keyOf(source: string, wishes: object): string {
  const digest = new Digest();
  digest.text(JSON.stringify(sortedKeys(wishes)));
  return `${source}-${digest.hex()}`;
}

function sortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, sortedKeys(part)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
