/**
 * What an experiment is: configurations, which of their numbers make a table, and the paper's values beside them. Data
 * only; session/experiments runs them.
 */
import type { ExperimentConfig } from '../config/experiment';
import type { PredictionSource } from '../evaluation/evaluate';

/** How large the networks are: each is a set of presets. */
export const SCALES = ['nano', 'mini', 'lite', 'paper'] as const;
export type Scale = (typeof SCALES)[number];

export interface ExperimentOptions {
  readonly scale: Scale;
  /** 'rooms', or a stored data set. */
  readonly data: string;
  /** Of every run; absent: the preset's. */
  readonly steps?: number;
  /** Settings of every run, over all others: [path, value]. */
  readonly set?: readonly (readonly [path: string, value: unknown])[];
}

/** A number of the table. */
export interface Column {
  /** `<task> <metric key>`, or of costs 'time', 'memory', 'parameters', 'flops'. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly digits: number;
  /** What the value is multiplied with where it is shown: the paper writes shares as percent. */
  readonly factor: number;
}

export interface Row {
  /** Unique in the table. */
  readonly id: string;
  /** Rows of one heading stand together. */
  readonly group: string;
  readonly title: string;
  readonly config: ExperimentConfig;
  /** Several runs in place of that of `config`, of which each has some of the tasks: a column's number is of the run that has it. */
  readonly alone?: readonly ExperimentConfig[];
  readonly source: PredictionSource;
  /** The row it is compared with; absent for those that are compared with. */
  readonly base?: string;
  /** The paper's values by column id, as printed there. */
  readonly paper: Readonly<Record<string, number>>;
  /** Their standard deviation, where it is printed. */
  readonly paperDeviation?: Readonly<Record<string, number>>;
}

/** A table that is ready to be run: several rows may read their numbers off one run. */
export interface TableSpec {
  readonly id: string;
  readonly title: string;
  /** "Table 4 of the paper: NYUv2, InvPT with ViT-L." */
  readonly origin: string;
  /** Where this scale or data differ from the paper's, one sentence each. */
  readonly notes: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export interface Experiment {
  /** 'table-4', 'supplement-1' */
  readonly id: string;
  readonly title: string;
  /** What it asks, in one sentence. */
  readonly question: string;
  /** Seeds that the paper used. */
  readonly seeds: number;
  /** @throws InputError for options that do not go together */
  table(options: ExperimentOptions): TableSpec;
}
