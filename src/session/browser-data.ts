/** The port of data sets on the browser's store: a row a record, several in a transaction. */
import { dataNameProblem } from '../base/data-name';
import { InputError, QuotaExceededError } from '../base/errors';
import type { DatasetRow, ImportRow } from '../data/schema';
import type { NewFile, NewRecord, Store } from '../data/store';
import type {
  DataFolder,
  DataFolderWriter,
  DataStore,
  Progress,
  RecordToWrite,
  Resumable,
  Split,
  Staging,
} from './host';

const RECORDS_AT_ONCE = 10; // a transaction; measured best between 8 and 10
const BYTES_AT_ONCE = 8e6; // a transaction
const LONGEST_SILENCE = 2000; // ms between writes of a data set in the making

/** All bytes of an array and no more: what is cloned into the database is the whole buffer behind it. */
export const exact = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.byteLength === bytes.buffer.byteLength ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();

class StoredFolder implements DataFolder {
  readonly place: string;

  constructor(
    private readonly store: Store,
    private readonly row: DatasetRow,
  ) {
    this.place = row.name;
  }

  async readManifest(): Promise<string> {
    return this.row.manifest;
  }

  readRecord(split: Split, index: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.store.record(this.row.key, split, index);
  }
}

/** What a writer begins with; `release` lets others go on with the import. */
interface Beginning {
  readonly row: DatasetRow;
  readonly job?: ImportRow;
  readonly release: () => void;
}

class StoredFolderWriter implements DataFolderWriter {
  readonly progress: Progress;
  readonly staging: Staging;
  private row: DatasetRow;
  private job: ImportRow | undefined;
  private records: NewRecord[] = [];
  private files: NewFile[] = [];
  private waiting = 0; // bytes
  private ended = false;
  private readonly release: () => void;

  constructor(
    private readonly store: Store,
    { row, job, release }: Beginning,
  ) {
    this.row = row;
    this.job = job;
    this.release = release;
    this.progress = { counts: job?.counts ?? { train: 0, val: 0 }, state: job?.state ?? '' };
    this.staging = {
      put: (path, bytes) => this.keep(path, bytes),
      get: async (path) => this.files.find((file) => file.path === path)?.bytes ?? store.file(this.key, path),
      paths: async () =>
        [...new Set([...(await store.filePaths(this.key)), ...this.files.map(({ path }) => path)])].sort(),
    };
  }

  async writeRecord({ split, index, bytes, state }: RecordToWrite): Promise<void> {
    this.row = { ...this.row, bytes: this.row.bytes + bytes.length };
    if (this.job) {
      const counts = { ...this.job.counts, [split]: index + 1 };
      this.job = { ...this.job, state, counts, bytes: this.job.bytes + bytes.length };
    }
    this.records.push({ split, index, bytes: exact(bytes) });
    await this.added(bytes.length);
  }

  /** The description goes in with the last records: from then on the data set is there. */
  async finish(manifest: string): Promise<DataFolder> {
    const made = await this.store.dataset(this.row.name);
    if (made && this.job) throw taken(this.row.name);
    if (made) {
      await this.abandon(); // another tab was faster, and its records are as good
      return new StoredFolder(this.store, made);
    }
    const row = { ...this.row, manifest, bytes: this.row.bytes + manifest.length, touchedAt: Date.now() };
    await this.guarded(() => this.store.finishDataset(row, this.records, this.job));
    this.end();
    return new StoredFolder(this.store, row);
  }

  async abandon(): Promise<void> {
    if (this.ended) return;
    this.end();
    await this.store.deleteDataset(this.row.key, this.job);
  }

  private get key(): string {
    if (!this.job) throw new Error(`"${this.row.name}" keeps no files: it was begun without a key`);
    return this.job.key;
  }

  private async keep(path: string, bytes: Uint8Array): Promise<void> {
    this.job = { ...this.job!, key: this.key, bytes: this.job!.bytes + bytes.length };
    this.files.push({ path, bytes: exact(bytes) });
    await this.added(bytes.length);
  }

  private async added(bytes: number): Promise<void> {
    if (this.ended) throw new Error(`"${this.row.name}" was finished or given up; nothing more can be written`);
    this.waiting += bytes;
    const many = this.records.length + this.files.length >= RECORDS_AT_ONCE || this.waiting >= BYTES_AT_ONCE;
    if (many || Date.now() - this.row.touchedAt > LONGEST_SILENCE) await this.write();
  }

  private async write(): Promise<void> {
    const { records, files } = this;
    [this.records, this.files, this.waiting] = [[], [], 0];
    const touchedAt = Date.now();
    this.row = { ...this.row, touchedAt };
    if (this.job) this.job = { ...this.job, touchedAt };
    await this.guarded(() => this.store.putDataset(this.row, { records, files, ...(this.job && { job: this.job }) }));
  }

  /** Where the storage is full, room is made at once: nothing of this data set stays. */
  private async guarded(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (error instanceof QuotaExceededError) await this.abandon().catch(() => undefined);
      throw error;
    }
  }

  private end(): void {
    this.ended = true;
    [this.records, this.files] = [[], []];
    this.release();
  }
}

const taken = (name: string): InputError =>
  new InputError(`A data set "${name}" is stored here already; choose another name, or delete that one first.`);

type Locks = Pick<LockManager, 'request'>;

/** Held until `release` is called or the tab is closed. @throws InputError if another tab holds it */
function hold(locks: Locks | undefined, key: string): Promise<() => void> {
  if (!locks) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    const held = locks.request(`taskfield import ${key}`, { ifAvailable: true }, (lock) => {
      if (lock) return new Promise<void>((release) => resolve(release));
      reject(new InputError('This import is under way in another tab; wait for it there, or close that tab.'));
      return undefined;
    });
    held.catch(reject);
  });
}

async function begin(store: Store, name: string, resume?: Resumable): Promise<Omit<Beginning, 'release'>> {
  const touchedAt = Date.now();
  const job = resume && (await store.import(resume.key));
  const making = job && (await store.making(job.dataset));
  if (making) return { row: { ...making, name, touchedAt }, job: { ...job, name } };
  const row: DatasetRow = { key: `${name}#${crypto.randomUUID()}`, name, manifest: '', bytes: 0, touchedAt };
  if (!resume) return { row };
  const counts = { train: 0, val: 0 };
  return { row, job: { ...resume, dataset: row.key, name, state: '', counts, bytes: 0, touchedAt } };
}

/** @param locks `navigator.locks`, where there is one: tabs then never write the same import at once */
export function browserData(store: Store, locks: Locks | undefined = globalThis.navigator?.locks): DataStore {
  const find = async (name: string): Promise<DataFolder | undefined> => {
    const row = await store.dataset(name);
    return row && new StoredFolder(store, row);
  };
  return {
    find,
    async create(name, resume) {
      const problem = dataNameProblem(name);
      if (problem) throw new InputError(problem);
      await store.sweep();
      if (resume && (await find(name))) throw taken(name);
      const release = resume ? await hold(locks, resume.key) : () => undefined;
      try {
        return new StoredFolderWriter(store, { ...(await begin(store, name, resume)), release });
      } catch (error) {
        release();
        throw error;
      }
    },
    async open(place) {
      const found = await find(place);
      if (found) return found;
      throw new InputError(`This browser holds no data set "${place}"; choose one from the list, or "rooms".`);
    },
    async list() {
      const rows = (await store.datasets()).map(({ name, manifest, bytes }) => ({ name, manifest, bytes }));
      return rows.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async remove(name) {
      const rows = (await store.datasets()).filter((row) => row.name === name);
      if (rows.length === 0) throw new InputError(`The data set "${name}" is not stored here; nothing was deleted.`);
      for (const row of rows) await store.deleteDataset(row.key);
    },
    async unfinished() {
      return (await store.imports()).sort((a, b) => b.touchedAt - a.touchedAt);
    },
    async forget(key) {
      const release = await hold(locks, key);
      try {
        const job = await store.import(key);
        if (job) await store.deleteDataset(job.dataset, job);
      } finally {
        release();
      }
    },
  };
}
