/**
 * HDF5 files (MATLAB's v7.3 too) read in place through h5wasm, which is fetched when the first one is opened: in a
 * worker a file is mounted and never loaded, in Node it is opened by its path.
 */
import type * as H5 from 'h5wasm';
import { InputError } from '../base/errors';

export type Hdf5Place = { readonly file: Blob } | { readonly path: string };

export type Hdf5Values =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** From, and one past the last, along an axis. */
export type Hdf5Range = readonly [from: number, to: number];

export interface Hdf5Dataset {
  /** As the file has it; MATLAB's axes in reverse. */
  readonly shape: readonly number[];
  /** 'u1', 'f4', … as NumPy names them; 'reference' of objects; '' for what is no number. */
  readonly dtype: string;
  /** Elements of one chunk along each axis; null if the values lie in a row. */
  readonly chunks: readonly number[] | null;
  /** C order. @param ranges one an axis, all inside it. @throws InputError */
  slice(ranges: readonly Hdf5Range[]): Hdf5Values;
  /** Texts that references point at: MATLAB's cell arrays of strings. @throws InputError if they do not */
  strings(): readonly string[];
}

export interface Hdf5File {
  /** Of everything at the top. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /** @throws InputError if there is none of this name */
  dataset(name: string): Hdf5Dataset;
  close(): void;
}

type Module = typeof H5;

/** Bytes of one slice, and of one chunk, which the library unpacks as a whole. */
const MOST_BYTES = 1 << 28;
const MOST_LETTERS = 4096;
/** The library's letters, which are those of Python's struct. */
const DTYPES: Readonly<Record<string, string>> = {
  b: 'i1',
  B: 'u1',
  h: 'i2',
  H: 'u2',
  i: 'i4',
  I: 'u4',
  q: 'i8',
  Q: 'u8',
  f: 'f4',
  d: 'f8',
};
let mounts = 0;

export const HDF5_MAGIC = '\x89HDF\r\n\x1a\n';
/** Where a superblock may begin; MATLAB's own header is 512 bytes. */
const SUPERBLOCKS = [0, 512, 1024, 2048];

/** Whether a file is HDF5. @param start its first bytes, 2056 if it has them */
export function isHdf5(start: Uint8Array): boolean {
  return SUPERBLOCKS.some((at) => String.fromCharCode(...start.subarray(at, at + 8)) === HDF5_MAGIC);
}

/** @param what the file, as a person would call it. @throws InputError if it is no HDF5 file, or cut off */
export async function openHdf5(place: Hdf5Place, what: string): Promise<Hdf5File> {
  const library = await load(place);
  const { FS, ...module } = await library.ready;
  module.activate_throwing_error_handler(); // else a chunk that cannot be unpacked is read as what lay in memory
  const folder = 'file' in place ? `/taskfield-${mounts++}` : '';
  if ('file' in place) {
    FS.mkdir(folder);
    FS.mount(FS.filesystems.WORKERFS, { blobs: [{ name: 'file', data: place.file }] }, folder);
  }
  const unmount = (): void => {
    if (!folder) return;
    FS.unmount(folder);
    FS.rmdir(folder);
  };
  let file: H5.File;
  try {
    file = new library.File('path' in place ? place.path : `${folder}/file`, 'r');
    if (file.file_id < 0n) throw new Error('no file'); // how the library says that it could not
  } catch (error) {
    unmount();
    const reason = reasonOf(error);
    throw new InputError(`${what} cannot be opened as HDF5 (${reason}); fetch it again.`, { cause: error });
  }
  const names = guard(what, 'The list of contents', () => file.keys());
  return {
    names,
    has: (name) => names.includes(name),
    dataset: (name) => openDataset(library, file, { name, what }),
    close() {
      file.close();
      unmount();
    },
  };
}

async function load(place: Hdf5Place): Promise<Module> {
  // A constant when bundled: the page's worker gets no code for Node.
  if (import.meta.env.SSR && 'path' in place) return import('h5wasm/node');
  return import('h5wasm');
}

/** The library's errors in one sentence. */
function guard<T>(what: string, part: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) throw error;
    const problem = `${part} of ${what} cannot be read (${reasonOf(error)})`;
    throw new InputError(`${problem}; the file is damaged, fetch it again.`, { cause: error });
  }
}

/** The innermost line of the library's trace, which is one error in many lines. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return [...text.matchAll(/\(\): (.+)/g)].at(-1)?.[1]?.slice(0, 200) ?? text.split('\n')[0]!.slice(0, 200);
}

function openDataset(library: Module, file: H5.File, { name, what }: { name: string; what: string }): Hdf5Dataset {
  const part = `"${name}"`;
  const found = guard(what, part, () => file.get(name));
  if (!(found instanceof library.Dataset) || !found.shape) {
    throw new InputError(`${what} has no array "${name}"; the file is incomplete or of another layout.`);
  }
  const { shape, metadata } = found;
  const isReference = metadata.ref_type === 'object';
  const bytesOf = (counts: readonly number[]): number => counts.reduce((a, b) => a * b, metadata.size);
  const tooLarge = (bytes: number): never => {
    throw new InputError(`${part} of ${what} takes ${bytes} bytes at a time; up to ${MOST_BYTES} are read.`);
  };
  if (metadata.chunks && bytesOf(metadata.chunks) > MOST_BYTES) tooLarge(bytesOf(metadata.chunks));
  return {
    shape,
    dtype: isReference ? 'reference' : (typeof found.dtype === 'string' && DTYPES[found.dtype.slice(1)]) || '',
    chunks: metadata.chunks,
    slice(ranges) {
      checkRanges(ranges, shape, `${part} of ${what}`);
      const bytes = bytesOf(ranges.map(([from, to]) => to - from));
      if (bytes > MOST_BYTES) tooLarge(bytes);
      const values = guard(what, part, () => found.slice(ranges.map(([from, to]) => [from, to])));
      if (!ArrayBuffer.isView(values)) throw new InputError(`${part} of ${what} holds no numbers.`);
      return values as Hdf5Values;
    },
    strings() {
      if (!isReference || bytesOf(shape) > MOST_BYTES) throw new InputError(`${part} of ${what} holds no texts.`);
      return guard(what, part, () => {
        const targets = targetsOf(file, library);
        return references(found.value).map((one) => textOf(targets(one), library));
      });
    },
  };
}

/** What is out of range makes the library ask for nonsense. */
function checkRanges(ranges: readonly Hdf5Range[], shape: readonly number[], part: string): void {
  const inside = ranges.every(
    ([from, to], axis) =>
      Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= shape[axis]!,
  );
  if (inside && ranges.length === shape.length) return;
  const wanted = ranges.map(([from, to]) => `${from}..${to}`).join(', ');
  throw new InputError(`${part} is ${shape.join(' x ')} and has no part [${wanted}].`);
}

function references(value: unknown): H5.Reference[] {
  const flat = (Array.isArray(value) ? value : [value]).flat(8) as unknown[];
  return flat.filter((one): one is H5.Reference => typeof one === 'object' && one !== null && 'ref_data' in one);
}

/** Where MATLAB keeps what its cells refer to. */
const CELLS = '#refs#';
const addressOf = ({ ref_data }: H5.Reference): string => ref_data.join();

/**
 * The library looks for a reference's name among all names, 3 ms each among 900; so they are listed once, by
 * the address that a reference is.
 */
function targetsOf(file: H5.File, library: Module): (reference: H5.Reference) => unknown {
  const cells = file.keys().includes(CELLS) ? file.get(CELLS) : null;
  const byAddress = new Map<string, unknown>();
  for (const cell of cells instanceof library.Group ? cells.values() : []) {
    if (cell instanceof library.Dataset) byAddress.set(addressOf(cell.create_reference()), cell);
  }
  return (reference) => byAddress.get(addressOf(reference)) ?? file.dereference(reference);
}

/** Letters that MATLAB stored as 16-bit numbers. */
function textOf(target: unknown, library: Module): string {
  if (!(target instanceof library.Dataset) || !target.shape) throw new Error('a reference to no text');
  if (target.shape.reduce((a, b) => a * b, 1) > MOST_LETTERS) throw new Error('a text that is too long');
  const letters = target.value;
  if (typeof letters === 'string') return letters;
  if (!(letters instanceof Uint16Array)) throw new Error('a reference to no text');
  return letters.length === 2 && target.attrs['MATLAB_empty'] ? '' : String.fromCharCode(...letters);
}
