/** NumPy's .npy arrays (NEP 1, versions 1-3): a header of dtype, order and shape, then raw values. */
import { InputError } from '../base/errors';

export interface NpyHeader {
  /** such as <f4; never a structure or Python objects */
  readonly descr: string;
  /** true: the first axis varies fastest */
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** bytes before the first value */
  readonly dataOffset: number;
}

export const NPY_MAGIC = '\x93NUMPY';
/** Enough for any header that NumPy writes of plain arrays. */
export const NPY_HEADER_MOST = 1024;
const VERSION_END = 8;
const MAX_AXES = 64; // NumPy 2's own limit

/**
 * @param bytes the array's file, or as much of it as `NPY_HEADER_MOST`
 * @param name of the array, for errors
 * @throws InputError if this is no header of a plain array
 */
export function readNpyHeader(bytes: Uint8Array, name: string): NpyHeader {
  const refuse = (problem: string): never => {
    throw new InputError(`The array "${name}" ${problem}; save it again with numpy.savez.`);
  };
  const latin = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (latin(0, NPY_MAGIC.length) !== NPY_MAGIC || bytes.length < VERSION_END + 4) refuse('is no .npy array');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  if (version < 1 || version > 3) refuse(`is of .npy version ${version}, known are 1 to 3`);
  const start = VERSION_END + (version === 1 ? 2 : 4);
  const dataOffset = start + (version === 1 ? view.getUint16(VERSION_END, true) : view.getUint32(VERSION_END, true));
  if (dataOffset > Math.min(bytes.length, NPY_HEADER_MOST)) refuse(`claims a header of ${dataOffset} bytes`);
  const text = latin(start, dataOffset);
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const axes = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || axes === undefined) {
    return refuse(`has the header ${JSON.stringify(text.trim().slice(0, 200))}, not that of a plain array`);
  }
  const shape = axes.split(',').flatMap((axis) => (axis.trim() ? [Number(axis)] : []));
  if (shape.length > MAX_AXES || !Number.isSafeInteger(shape.reduce((a, b) => a * b, 1))) {
    refuse(`has the shape (${axes.slice(0, 200)})`);
  }
  return { descr, fortran: order === 'True', shape, dataOffset };
}

export interface NpyArray {
  readonly shape: readonly number[];
  /** C order: the last axis varies fastest. */
  readonly data: NpyValues;
}

export type NpyValues =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

interface Dtype {
  /** bytes of a value */
  readonly size: number;
  make(count: number): NpyValues;
  get(view: DataView, at: number, little: boolean): number;
}

const DTYPES: Readonly<Record<string, Dtype>> = {
  b1: { size: 1, make: (n) => new Uint8Array(n), get: (v, at) => (v.getUint8(at) ? 1 : 0) },
  u1: { size: 1, make: (n) => new Uint8Array(n), get: (v, at) => v.getUint8(at) },
  i1: { size: 1, make: (n) => new Int8Array(n), get: (v, at) => v.getInt8(at) },
  u2: { size: 2, make: (n) => new Uint16Array(n), get: (v, at, little) => v.getUint16(at, little) },
  i2: { size: 2, make: (n) => new Int16Array(n), get: (v, at, little) => v.getInt16(at, little) },
  u4: { size: 4, make: (n) => new Uint32Array(n), get: (v, at, little) => v.getUint32(at, little) },
  i4: { size: 4, make: (n) => new Int32Array(n), get: (v, at, little) => v.getInt32(at, little) },
  u8: { size: 8, make: (n) => new Float64Array(n), get: (v, at, little) => Number(v.getBigUint64(at, little)) },
  i8: { size: 8, make: (n) => new Float64Array(n), get: (v, at, little) => Number(v.getBigInt64(at, little)) },
  f2: { size: 2, make: (n) => new Float32Array(n), get: (v, at, little) => half(v.getUint16(at, little)) },
  f4: { size: 4, make: (n) => new Float32Array(n), get: (v, at, little) => v.getFloat32(at, little) },
  f8: { size: 8, make: (n) => new Float64Array(n), get: (v, at, little) => v.getFloat64(at, little) },
};

/** IEEE 754 binary16. */
function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/**
 * A whole array. bool becomes 0 and 1, float16 float32, 64-bit integers float64.
 * @param what the file, as a person would call it
 * @throws InputError if it is no plain array, has another size than its header says, or an integer beyond 2^53
 */
export function readNpy(bytes: Uint8Array, what: string): NpyArray {
  const { descr, fortran, shape, dataOffset } = readNpyHeader(bytes.subarray(0, NPY_HEADER_MOST), what);
  const name = descr.slice(1);
  const dtype = /^[<>=|]/.test(descr) && Object.hasOwn(DTYPES, name) ? DTYPES[name] : undefined;
  if (!dtype) {
    const known = Object.keys(DTYPES).join(', ');
    throw new InputError(`The array "${what}" has the dtype "${descr}"; known are ${known}: convert it with astype.`);
  }
  const count = shape.reduce((a, b) => a * b, 1);
  if (dataOffset + count * dtype.size !== bytes.length) {
    throw new InputError(
      `The array "${what}" is ${descr} [${shape.join(', ')}] and needs ${count * dtype.size} bytes, but has ${bytes.length - dataOffset}; it is damaged or incomplete, fetch it again.`,
    );
  }
  const data = readValues(bytes.subarray(dataOffset), dtype, { count, little: descr[0] !== '>' });
  if (dtype.size === 8 && name !== 'f8') checkSafe(data, what);
  return { shape, data: fortran && shape.length > 1 ? toC(data, shape, dtype) : data };
}

function readValues(bytes: Uint8Array, dtype: Dtype, { count, little }: { count: number; little: boolean }): NpyValues {
  const data = dtype.make(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0, at = 0; i < count; i++, at += dtype.size) data[i] = dtype.get(view, at, little);
  return data;
}

function checkSafe(data: NpyValues, what: string): void {
  for (const value of data) {
    if (!Number.isSafeInteger(value)) {
      throw new InputError(`The array "${what}" has the integer ${value}; up to 2^53 they are read exactly.`);
    }
  }
}

/** The first axis varies fastest in, the last one out. */
function toC(data: NpyValues, shape: readonly number[], dtype: Dtype): NpyValues {
  const out = dtype.make(data.length);
  const place = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1));
  let from = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++place[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
  return out;
}
