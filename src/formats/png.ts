/**
 * PNG files (ISO/IEC 15948), through fast-png. What a header declares is checked against the file before anything is
 * allocated; only the chunks that make the pixels reach the decoder.
 */
import { decode, encode } from 'fast-png';
import { InputError } from '../base/errors';
import { InflateError, inflateAtMost, joined } from './inflate';
import { checkSize, type Raster } from './raster';
import { crc32 } from './zip';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4] */
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

export function encodePng({ width, height, rgba }: Picture): Uint8Array {
  return encode({
    width,
    height,
    data: new Uint8Array(rgba.buffer, rgba.byteOffset, rgba.length),
    channels: 4,
    depth: 8,
  });
}

export interface PngOptions {
  /**
   * 'colours' (default): palettes become RGB, grey of 1, 2 or 4 bits is stretched to 0..255, as viewers show them.
   * 'indices': palette indices and grey values as they stand in the file, for maps of labels.
   */
  readonly palette?: 'colours' | 'indices';
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly color: number;
  readonly interlaced: boolean;
}

interface Chunks {
  readonly header: Header;
  /** Contents of the IDAT chunks: one zlib stream. */
  readonly data: readonly Uint8Array[];
  readonly palette: Uint8Array | undefined;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const CHUNK = 12; // bytes of a chunk beside its content: length, type, checksum
const INDEXED = 3; // colour type
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, [INDEXED]: 1, 4: 2, 6: 4 };
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  [INDEXED]: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const MAX_RATIO = 1032; // deflate cannot expand a byte to more (RFC 1951)
const MOST_STORED = 0xffff; // bytes of a stored deflate block
const WHOLE = [[0, 0, 1, 1]] as const;
/** Adam7's passes: first column, first row, column step, row step. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function refuse(problem: string): never {
  throw new InputError(`${problem}; the image is damaged or incomplete, fetch or save it again.`);
}

export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, i) => bytes[i] === byte);

/**
 * Samples exactly as stored, 16 bits too; transparent colours (tRNS) are taken as opaque.
 * @param what the file, as a person would call it
 * @throws InputError if it is no PNG, is cut off or damaged, or declares a size that its data does not have
 */
export function readPng(bytes: Uint8Array, what: string, { palette = 'colours' }: PngOptions = {}): Raster {
  const chunks = readChunks(bytes, what);
  const { width, height, depth, color } = chunks.header;
  const channels = CHANNELS[color]!;
  const data = decodePixels(chunks, what);
  if (color === INDEXED && palette === 'colours') {
    return { width, height, channels: 3, data: colours(data, chunks.palette, what) };
  }
  if (depth < 8 && palette === 'colours') {
    const stretch = 255 / (2 ** depth - 1);
    return { width, height, channels, data: (data as Uint8Array).map((value) => value * stretch) };
  }
  return { width, height, channels, data };
}

function readHeader(content: Uint8Array, what: string): Header {
  if (content.length !== 13) refuse(`${what} has a header of ${content.length} bytes instead of 13`);
  const view = viewOf(content);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, color, packing, filter, interlace] = content.subarray(8);
  if (!DEPTHS[color!]?.includes(depth!) || packing !== 0 || filter !== 0 || interlace! > 1) {
    refuse(`${what} declares colour type ${color} with ${depth} bits, method ${packing}/${filter}/${interlace}`);
  }
  checkSize(width, height, what);
  return { width, height, depth: depth!, color: color!, interlaced: interlace === 1 };
}

function readChunks(bytes: Uint8Array, what: string): Chunks {
  if (!isPng(bytes)) throw new InputError(`${what} is no PNG image; give it as PNG.`);
  const view = viewOf(bytes);
  let header: Header | undefined;
  let palette: Uint8Array | undefined;
  const data: Uint8Array[] = [];
  for (let at = SIGNATURE.length; ;) {
    if (at + CHUNK > bytes.length) refuse(`${what} is cut off at ${bytes.length} bytes`);
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + CHUNK + length;
    if (end > bytes.length) refuse(`${what} is cut off at ${bytes.length} bytes, within its part ${type} of ${length}`);
    const content = bytes.subarray(at + 8, end - 4);
    if (!header && type !== 'IHDR') refuse(`${what} begins with ${JSON.stringify(type)} instead of its header`);
    const critical = type === 'IHDR' || type === 'PLTE' || type === 'IDAT';
    if (critical && crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      refuse(`${what} has a wrong checksum in its part ${type} at byte ${at}`);
    }
    if (type === 'IHDR') header ??= readHeader(content, what);
    if (type === 'PLTE') palette = content;
    if (type === 'IDAT') data.push(content);
    if (type === 'IEND') return { header: header!, data, palette };
    at = end;
  }
}

interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly columns: number;
  readonly rows: number;
  /** Bytes of its filtered lines: each has its filter's byte in front. */
  readonly bytes: number;
}

/** One of all pixels, or those of Adam7 that have any. */
function passesOf({ width, height, depth, color, interlaced }: Header): Pass[] {
  const bits = depth * CHANNELS[color]!;
  return (interlaced ? PASSES : WHOLE)
    .map(([x, y, dx, dy]) => {
      const [columns, rows] = [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)];
      return { x, y, dx, dy, columns, rows, bytes: rows * (1 + Math.ceil((columns * bits) / 8)) };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
}

function decodePixels({ header, data }: Chunks, what: string): Uint8Array | Uint16Array {
  const passes = passesOf(header);
  const expected = passes.reduce((sum, { bytes }) => sum + bytes, 0);
  const size = `${header.width} x ${header.height} pixels`;
  const packed = data.reduce((sum, { length }) => sum + length, 0);
  if (packed * MAX_RATIO < expected) refuse(`${what} declares ${size}, which ${packed} packed bytes cannot hold`);
  try {
    const lines = inflateAtMost(data, expected);
    if (lines.length !== expected) refuse(`${what} declares ${size}, ${expected} bytes, but has ${lines.length}`);
    return header.interlaced ? woven(lines, passes, header) : samplesOf(lines, passes[0]!, header);
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof InflateError) refuse(`${what} declares ${size}, but its data ${error.message}`);
    refuse(`${what} cannot be decoded (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** All passes in their places; fast-png knows them of eight bits and more only. */
function woven(lines: Uint8Array, passes: readonly Pass[], header: Header): Uint8Array | Uint16Array {
  const channels = CHANNELS[header.color]!;
  const count = header.width * header.height * channels;
  const samples = header.depth === 16 ? new Uint16Array(count) : new Uint8Array(count);
  let at = 0;
  for (const pass of passes) {
    const own = samplesOf(lines.subarray(at, at + pass.bytes), pass, header);
    at += pass.bytes;
    for (let row = 0, from = 0; row < pass.rows; row++) {
      for (let column = 0; column < pass.columns; column++) {
        const to = ((pass.y + row * pass.dy) * header.width + pass.x + column * pass.dx) * channels;
        for (let c = 0; c < channels; c++) samples[to + c] = own[from++]!;
      }
    }
  }
  return samples;
}

function samplesOf(lines: Uint8Array, pass: Pass, header: Header): Uint8Array | Uint16Array {
  const { data } = decode(stored(lines, pass, header));
  return header.depth < 8 ? spread(data as Uint8Array, pass, header.depth) : (data as Uint8Array | Uint16Array);
}

/** A PNG of these lines, stored as they are: fast-png has no bound of what it unpacks. */
function stored(lines: Uint8Array, { columns, rows }: Pass, { depth, color }: Header): Uint8Array {
  const header = new Uint8Array(13);
  viewOf(header).setUint32(0, columns);
  viewOf(header).setUint32(4, rows);
  header.set([depth, color], 8);
  const blocks: Uint8Array[] = [Uint8Array.of(0x78, 0x01)]; // zlib: deflate, no dictionary
  for (let at = 0; at < lines.length; at += MOST_STORED) {
    const part = lines.subarray(at, at + MOST_STORED);
    const [low, high] = [part.length & 255, part.length >> 8];
    const last = at + MOST_STORED >= lines.length ? 1 : 0;
    blocks.push(Uint8Array.of(last, low, high, ~low & 255, ~high & 255), part);
  }
  const end = new Uint8Array(4); // a checksum, which is not looked at
  blocks.push(end);
  const size = blocks.reduce((sum, { length }) => sum + length, 0);
  const parts = [Uint8Array.from(SIGNATURE), chunkStart(13, 'IHDR'), header, end, chunkStart(size, 'IDAT'), ...blocks];
  parts.push(end, chunkStart(0, 'IEND'), end);
  return joined(
    parts,
    parts.reduce((sum, { length }) => sum + length, 0),
  );
}

function chunkStart(length: number, type: string): Uint8Array {
  const start = new Uint8Array(8);
  viewOf(start).setUint32(0, length);
  for (let i = 0; i < 4; i++) start[4 + i] = type.charCodeAt(i);
  return start;
}

/** One byte a sample out of 1, 2 or 4 bits; every line begins with a new byte. */
function spread(packed: Uint8Array, { columns, rows }: Pass, depth: number): Uint8Array {
  const samples = new Uint8Array(columns * rows);
  const line = Math.ceil((columns * depth) / 8);
  const mask = 2 ** depth - 1;
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, i++) {
      const bit = x * depth;
      samples[i] = (packed[y * line + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask;
    }
  }
  return samples;
}

function colours(indices: Uint8Array | Uint16Array, palette: Uint8Array | undefined, what: string): Uint8Array {
  if (!palette || palette.length % 3 !== 0) refuse(`${what} has no palette for its indices`);
  const rgb = new Uint8Array(indices.length * 3);
  for (let i = 0; i < indices.length; i++) {
    const from = 3 * indices[i]!;
    if (from >= palette.length) refuse(`${what} has the index ${from / 3} in a palette of ${palette.length / 3}`);
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = palette[from + c]!;
  }
  return rgb;
}
