/** What the browser's database holds, and how an older one becomes this one. Rows are plain data under keys of their own. */
import type { IDBPDatabase, IDBPTransaction } from 'idb';

/** A data set, or one that is being made. Its records stand under its key. */
export interface DatasetRow {
  /** Unique, so that two tabs may make the same data set at once. */
  readonly key: string;
  readonly name: string;
  /** The text of dataset.json; '' while it is being made. */
  readonly manifest: string;
  readonly bytes: number;
  /** Milliseconds since 1970 of the last change: one that is being made and long untouched was abandoned. */
  readonly touchedAt: number;
}

/** An import that can go on after a closed tab. Its data set is in the making, under a key of its own. */
export interface ImportRow {
  /** Of the import: the same source and wishes give the same. */
  readonly key: string;
  /** Key of its data set. */
  readonly dataset: string;
  /** Of the data set that it will be. */
  readonly name: string;
  /** What was wished, and of which files: its maker's text. */
  readonly wishes: string;
  /** How far it came, in its maker's words; stored with the records that it describes. */
  readonly state: string;
  /** Records stored of each split. */
  readonly counts: Readonly<Record<'train' | 'val', number>>;
  /** Of its records and of the files kept beside it. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly touchedAt: number;
}

export interface RunRow {
  readonly id: string;
  readonly name: string;
  /** As given at its start; checked by whoever reads it. */
  readonly config: unknown;
  /** Of what is stored; raised when that changes. */
  readonly version: number;
  /** Steps saved. */
  readonly step: number;
  /** Milliseconds since 1970; of the start, before the first save. */
  readonly savedAt: number;
  /** Of the checkpoint and of the steps' numbers. */
  readonly bytes: number;
  /** Absent: a person started it. */
  readonly part?: RunPart;
}

/** Of which experiment a run is one cell. */
export interface RunPart {
  /** Key of the experiment. */
  readonly experiment: string;
  /** Key of the cell. */
  readonly cell: string;
  /** Median of a step, ms, once it is trained; for an evaluation that comes after a reload. */
  readonly time?: number;
}

/** An experiment that was begun: its runs are made one after the other. */
export interface ExperimentRow {
  readonly key: string;
  /** As given at its start; checked by whoever reads it. */
  readonly wish: unknown;
  readonly status: 'running' | 'paused' | 'finished' | 'failed';
  /** Milliseconds since 1970 of the last change. */
  readonly touchedAt: number;
  /** The sentence behind 'failed'; null otherwise. */
  readonly problem: string | null;
}

/** What is kept of a run that is done, shared by all experiments that have it; the rest is the session's matter. */
export interface ResultRow {
  /** Of the cell. */
  readonly key: string;
}

/** The numbers of one step; what else they hold is the session's matter. */
export interface FactRow {
  readonly step: number;
}

/** Key and value of every table. */
export interface Schema {
  datasets: { key: string; value: DatasetRow };
  /** One sample's bytes by data set, split and index. */
  records: { key: readonly [dataset: string, split: string, index: number]; value: Uint8Array<ArrayBuffer> };
  runs: { key: string; value: RunRow };
  /** By run. */
  checkpoints: { key: string; value: Uint8Array<ArrayBuffer> };
  facts: { key: readonly [run: string, step: number]; value: FactRow };
  /** Small measurements by name. */
  notes: { key: string; value: number };
  imports: { key: string; value: ImportRow };
  /** Files kept until an import ends: members of an archive that is read from front to back. */
  staging: { key: readonly [importKey: string, path: string]; value: Uint8Array<ArrayBuffer> };
  experiments: { key: string; value: ExperimentRow };
  /** By cell. */
  results: { key: string; value: ResultRow };
}

export type Table = keyof Schema;
export type Key<T extends Table> = Schema[T]['key'];
export type Value<T extends Table> = Schema[T]['value'];

/** Brings a database from one version to the next. */
export type Migration = (
  db: IDBPDatabase,
  transaction: IDBPTransaction<unknown, string[], 'versionchange'>,
) => void | Promise<void>;

const FIRST_TABLES: readonly Table[] = ['datasets', 'records', 'runs', 'checkpoints', 'facts', 'notes'];

/** From version 0 (nothing) to 1, from 1 to 2 … One that was published is never changed: append. */
export const MIGRATIONS: readonly Migration[] = [
  (db) => {
    for (const table of FIRST_TABLES) db.createObjectStore(table);
  },
  (db) => {
    for (const table of ['imports', 'staging'] satisfies Table[]) db.createObjectStore(table);
  },
  (db) => {
    for (const table of ['experiments', 'results'] satisfies Table[]) db.createObjectStore(table);
  },
];
