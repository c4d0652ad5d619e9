/**
 * Records as files: train.bin and val.bin hold them one after another, train.index and val.index where each ends
 * (bytes, one f64 a record). An entry is written after its record, so what was cut off between the two is no record.
 */
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../base/errors';
import type { Counts, Split } from '../session/host';

const ENTRY = 8; // bytes
const SPLITS = ['train', 'val'] as const satisfies readonly Split[];

/** Up to `length` bytes from `offset`. */
async function readAt(path: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await file.read(bytes, 0, length, offset);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** One record of a finished folder, or undefined if its files end before it. */
export async function readRecord(
  folder: string,
  split: Split,
  index: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const [records, entries] = [join(folder, `${split}.bin`), join(folder, `${split}.index`)];
  if (!existsSync(records) || !existsSync(entries)) return undefined;
  const first = Math.max(0, index - 1);
  const ends = await readAt(entries, ENTRY * first, ENTRY * (index - first + 1));
  if (ends.length < ENTRY * (index - first + 1)) return undefined;
  const values = new Float64Array(ends.slice().buffer);
  const [from, to] = index === 0 ? [0, values[0]!] : [values[0]!, values[1]!];
  const isPlace = Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && to > from;
  if (!isPlace || to > statSync(records).size) return undefined;
  const record = await readAt(records, from, to - from);
  return record.length === to - from ? record : undefined;
}

interface Pair {
  readonly records: number; // file descriptors
  readonly entries: number;
  count: number;
  end: number; // bytes
}

/** Where the first `count` records end. @throws InputError if the index holds fewer */
function endOf(folder: string, split: Split, count: number): number {
  if (count === 0) return 0;
  const path = join(folder, `${split}.index`);
  const bytes = existsSync(path) ? new Uint8Array(readFileSync(path)) : new Uint8Array(0);
  if (bytes.length < ENTRY * count) {
    throw new InputError(
      `${path} holds fewer than its ${count} records, so this import cannot go on; delete it and begin again.`,
    );
  }
  return new Float64Array(bytes.buffer, ENTRY * (count - 1), 1)[0]!;
}

/** The files of a data set that is being written. */
export class RecordFiles {
  private readonly pairs: Readonly<Record<Split, Pair>>;
  private isOpen = true;

  /** @param from what is known to be whole: records after that are cut off, and written again */
  constructor(folder: string, from: Counts) {
    const pair = (split: Split): Pair => {
      const count = from[split];
      const end = endOf(folder, split, count);
      const [records, entries] = ['bin', 'index'].map((kind) => openSync(join(folder, `${split}.${kind}`), 'a'));
      ftruncateSync(records!, end);
      ftruncateSync(entries!, ENTRY * count);
      return { records: records!, entries: entries!, count, end };
    };
    this.pairs = { train: pair('train'), val: pair('val') };
  }

  get counts(): Counts {
    return { train: this.pairs.train.count, val: this.pairs.val.count };
  }

  append(split: Split, index: number, bytes: Uint8Array): void {
    const pair = this.pairs[split];
    if (index !== pair.count) throw new Error(`record ${index} of ${split} does not follow record ${pair.count - 1}`);
    writeAll(pair.records, bytes);
    pair.end += bytes.length;
    writeAll(pair.entries, new Uint8Array(Float64Array.of(pair.end).buffer));
    pair.count += 1;
  }

  /** To the disk, records before their places. */
  flush(): void {
    for (const split of SPLITS) {
      fsyncSync(this.pairs[split].records);
      fsyncSync(this.pairs[split].entries);
    }
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const split of SPLITS) {
      closeSync(this.pairs[split].records);
      closeSync(this.pairs[split].entries);
    }
  }
}

/** A write may take only a part at once. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
