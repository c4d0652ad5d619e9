/** A table of the paper from its name to its numbers. */
import { InputError } from '../../base/errors';
import { EXPERIMENTS, experimentOf } from '../../experiments';
import { SCALES, type ExperimentOptions, type Scale, type TableSpec } from '../../experiments/types';
import type { TableView } from '../../protocol/experiments';
import { cellsOf, inOrder, planned, resultsOf, type Cell, type CellResult, type PlannedRow } from './cells';
import { runCells, type CellStore, type RunnerOptions } from './runner';
import { tableOf } from './table';

export interface ExperimentWish extends ExperimentOptions {
  readonly id: string;
  readonly seeds: number;
}

const MOST_SEEDS = 20;

/** Every experiment in one line: its name and what it asks. */
export const listed = (): string[] =>
  EXPERIMENTS.map(({ id, title, question }) => `${id.padEnd(14)}${title}. ${question}`);

/** @throws InputError */
export function scaleOf(name: string): Scale {
  const scale = SCALES.find((one) => one === name);
  if (scale) return scale;
  throw new InputError(`Scale is "${name}"; allowed are ${SCALES.join(', ')}.`);
}

/** An experiment with all its runs, and what is known of them. */
export class PlannedExperiment {
  private constructor(
    private readonly wish: ExperimentWish,
    readonly spec: TableSpec,
    private readonly rows: readonly PlannedRow[],
  ) {}

  /** @throws InputError for an unknown experiment, or settings that do not go together */
  static async of(wish: ExperimentWish): Promise<PlannedExperiment> {
    const { seeds } = wish;
    if (!Number.isInteger(seeds) || seeds < 1 || seeds > MOST_SEEDS)
      throw new InputError(`Seeds is ${seeds}; allowed is a whole number from 1 to ${MOST_SEEDS}.`);
    const spec = experimentOf(wish.id).table(wish);
    return new PlannedExperiment(wish, spec, await planned(spec, seeds));
  }

  get cells(): Cell[] {
    return inOrder(this.rows);
  }

  /** Titles of the rows that a run gives numbers for. */
  titlesOf(key: string): string[] {
    const ids = this.rows.filter((row) => cellsOf(row).some((cell) => cell.key === key)).map(({ id }) => id);
    return this.spec.rows.filter(({ id }) => ids.includes(id)).map(({ title }) => title);
  }

  /** Of a run: "Table 4 · Plain heads + regularizer, seed 1". */
  nameOf({ key, config }: Cell): string {
    const place = this.spec.id.replace('-', ' ');
    return `${place.charAt(0).toUpperCase()}${place.slice(1)} · ${this.titlesOf(key).join(', ')}, seed ${config.seed}`;
  }

  /** Those of each seed. */
  cellsOf(row: string): readonly (readonly Cell[])[] {
    return this.rows.find(({ id }) => id === row)?.seeds ?? [];
  }

  /** One a seed, as far as they are known. */
  resultsOf(row: string, results: ReadonlyMap<string, CellResult>): CellResult[] {
    const all = this.rows.filter(({ id }) => id === row).flatMap((one) => resultsOf(one, results));
    return all.filter((one) => one !== undefined);
  }

  table(results: ReadonlyMap<string, CellResult>): TableView {
    const { scale, data, seeds } = this.wish;
    return tableOf(this.spec, this.rows, results, { scale, data, seeds });
  }

  /** What is stored already. */
  async known(cells: Pick<CellStore, 'read'>): Promise<Map<string, CellResult>> {
    const found = await Promise.all(this.cells.map(async ({ key }) => [key, await cells.read(key)] as const));
    return new Map(found.flatMap(([key, result]) => (result ? [[key, result] as const] : [])));
  }

  /**
   * Runs what is missing.
   * @param onTable told the table after each run
   * @throws the signal's reason
   */
  async run(options: RunnerOptions, onTable: (table: TableView) => void): Promise<TableView> {
    const results = await this.known(options.cells);
    const all = await runCells(this.cells, {
      ...options,
      tell: (event) => {
        options.tell(event);
        if (event.kind !== 'done') return;
        results.set(event.result.key, event.result);
        onTable(this.table(results));
      },
    });
    return this.table(all);
  }
}
