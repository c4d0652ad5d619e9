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
  /** One a seed. */
  readonly cells: readonly Cell[];
}

/** Seeds 1 to n of each row; a seed moves weights, order and draws, not the data. */
export async function planned(spec: TableSpec, seeds: number): Promise<PlannedRow[]> {
  const rows = spec.rows.map(async ({ id, config }) => {
    const cells = Array.from({ length: seeds }, async (_, seed) => {
      const seeded = setValue(config, 'seed', seed + 1);
      return { key: await keyOf(seeded), config: seeded };
    });
    return { id, cells: await Promise.all(cells) };
  });
  return Promise.all(rows);
}

/** Each run once: all rows of the first seed come first, so that a whole table is there soon. */
export function inOrder(rows: readonly PlannedRow[]): Cell[] {
  const seeds = rows[0]?.cells.length ?? 0;
  const all = Array.from({ length: seeds }, (_, seed) => rows.map(({ cells }) => cells[seed]!)).flat();
  return [...new Map(all.map((cell) => [cell.key, cell])).values()];
}
