/**
 * What the browser keeps: data sets, runs with their checkpoints, the numbers of every step. Each method writes in one
 * transaction, so nothing is ever half stored. Measured: eight to ten typed arrays to a transaction with relaxed
 * durability write 250 MB/s, and the quota shows only in the write that exceeds it (spec/webgpu.md A §4).
 */
import type { DatasetRow, ExperimentRow, FactRow, ImportRow, ResultRow, RunRow } from './schema';
import { openTables, type Change, type OpenOptions, type Tables } from './tables';

/** A sample's bytes on their way in. */
export interface NewRecord {
  readonly split: string;
  readonly index: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A file to keep until an import ends. */
export interface NewFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What goes in with a data set's row. */
export interface Additions {
  readonly records?: readonly NewRecord[];
  readonly files?: readonly NewFile[];
  /** The import that the data set belongs to, replaced. */
  readonly job?: ImportRow;
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

  /** The row of a data set, complete or not. */
  making(key: string): Promise<DatasetRow | undefined> {
    return this.tables.get('datasets', key);
  }

  /** Adds records and files, and replaces the rows of the data set and of its import. */
  putDataset(row: DatasetRow, { records = [], files = [], job }: Additions = {}): Promise<void> {
    return this.tables.apply([...datasetChanges(row, records), ...(job ? jobChanges(job, files) : [])]);
  }

  /** The description and the last records go in; the import and its files are forgotten. */
  finishDataset(row: DatasetRow, records: readonly NewRecord[], job?: ImportRow): Promise<void> {
    return this.tables.apply([...datasetChanges(row, records), ...(job ? dropJob(job.key) : [])]);
  }

  record(dataset: string, split: string, index: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.tables.get('records', [dataset, split, index]);
  }

  /** The row and all its records; with its import, that and its files, too. */
  deleteDataset(key: string, job?: ImportRow): Promise<void> {
    return this.tables.apply([
      { drop: 'datasets', key },
      { drop: 'records', key: { first: key } },
      ...(job ? dropJob(job.key) : []),
    ]);
  }

  /** Imports that are under way or can go on. */
  imports(): Promise<ImportRow[]> {
    return this.tables.all('imports');
  }

  import(key: string): Promise<ImportRow | undefined> {
    return this.tables.get('imports', key);
  }

  file(importKey: string, path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.tables.get('staging', [importKey, path]);
  }

  async filePaths(importKey: string): Promise<string[]> {
    return (await this.tables.keys('staging', { first: importKey })).map(([, path]) => path);
  }

  /** Deletes what was begun, in this tab or another, and will never be complete: imports that can go on stay. */
  async sweep(now = Date.now()): Promise<void> {
    const resumable = new Set((await this.imports()).map(({ dataset }) => dataset));
    for (const { key, manifest, touchedAt } of await this.tables.all('datasets')) {
      if (manifest === '' && touchedAt < now - ABANDONED && !resumable.has(key)) await this.deleteDataset(key);
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
    return this.tables.apply(dropRun(id));
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

  experiments(): Promise<ExperimentRow[]> {
    return this.tables.all('experiments');
  }

  experiment(key: string): Promise<ExperimentRow | undefined> {
    return this.tables.get('experiments', key);
  }

  putExperiment(row: ExperimentRow): Promise<void> {
    return this.tables.apply([{ put: 'experiments', key: row.key, value: row }]);
  }

  /** With the results of these cells and these runs. */
  deleteExperiment(key: string, results: readonly string[], runs: readonly string[]): Promise<void> {
    const dropped = results.map((cell): Change => ({ drop: 'results', key: cell }));
    return this.tables.apply([{ drop: 'experiments', key }, ...dropped, ...runs.flatMap(dropRun)]);
  }

  result(cell: string): Promise<ResultRow | undefined> {
    return this.tables.get('results', cell);
  }

  /** Cells that have one. */
  resultKeys(): Promise<string[]> {
    return this.tables.keys('results');
  }

  /** @param run that it came from, and that goes; null: it is kept */
  putResult(row: ResultRow, run: string | null): Promise<void> {
    return this.tables.apply([{ put: 'results', key: row.key, value: row }, ...(run === null ? [] : dropRun(run))]);
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

function datasetChanges(row: DatasetRow, records: readonly NewRecord[]): Change[] {
  const put = records.map(({ split, index, bytes }): Change => ({
    put: 'records',
    key: [row.key, split, index],
    value: bytes,
  }));
  return [{ put: 'datasets', key: row.key, value: row }, ...put];
}

function jobChanges(job: ImportRow, files: readonly NewFile[]): Change[] {
  const put = files.map(({ path, bytes }): Change => ({ put: 'staging', key: [job.key, path], value: bytes }));
  return [{ put: 'imports', key: job.key, value: job }, ...put];
}

const dropRun = (id: string): Change[] => [
  { drop: 'runs', key: id },
  { drop: 'checkpoints', key: id },
  { drop: 'facts', key: { first: id } },
];

const dropJob = (key: string): Change[] => [
  { drop: 'imports', key },
  { drop: 'staging', key: { first: key } },
];

/** Never refuses: where nothing can be stored, the store says so and keeps things in memory. */
export async function openStore(options?: OpenOptions): Promise<Store> {
  const store = new Store(await openTables(options));
  await store.sweep().catch(() => undefined); // shows again, with its reason, at the first use
  return store;
}
