/** Experiments, results and unfinished runs in the browser's store, in the session's words. */
import type { ExperimentRow, RunRow } from '../../data/schema';
import type { Store } from '../../data/store';
import type { CellResult } from './cells';

export class Shelf {
  constructor(private readonly store: Store) {}

  experiments(): Promise<ExperimentRow[]> {
    return this.store.experiments();
  }

  experiment(key: string): Promise<ExperimentRow | undefined> {
    return this.store.experiment(key);
  }

  async put(row: Omit<ExperimentRow, 'touchedAt'>): Promise<void> {
    await this.store.putExperiment({ ...row, touchedAt: Date.now() });
  }

  /** Cells that are done, of any experiment. */
  async done(): Promise<Set<string>> {
    return new Set(await this.store.resultKeys());
  }

  async read(cell: string): Promise<CellResult | undefined> {
    return (await this.store.result(cell)) as CellResult | undefined;
  }

  /** @param runId of the run that it came from, which is not needed any more; null: its model is kept */
  write(result: CellResult, runId: string | null): Promise<void> {
    return this.store.putResult(result, runId);
  }

  /** Saved runs of cells, by cell: of one that is done, its model. */
  async models(): Promise<Map<string, RunRow>> {
    const rows = await this.store.runs();
    return new Map(rows.flatMap((row) => (row.part && row.step > 0 ? [[row.part.cell, row] as const] : [])));
  }

  /** The run that a cell was begun with. */
  async runOf(cell: string): Promise<RunRow | undefined> {
    return (await this.store.runs()).find(({ part }) => part?.cell === cell);
  }

  async partOf(runId: string): Promise<RunRow['part']> {
    return (await this.store.run(runId))?.part;
  }

  /** Runs of these cells. */
  async runsOf(cells: readonly string[]): Promise<string[]> {
    const rows = await this.store.runs();
    return rows.filter(({ part }) => part && cells.includes(part.cell)).map(({ id }) => id);
  }

  /** What a step of it took, ms. */
  async noteTime(runId: string, time: number): Promise<void> {
    const row = await this.store.run(runId);
    if (row?.part) await this.store.putRun({ ...row, part: { ...row.part, time } });
  }

  checkpoint(runId: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.store.checkpoint(runId);
  }

  /** @param cells that no other experiment needs: their results go, and their runs */
  async delete(key: string, cells: readonly string[]): Promise<void> {
    await this.store.deleteExperiment(key, cells, await this.runsOf(cells));
  }
}
