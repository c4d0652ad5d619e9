/** The header of a NumPy .npy array (NEP 1, versions 1-3): dtype, order and shape, then raw values. */
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
