/**
 * What the browser keeps: data sets, runs with their checkpoints, the numbers of every step. Each method writes in one
 * transaction, so nothing is ever half stored. Measured: eight to ten typed arrays to a transaction with relaxed
 * durability write 250 MB/s, and the quota shows only in the write that exceeds it (spec/webgpu.md A §4).
 */
import type { DatasetRow, FactRow, RunRow } from './schema';
import { openTables, type Change, type OpenOptions, type Tables } from './tables';

/** A sample's bytes on their way in. */
export interface NewRecord {
  readonly split: string;
  readonly index: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A data set in the making writes every few seconds: one silent for so long has no maker any more. */
const ABANDONED = 60_000; // ms

export class Store {
  constructor(private readonly tables: Tables) {}

  /** Why nothing that is written here will last; null if it will. */
  get problem(): string | null {
    return this.tables.problem;
  }

  /** Data sets that are complete. */
  async datasets(): Promise<DatasetRow[]> {
    return (await this.tables.all('datasets')).filter(({ manifest }) => manifest !== '');
  }

  async dataset(name: string): Promise<DatasetRow | undefined> {
    return (await this.datasets()).find((row) => row.name === name);
  }

  /** Adds records and replaces the data set's row. */
  putDataset(row: DatasetRow, records: readonly NewRecord[] = []): Promise<void> {
    return this.tables.apply([
      { put: 'datasets', key: row.key, value: row },
      ...records.map(({ split, index, bytes }): Change => ({
        put: 'records',
        key: [row.key, split, index],
        value: bytes,
      })),
    ]);
  }

  record(dataset: string, split: string, index: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.tables.get('records', [dataset, split, index]);
  }

  /** The row and all its records. */
  deleteDataset(key: string): Promise<void> {
    return this.tables.apply([
      { drop: 'datasets', key },
      { drop: 'records', key: { first: key } },
    ]);
  }

  /** Deletes what was begun, in this tab or another, and will never be complete. */
  async sweep(now = Date.now()): Promise<void> {
    for (const { key, manifest, touchedAt } of await this.tables.all('datasets')) {
      if (manifest === '' && touchedAt < now - ABANDONED) await this.deleteDataset(key);
    }
  }

  runs(): Promise<RunRow[]> {
    return this.tables.all('runs');
  }

  run(id: string): Promise<RunRow | undefined> {
    return this.tables.get('runs', id);
  }

  /** With a checkpoint, both or neither are replaced. */
  putRun(row: RunRow, checkpoint?: Uint8Array<ArrayBuffer>): Promise<void> {
    const saved: Change[] = checkpoint ? [{ put: 'checkpoints', key: row.id, value: checkpoint }] : [];
    return this.tables.apply([{ put: 'runs', key: row.id, value: row }, ...saved]);
  }

  checkpoint(runId: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.tables.get('checkpoints', runId);
  }

  /** The row, its checkpoint and its steps. */
  deleteRun(id: string): Promise<void> {
    return this.tables.apply([
      { drop: 'runs', key: id },
      { drop: 'checkpoints', key: id },
      { drop: 'facts', key: { first: id } },
    ]);
  }

  putFacts(runId: string, facts: readonly FactRow[]): Promise<void> {
    return this.tables.apply(facts.map((value) => ({ put: 'facts', key: [runId, value.step], value })));
  }

  /** In the order of their steps, those after `step`. */
  factsAfter(runId: string, step: number): Promise<FactRow[]> {
    return this.tables.all('facts', { first: runId, after: step });
  }

  cutFactsAfter(runId: string, step: number): Promise<void> {
    return this.tables.apply([{ drop: 'facts', key: { first: runId, after: step } }]);
  }

  note(name: string): Promise<number | undefined> {
    return this.tables.get('notes', name);
  }

  putNote(name: string, value: number): Promise<void> {
    return this.tables.apply([{ put: 'notes', key: name, value }]);
  }

  close(): void {
    this.tables.close();
  }
}

/** Never refuses: where nothing can be stored, the store says so and keeps things in memory. */
export async function openStore(options?: OpenOptions): Promise<Store> {
  const store = new Store(await openTables(options));
  await store.sweep().catch(() => undefined); // shows again, with its reason, at the first use
  return store;
}
