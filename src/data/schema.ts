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
}

export type Table = keyof Schema;
export type Key<T extends Table> = Schema[T]['key'];
export type Value<T extends Table> = Schema[T]['value'];

/** Brings a database from one version to the next. */
export type Migration = (
  db: IDBPDatabase,
  transaction: IDBPTransaction<unknown, string[], 'versionchange'>,
) => void | Promise<void>;

const TABLES: readonly Table[] = ['datasets', 'records', 'runs', 'checkpoints', 'facts', 'notes'];

/** From version 0 (nothing) to 1, from 1 to 2 … One that was published is never changed: append. */
export const MIGRATIONS: readonly Migration[] = [
  (db) => {
    for (const table of TABLES) db.createObjectStore(table);
  },
];
