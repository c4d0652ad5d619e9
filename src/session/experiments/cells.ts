/** The runs behind a table: each configuration of its rows once, for every seed. */
import { setValue } from '../../config/parse';
import type { ExperimentConfig } from '../../config/experiment';
import type { ImageScore, Score } from '../../evaluation/evaluate';
import type { TableSpec } from '../../experiments/types';

export interface Cell {
  /** Of everything that the numbers depend on: equal runs of several rows, or of another table, are one. */
  readonly key: string;
  readonly config: ExperimentConfig;
}

/** What a step cost. */
export interface CellCost {
  /** Median of a step, ms; null if too few were seen. */
  readonly time: number | null;
  /** Bytes of buffers at the peak, counted. */
  readonly memory: number;
  readonly parameters: number;
  /** Operations of a step, counted. */
  readonly flops: number;
}

/** What is kept of a run that is done. */
export interface CellResult {
  readonly key: string;
  readonly version: string;
  readonly config: ExperimentConfig;
  readonly adapter: string;
  readonly seconds: number;
  readonly cost: CellCost;
  readonly scores: readonly Score[];
  readonly images: readonly ImageScore[];
  /** Mean accumulated weight of rays on held-out images; null without a regularizer, absent in results of before. */
  readonly accumulated?: number | null;
}

const HEX = 16;
const KEY_BYTES = 10;

/** Names, how often a run is saved or evaluated, and the settings of a regularizer that is off change no result. */
function keyOf(config: ExperimentConfig): Promise<string> {
  const regularizer = config.regularizer.enabled ? config.regularizer : null;
  return digestOf(JSON.stringify({ ...config, regularizer, preset: '', checkpointEvery: 0, evaluation: null }));
}

export async function digestOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(digest.subarray(0, KEY_BYTES), (byte) => byte.toString(HEX).padStart(2, '0')).join('');
}

export interface PlannedRow {
  readonly id: string;
  /** Those of each seed: one, or one a task (`Row.alone`). */
  readonly seeds: readonly (readonly Cell[])[];
}

export const cellsOf = ({ seeds }: PlannedRow): readonly Cell[] => seeds.flat();

/** Seeds 1 to n of each row; a seed moves weights, order and draws, not the data. */
export async function planned(spec: TableSpec, seeds: number): Promise<PlannedRow[]> {
  const cellOf = async (config: ExperimentConfig, seed: number): Promise<Cell> => {
    const seeded = setValue(config, 'seed', seed + 1);
    return { key: await keyOf(seeded), config: seeded };
  };
  const rows = spec.rows.map(async ({ id, config, alone = [config] }) => {
    const all = Array.from({ length: seeds }, (_, seed) => Promise.all(alone.map((one) => cellOf(one, seed))));
    return { id, seeds: await Promise.all(all) };
  });
  return Promise.all(rows);
}

/** What a seed of a row gave; several runs as one, whose cost is the first one's. @returns undefined while one is missing */
export function resultsOf({ seeds }: PlannedRow, known: ReadonlyMap<string, CellResult>): (CellResult | undefined)[] {
  return seeds.map((cells) => {
    const results = cells.flatMap(({ key }) => known.get(key) ?? []);
    const [first] = results;
    if (!first || results.length < cells.length) return undefined;
    return { ...first, scores: results.flatMap((one) => one.scores), images: results.flatMap((one) => one.images) };
  });
}

/** Each run once: all rows of the first seed come first, so that a whole table is there soon. */
export function inOrder(rows: readonly PlannedRow[]): Cell[] {
  const count = rows[0]?.seeds.length ?? 0;
  const all = Array.from({ length: count }, (_, seed) => rows.flatMap(({ seeds }) => seeds[seed]!));
  return [...new Map(all.flat().map((cell) => [cell.key, cell])).values()];
}
