/** Writes PNG files of every kind (ISO/IEC 15948), whole or wrong in one place, for tests. */
import { crc32, deflateSync } from 'node:zlib';

export interface PngParts {
  readonly width: number;
  readonly height: number;
  /** bits a sample */
  readonly depth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha */
  readonly color: number;
  /** Row by row, channel by channel. */
  readonly samples: ArrayLike<number>;
  readonly palette?: readonly number[];
  readonly interlaced?: boolean;
  /** What the header says instead. */
  readonly declared?: { readonly width: number; readonly height: number };
  /** Zlib stream instead of the right one. */
  readonly packed?: Uint8Array;
  /** Chunks before the pixels. */
  readonly before?: readonly Uint8Array[];
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

export function chunk(type: string, content: Uint8Array | readonly number[]): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

/** Samples of a row as bits, the first ones highest. */
function pack(row: readonly number[], depth: number): number[] {
  if (depth === 16) return row.flatMap((sample) => [sample >> 8, sample & 255]);
  const bits = row.map((sample) => sample.toString(2).padStart(depth, '0')).join('');
  return Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(8 * i, 8 * i + 8).padEnd(8, '0'), 2),
  );
}

/** The lines before they are packed, all with filter 0. */
export function linesOf({ width, height, depth, color, samples, interlaced }: PngParts): Uint8Array {
  const channels = CHANNELS[color]!;
  const bytes: number[] = [];
  for (const [x0, y0, dx, dy] of interlaced ? PASSES : ([[0, 0, 1, 1]] as const)) {
    for (let y = y0; y < height; y += dy) {
      const row: number[] = [];
      for (let x = x0; x < width; x += dx) {
        for (let c = 0; c < channels; c++) row.push(samples[(y * width + x) * channels + c]!);
      }
      if (row.length > 0) bytes.push(0, ...pack(row, depth));
    }
  }
  return Uint8Array.from(bytes);
}

export function pngBytes(parts: PngParts): Uint8Array<ArrayBuffer> {
  const { depth, color, palette, interlaced, before = [] } = parts;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, parts.declared?.width ?? parts.width);
  view.setUint32(4, parts.declared?.height ?? parts.height);
  header.set([depth, color, 0, 0, interlaced ? 1 : 0], 8);
  const packed = parts.packed ?? deflateSync(linesOf(parts));
  const half = Math.ceil(packed.length / 2); // two parts, as most writers make many
  return Uint8Array.from([
    ...SIGNATURE,
    ...chunk('IHDR', header),
    ...(palette ? chunk('PLTE', palette) : []),
    ...before.flatMap((bytes) => [...bytes]),
    ...chunk('IDAT', packed.subarray(0, half)),
    ...chunk('IDAT', packed.subarray(half)),
    ...chunk('IEND', []),
  ]);
}
