/** The ports of a session on the browser's store: data sets as records, a run's checkpoint and steps as rows. */
import { InputError, StorageError } from '../base/errors';
import type { DatasetRow, RunRow } from '../data/schema';
import type { NewRecord, Store } from '../data/store';
import type { StepFacts } from '../protocol/events';
import type { Checkpoints, DataFolder, DataFolderWriter, DataStore, StepLog } from './host';

const MANIFEST = 'dataset.json';
const RECORDS_AT_ONCE = 10; // a transaction; measured best between 8 and 10
const LONGEST_SILENCE = 2000; // ms between writes of a data set in the making
const STEPS_AT_ONCE = 10;
const LONGEST_UNSTORED = 1000; // ms that a step's numbers may wait

const splitOf = (file: string): string => file.replace(/\.bin$/, '');

/** All bytes of an array and no more: what is cloned into the database is the whole buffer behind it. */
const exact = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.byteLength === bytes.buffer.byteLength ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();

class StoredFolder implements DataFolder {
  readonly place: string;

  constructor(
    private readonly store: Store,
    private readonly row: DatasetRow,
  ) {
    this.place = row.name;
  }

  async readText(name: string): Promise<string | undefined> {
    return name === MANIFEST ? this.row.manifest : undefined;
  }

  /** Records are read as they were written, whole; `length` is that of one. */
  async readAt(name: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.store.record(this.row.key, splitOf(name), offset / length)) ?? new Uint8Array(0);
  }
}

class StoredFolderWriter implements DataFolderWriter {
  private row: DatasetRow;
  private unwritten: NewRecord[] = [];

  constructor(
    private readonly store: Store,
    name: string,
  ) {
    this.row = { key: `${name}#${crypto.randomUUID()}`, name, manifest: '', bytes: 0, touchedAt: Date.now() };
  }

  async writeAt(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    const touched = { ...this.row, bytes: this.row.bytes + bytes.length };
    if (name === MANIFEST) {
      this.row = { ...touched, manifest: new TextDecoder().decode(bytes) };
      return;
    }
    this.row = touched;
    this.unwritten.push({ split: splitOf(name), index: offset / bytes.length, bytes: exact(bytes) });
    const silent = Date.now() - this.row.touchedAt > LONGEST_SILENCE;
    if (silent || this.unwritten.length >= RECORDS_AT_ONCE) await this.write({ ...this.row, manifest: '' });
  }

  /** The description goes in with the last records: from then on the data set is there. */
  async finish(): Promise<DataFolder> {
    const made = await this.store.dataset(this.row.name);
    if (made) {
      await this.abandon(); // another tab was faster, and its records are as good
      return new StoredFolder(this.store, made);
    }
    await this.write(this.row);
    return new StoredFolder(this.store, this.row);
  }

  abandon(): Promise<void> {
    this.unwritten = [];
    return this.store.deleteDataset(this.row.key);
  }

  private async write(row: DatasetRow): Promise<void> {
    this.row = { ...row, touchedAt: Date.now() };
    await this.store.putDataset(this.row, this.unwritten);
    this.unwritten = [];
  }
}

export function browserData(store: Store): DataStore {
  const find = async (name: string): Promise<DataFolder | undefined> => {
    const row = await store.dataset(name);
    return row && new StoredFolder(store, row);
  };
  return {
    find,
    async create(name) {
      await store.sweep();
      return new StoredFolderWriter(store, name);
    },
    async open(place) {
      const found = await find(place);
      if (found) return found;
      throw new InputError(`This browser holds no data set "${place}"; choose one from the list, or "rooms".`);
    },
  };
}

/** A stored run: where its session saves, and what it has said so far. */
export class BrowserRun implements Checkpoints, StepLog {
  private unstored: StepFacts[] = [];
  private storedAt = Date.now();

  /** @param warn told when steps cannot be stored: training goes on without */
  constructor(
    private readonly store: Store,
    private stored: RunRow,
    private readonly warn: (problem: StorageError) => void,
  ) {}

  get row(): RunRow {
    return this.stored;
  }

  readCheckpoint(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.store.checkpoint(this.stored.id);
  }

  /** @throws StorageError; the checkpoint before it stands */
  async writeCheckpoint(bytes: Uint8Array, step: number): Promise<void> {
    await this.flush();
    const facts = await this.store.factsAfter(this.stored.id, step - 1);
    const factBytes = step * JSON.stringify(facts[0] ?? '').length;
    const row = { ...this.stored, step, savedAt: Date.now(), bytes: bytes.length + factBytes };
    await this.store.putRun(row, exact(bytes));
    this.stored = row;
  }

  async append(facts: StepFacts): Promise<void> {
    this.unstored.push(facts);
    const due = this.unstored.length % STEPS_AT_ONCE === 0 || Date.now() - this.storedAt > LONGEST_UNSTORED;
    if (due) await this.flush();
  }

  async cutAfter(step: number): Promise<void> {
    this.unstored = this.unstored.filter((facts) => facts.step <= step);
    await this.store.cutFactsAfter(this.stored.id, step).catch(this.told);
  }

  /** In order, those from `fromStep` on: the stored ones, and those that are not stored yet. */
  async history(fromStep: number): Promise<StepFacts[]> {
    const stored = (await this.store.factsAfter(this.stored.id, fromStep - 1).catch(this.told)) ?? [];
    return [...(stored as StepFacts[]), ...this.unstored.filter(({ step }) => step >= fromStep)];
  }

  /** Stores what waits; if that fails, it stays in memory and the person is told. */
  async flush(): Promise<void> {
    this.storedAt = Date.now();
    const { unstored } = this;
    if (unstored.length === 0) return;
    const done = await this.store.putFacts(this.stored.id, unstored).then(() => true, this.told);
    if (done) this.unstored = this.unstored.filter((facts) => !unstored.includes(facts));
  }

  private readonly told = (error: unknown): undefined => {
    if (!(error instanceof StorageError)) throw error;
    this.warn(error);
  };
}
