/** Files for the tests of weights: golden ones, a source that watches what is asked of it, and made-up archives. */
import { readFileSync } from 'node:fs';
import { zipSync, type ZippableFile } from 'fflate';
import type { ByteSource } from '../../../src/formats/byte-source';
import type { StoredTensor } from '../../../src/interchange/safetensors';
import { stored, type WeightFile } from '../../../src/interchange/weight-file';
import { GOLDEN_FOLDER } from '../../helpers/golden';

/** @param path inside test/golden/mtl */
export const goldenBytes = (path: string): Uint8Array => new Uint8Array(readFileSync(`${GOLDEN_FOLDER}mtl/${path}`));

export interface WatchedSource extends ByteSource {
  /** Ranges asked for, in order. */
  readonly reads: { readonly offset: number; readonly length: number }[];
}

/** Hands out copies, and fails the test when a range beyond the file is asked for. */
export function watched(bytes: Uint8Array): WatchedSource {
  const reads: WatchedSource['reads'] = [];
  const readAt = async (offset: number, length: number): Promise<Uint8Array> => {
    if (!(offset >= 0 && length >= 0 && offset + length <= bytes.length)) {
      throw new Error(`${length} bytes at ${offset} were asked of a file of ${bytes.length}`);
    }
    reads.push({ offset, length });
    return bytes.slice(offset, offset + length);
  };
  return { size: bytes.length, reads, readAt };
}

export async function allTensors({ tensors }: Pick<WeightFile, 'tensors'>): Promise<Map<string, StoredTensor>> {
  const all = new Map<string, StoredTensor>();
  for (const [name, tensor] of tensors) all.set(name, await stored(tensor));
  return all;
}

/** An archive of stored (level 0) or deflated members. */
export function zipOf(members: Readonly<Record<string, Uint8Array>>, level: 0 | 6 = 0): Uint8Array {
  const options = { level, mtime: new Date(1990, 0, 1) } as const;
  return zipSync(
    Object.fromEntries(
      Object.entries(members).map(([name, bytes]): [string, ZippableFile] => [name, [bytes, options]]),
    ),
  );
}

/** A .npy array of version 1. */
export function npyOf(descr: string, shape: readonly number[], data: ArrayBufferView, fortran = false): Uint8Array {
  const order = fortran ? 'True' : 'False';
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const quoted = descr.startsWith('[') ? descr : `'${descr}'`; // a list describes a structure
  const text = `{'descr': ${quoted}, 'fortran_order': ${order}, 'shape': (${axes}), }\n`;
  const values = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const bytes = new Uint8Array(10 + text.length + values.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes.set(values, 10 + text.length);
  return bytes;
}
