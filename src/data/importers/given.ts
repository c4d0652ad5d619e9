/** Files as they reach the importers, from a page or a command line. */
import type { FetchProgress, SourceFile } from './types';

/** A file as the page's worker has it (a File) or the command line (a path). */
export interface GivenSource {
  /** With its folders, if it came with any. */
  readonly path: string;
  readonly size: number;
  /** Up to `length` bytes from `offset`, fewer at the end. */
  slice(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** From the beginning; may be asked for more than once. */
  stream(): ReadableStream<Uint8Array>;
  readonly place?: SourceFile['place'];
}

/** Where files are kept of an archive that can only be read from front to back. */
export interface Keep {
  put(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  get(path: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Whether `get` would find it: of an import that was interrupted, say. */
  has(path: string): Promise<boolean>;
}

export interface SourceOptions extends Partial<FetchProgress> {
  /** In memory, if not given, and no more than that takes. */
  readonly keep?: Keep;
}

/** Bytes of one file that are read at once. */
export const MOST_AT_ONCE = 1 << 29;

/** A file that a page got. @param path with its folders */
export function givenFile(path: string, file: File): GivenSource {
  return {
    path,
    size: file.size,
    slice: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
    stream: () => file.stream(),
    place: { file },
  };
}
