/**
 * MATLAB's MAT files of version 5 ("MAT-File Format", MathWorks; save -v6, -v7), little-endian. Every element is
 * checked against the one it lies in before anything is allocated, so a file costs no more than its bytes say.
 */
import { InputError } from '../base/errors';
import { InflateError, inflateAtMost } from './inflate';

/** Numbers, logicals. [d0, d1, …] with the FIRST axis varying fastest, as MATLAB has it. */
export interface MatNumbers {
  readonly dims: readonly number[];
  readonly data: MatData;
}

export type MatData =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/**
 * Text is a string (of several rows: an array of them). A struct is an object, an array of structs and a cell array are
 * arrays in MATLAB's order. null: an object, function or sparse matrix, which nothing here needs.
 */
export type MatValue = MatNumbers | string | null | readonly MatValue[] | { readonly [field: string]: MatValue };

interface Element {
  readonly type: number;
  readonly start: number;
  readonly end: number;
  /** Where the next one begins. */
  readonly next: number;
}

interface Place {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly what: string;
}

const HEADER = 128; // bytes
const MATRIX = 14;
const COMPRESSED = 15;
const MOST_UNPACKED = 1 << 28; // bytes of one file
const MOST_DEPTH = 32;
const CLASS = { cell: 1, struct: 2, char: 4 };
const SKIPPED = [3, 5, 16, 17]; // objects, sparse, functions, opaque: some without the usual parts

type Get = (view: DataView, at: number) => number;
/** Elements of numbers by type: bytes of a value, and how to read it. */
const STORED: Readonly<Record<number, readonly [size: number, get: Get]>> = {
  1: [1, (v, at) => v.getInt8(at)],
  2: [1, (v, at) => v.getUint8(at)],
  3: [2, (v, at) => v.getInt16(at, true)],
  4: [2, (v, at) => v.getUint16(at, true)],
  5: [4, (v, at) => v.getInt32(at, true)],
  6: [4, (v, at) => v.getUint32(at, true)],
  7: [4, (v, at) => v.getFloat32(at, true)],
  9: [8, (v, at) => v.getFloat64(at, true)],
  12: [8, (v, at) => Number(v.getBigInt64(at, true))],
  13: [8, (v, at) => Number(v.getBigUint64(at, true))],
  16: [1, (v, at) => v.getUint8(at)], // text: UTF-8
  17: [2, (v, at) => v.getUint16(at, true)], // UTF-16
  18: [4, (v, at) => v.getUint32(at, true)], // UTF-32
};
/** Arrays by class: a double may be stored as bytes. */
const MAKE: Readonly<Record<number, (count: number) => MatData>> = {
  6: (n) => new Float64Array(n),
  7: (n) => new Float32Array(n),
  8: (n) => new Int8Array(n),
  9: (n) => new Uint8Array(n),
  10: (n) => new Int16Array(n),
  11: (n) => new Uint16Array(n),
  12: (n) => new Int32Array(n),
  13: (n) => new Uint32Array(n),
  14: (n) => new Float64Array(n),
  15: (n) => new Float64Array(n),
};

export function isMatNumbers(value: MatValue | undefined): value is MatNumbers {
  return typeof value === 'object' && value !== null && 'data' in value && ArrayBuffer.isView(value.data);
}

/** Rows of a matrix one after the other. @throws InputError if it is no matrix of two axes */
export function rowsOf(value: MatValue | undefined, what: string): { height: number; width: number; data: MatData } {
  if (!isMatNumbers(value) || value.dims.length !== 2) {
    throw new InputError(`${what} is no matrix of rows and columns; the file is of another layout.`);
  }
  const [height, width] = value.dims as [number, number];
  const data = value.data.slice();
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) data[i] = value.data[x * height + y]!;
  }
  return { height, width, data };
}

/**
 * All variables of a file. @param what the file, as a person would call it
 * @throws InputError if it is of another version, damaged or cut off
 */
export function readMat5(bytes: Uint8Array, what: string): Record<string, MatValue> {
  const version = bytes.length < HEADER ? 0 : bytes[124]! | (bytes[125]! << 8);
  const order = String.fromCharCode(bytes[126] ?? 0, bytes[127] ?? 0);
  if (order === 'IM' && version === 0x200) {
    throw new InputError(`${what} is a MAT file of version 7.3, read here are 5 to 7: save it with -v7.`);
  }
  if (order !== 'IM' || version !== 0x100) {
    throw new InputError(`${what} is no little-endian MAT file of version 5; save it in MATLAB with -v7.`);
  }
  const file = placeOf(bytes, what);
  const variables: [string, MatValue][] = [];
  let left = MOST_UNPACKED;
  for (let at = HEADER; at < bytes.length;) {
    const element = readTag(file, at, bytes.length);
    let matrix: readonly [Place, Element] = [file, element];
    if (element.type === COMPRESSED) {
      const plain = placeOf(unpack(bytes.subarray(element.start, element.end), left, what), what);
      left -= plain.bytes.length;
      matrix = [plain, readTag(plain, 0, plain.bytes.length)];
    }
    if (matrix[1].type === MATRIX) variables.push(readMatrix(...matrix, 0));
    at = element.type === COMPRESSED ? element.end : element.next; // these are not padded
  }
  return Object.fromEntries(variables.filter(([name]) => name !== ''));
}

function refuse({ what }: { what: string }, problem: string): never {
  throw new InputError(`${what} ${problem}; the file is damaged or incomplete, fetch it again.`);
}

const placeOf = (bytes: Uint8Array, what: string): Place => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  what,
});

function unpack(packed: Uint8Array, most: number, what: string): Uint8Array {
  try {
    return inflateAtMost([packed], most);
  } catch (error) {
    if (!(error instanceof InflateError)) throw error;
    return refuse({ what }, `has a variable that ${error.message}`);
  }
}

/** The element at `at`, wholly before `limit`. */
function readTag(place: Place, at: number, limit: number): Element {
  const { view } = place;
  if (at + 8 > limit) refuse(place, `ends within a tag at byte ${at}`);
  const first = view.getUint32(at, true);
  const small = first >>> 16 !== 0;
  const length = small ? first >>> 16 : view.getUint32(at + 4, true);
  const start = small ? at + 4 : at + 8;
  if (small && length > 4) refuse(place, `has a small element of ${length} bytes at ${at}`);
  if (start + length > limit) refuse(place, `has an element of ${length} bytes at ${at} that ends beyond ${limit}`);
  const next = small ? at + 8 : start + Math.ceil(length / 8) * 8;
  return { type: first & 0xffff, start, end: start + length, next: Math.min(next, limit) };
}

function numbers(place: Place, { type, start, end }: Element): { count: number; get: (i: number) => number } {
  const stored = STORED[type];
  if (!stored) return refuse(place, `has an element of the unknown type ${type} at byte ${start}`);
  const [size, get] = stored;
  return { count: Math.floor((end - start) / size), get: (i) => get(place.view, start + i * size) };
}

function bytesAsText(place: Place, element: Element): string {
  const letters = place.bytes.subarray(element.start, element.end);
  return String.fromCharCode(...letters.subarray(0, 1024));
}

function readMatrix(place: Place, matrix: Element, depth: number): [name: string, value: MatValue] {
  if (matrix.end === matrix.start) return ['', { dims: [0, 0], data: new Float64Array(0) }];
  if (depth > MOST_DEPTH) refuse(place, `is nested deeper than ${MOST_DEPTH}`);
  const flags = readTag(place, matrix.start, matrix.end);
  if (flags.end - flags.start < 8) refuse(place, `has a matrix without flags at byte ${matrix.start}`);
  const kind = place.view.getUint8(flags.start);
  if (SKIPPED.includes(kind)) return ['', null];
  const axes = readTag(place, flags.next, matrix.end);
  const { count, get } = numbers(place, axes);
  if (count < 2 || count > 32) refuse(place, `has a matrix of ${count} axes at byte ${matrix.start}`);
  const dims = Array.from({ length: count }, (_, axis) => get(axis));
  const total = dims.reduce((a, b) => a * b, 1);
  if (dims.some((dim) => dim < 0 || !Number.isInteger(dim)) || !Number.isSafeInteger(total)) {
    refuse(place, `has a matrix of ${dims.join(' x ')} at byte ${matrix.start}`);
  }
  const label = readTag(place, axes.next, matrix.end);
  const inside = { place, at: label.next, end: matrix.end, dims, total, depth };
  return [bytesAsText(place, label), readContent(inside, kind)];
}

interface Inside {
  readonly place: Place;
  readonly at: number;
  readonly end: number;
  readonly dims: readonly number[];
  readonly total: number;
  readonly depth: number;
}

function readContent(inside: Inside, kind: number): MatValue {
  if (kind === CLASS.cell) return readChildren(inside, inside.total, inside.at);
  if (kind === CLASS.struct) return readStructs(inside);
  const { place, at, end, dims, total } = inside;
  const element = readTag(place, at, end);
  const { count, get } = numbers(place, element);
  if (kind === CLASS.char) return readText(inside, element);
  const make = MAKE[kind];
  if (!make) return refuse(place, `has a matrix of the unknown class ${kind} at byte ${at}`);
  if (count !== total) refuse(place, `has a matrix of ${dims.join(' x ')} with ${count} values`);
  const data = make(total);
  for (let i = 0; i < total; i++) data[i] = get(i);
  return { dims, data };
}

function readText({ place, dims, total }: Inside, element: Element): string | readonly string[] {
  const units = place.bytes.subarray(element.start, element.end);
  if (element.type === 16 && dims[0] === 1) return new TextDecoder().decode(units);
  const { count, get } = numbers(place, element);
  if (count < total) refuse(place, `has text of ${dims.join(' x ')} with ${count} letters`);
  const rows = dims[0]!;
  const width = rows === 0 ? 0 : total / rows;
  const row = (y: number): string => {
    let text = '';
    for (let x = 0; x < width; x++) text += String.fromCharCode(get(x * rows + y));
    return text;
  };
  return rows <= 1 ? row(0) : Array.from({ length: rows }, (_, y) => row(y));
}

/** Matrices one after the other; each takes a tag at least, so they cannot be more than the bytes allow. */
function readChildren({ place, end, depth }: Inside, count: number, from: number): MatValue[] {
  if (count * 8 > end - from) refuse(place, `claims ${count} parts in ${end - from} bytes`);
  const children: MatValue[] = [];
  for (let i = 0, at = from; i < count; i++) {
    const element = readTag(place, at, end);
    if (element.type !== MATRIX) refuse(place, `has an element of type ${element.type} at byte ${at}, not a matrix`);
    children.push(readMatrix(place, element, depth + 1)[1]);
    at = element.next;
  }
  return children;
}

function readStructs(inside: Inside): MatValue {
  const { place, at, end, total } = inside;
  const lengths = readTag(place, at, end);
  const { count, get } = numbers(place, lengths);
  const width = count > 0 ? get(0) : 0;
  const list = readTag(place, lengths.next, end);
  const bytes = list.end - list.start;
  if (!(width > 0) && bytes > 0) refuse(place, `has a structure with field names of ${width} letters`);
  const names = Array.from({ length: bytes > 0 ? Math.floor(bytes / width) : 0 }, (_, i) => {
    const start = list.start + i * width;
    return bytesAsText(place, { ...list, start, end: start + width }).split('\0')[0]!;
  });
  if (names.length === 0) return total === 1 ? {} : [];
  const values = readChildren(inside, total * names.length, list.next);
  const one = (index: number): MatValue =>
    Object.fromEntries(names.map((name, i) => [name, values[index * names.length + i]!]));
  return total === 1 ? one(0) : Array.from({ length: total }, (_, index) => one(index));
}
