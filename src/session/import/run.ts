/**
 * An import: the entries that the wishes select, read one by one, made smaller if wished, and written as records. What
 * cannot be read is left out and reported; an interrupted import goes on at the next record.
 */
import { CancelledError, InputError, StorageError } from '../../base/errors';
import type { Layout, Skipped, Source } from '../../data/importers/types';
import type { Sample } from '../../data/sample';
import type { ImportProgress, ImportReport, ImportWishes } from '../../protocol/data-messages';
import type { DataStore } from '../host';
import { StoredDatasetWriter } from '../stored-dataset';
import { checkSample } from './check-sample';
import { keyOf } from './fingerprint';
import type { LateKeep } from './late-keep';
import { Pace } from './pace';
import { resized } from './resize';
import { select, type Selected } from './select';
import { checkWishes } from './wishes';

const LONGEST_TURN = 40; // ms without letting messages in: a cancel must be heard

/** A source with the layout that was recognised in it. */
export interface Found {
  readonly source: Source;
  readonly layout: Layout;
  /** Of what was given (fingerprint.ts). */
  readonly fingerprint: string;
  /** Where the source keeps what it fetches, if it is told. */
  readonly keep?: LateKeep;
}

export interface ImportSurroundings {
  readonly store: DataStore;
  tell(progress: ImportProgress): void;
  readonly signal?: AbortSignal;
  /** Milliseconds since 1970. */
  now?(): number;
}

/** What is kept of an import's wishes: enough to list it and to know it again. */
export interface KeptWishes {
  readonly wishes: ImportWishes;
  readonly fingerprint: string;
  readonly source: string;
  /** Images selected. */
  readonly total: number;
}

/** Kept with every record. */
interface Note {
  /** Entries looked at, stored or skipped. */
  readonly tried: number;
  readonly skipped: readonly Skipped[];
}

const readNote = (text: string): Note => (text === '' ? { tried: 0, skipped: [] } : (JSON.parse(text) as Note));

/** How many entries an interrupted import had looked at. @param state `Progress.state` of its data set */
export function triedIn(state: string): number {
  return state === '' ? 0 : readNote((JSON.parse(state) as { note: string }).note).tried;
}

/** Why an entry is left out; what is no fault of its files ends the import. */
function reasonOf(error: unknown): string {
  if (error instanceof StorageError || error instanceof CancelledError) throw error;
  const { name, message } = error as Error;
  if (name === 'AbortError') throw error;
  return error instanceof InputError ? message : `It cannot be read (${message}).`;
}

async function readEntry({ layout }: Found, { entry }: Selected, wishes: ImportWishes): Promise<Sample> {
  const sample = await layout.read(entry, wishes.chosen, wishes.labelSet);
  const small = resized(sample, wishes.height);
  checkSample(small, wishes.labelSet);
  return entry.scene === undefined ? small : { ...small, scene: entry.scene };
}

class Import {
  private tried: number;
  private readonly skipped: Skipped[];
  private turnAt = performance.now();
  private readonly pace: Pace;

  constructor(
    private readonly found: Found,
    private readonly wishes: ImportWishes,
    private readonly writer: StoredDatasetWriter,
    private readonly around: ImportSurroundings,
  ) {
    const note = readNote(writer.note);
    this.tried = note.tried;
    this.skipped = [...note.skipped];
    this.pace = new Pace(wishes.name, around.tell);
  }

  /** @throws InputError if nothing can be imported */
  async run(selected: readonly Selected[]): Promise<ImportReport> {
    const startedAt = performance.now();
    await this.fetch(selected.slice(this.tried));
    await this.storeAll(selected);
    const { train, val } = this.writer.counts;
    if (train + val === 0) {
      throw new InputError(
        `None of the ${selected.length} images could be imported, so nothing was stored; the first: ${this.skipped[0]?.path}: ${this.skipped[0]?.reason}`,
      );
    }
    await this.finish();
    const { name } = this.wishes;
    const stored = (await this.around.store.list()).find((set) => set.name === name);
    return {
      name,
      images: train + val,
      bytes: stored?.bytes ?? 0,
      seconds: (performance.now() - startedAt) / 1000,
      skipped: this.skipped,
    };
  }

  private async fetch(selected: readonly Selected[]): Promise<void> {
    const { signal } = this.around;
    const paths = new Set(selected.flatMap(({ entry }) => entry.files));
    await this.found.source.fetch(paths, {
      ...(signal && { signal }),
      report: (done, total) => this.pace.reading(done, total),
    });
  }

  private async storeAll(selected: readonly Selected[]): Promise<void> {
    this.tellStored(selected.length);
    while (this.tried < selected.length) {
      await this.letIn();
      await this.storeNext(selected[this.tried]!);
      this.tellStored(selected.length);
    }
  }

  private async storeNext(next: Selected): Promise<void> {
    let sample: Sample;
    try {
      sample = await readEntry(this.found, next, this.wishes);
    } catch (error) {
      this.skipped.push({ path: next.entry.id, reason: reasonOf(error) });
      this.tried += 1;
      return;
    }
    this.tried += 1;
    const note: Note = { tried: this.tried, skipped: this.skipped };
    await this.writer.add(next.split, sample, JSON.stringify(note));
  }

  /** Messages are heard between images, however fast these are. */
  private async letIn(): Promise<void> {
    if (performance.now() - this.turnAt > LONGEST_TURN) {
      await new Promise((resolve) => setTimeout(resolve));
      this.turnAt = performance.now();
    }
    this.around.signal?.throwIfAborted();
  }

  private tellStored(total: number): void {
    this.pace.storing({ done: this.tried, total, skipped: this.skipped.length });
  }

  private async finish(): Promise<void> {
    const { layout, source } = this.found;
    const { name, labelSet, chosen } = this.wishes;
    await this.writer.finish({
      name,
      labelSet,
      origin: {
        title: layout.title,
        importer: layout.importer,
        source: source.name,
        chosen,
        derived: layout.derived,
        skipped: this.skipped.length,
        createdAt: (this.around.now ?? Date.now)(),
      },
    });
  }
}

/**
 * Interrupted (the process or the tab is gone), it goes on when it is started again with the same source and wishes.
 * Any failure, and a cancel, deletes what it has stored.
 * @throws InputError if the wishes cannot be met or no image could be read; QuotaExceededError; the signal's reason
 */
export async function runImport(found: Found, wanted: ImportWishes, around: ImportSurroundings): Promise<ImportReport> {
  const wishes = checkWishes(found.layout, wanted);
  const selected = select(found.layout.entries, wishes);
  if (selected.length === 0)
    throw new InputError(`No image of ${found.layout.title} is in the chosen split and scenes; choose others.`);
  const { fingerprint, source } = found;
  const kept: KeptWishes = { wishes, fingerprint, source: source.name, total: selected.length };
  const resume = { key: keyOf(fingerprint, wishes), wishes: JSON.stringify(kept) };
  around.signal?.throwIfAborted();
  const folder = await around.store.create(wishes.name, resume);
  const writer = new StoredDatasetWriter(folder);
  try {
    await found.keep?.into(folder.staging);
    return await new Import(found, wishes, writer, around).run(selected);
  } catch (error) {
    await writer.abandon();
    throw error;
  } finally {
    await found.keep?.into(undefined);
  }
}
