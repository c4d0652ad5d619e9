/** What the page says and hears of experiments: they are queued in the training worker, whose runs they are. */
import type { TableFormat, TableView } from './experiments';

/** An experiment that can be run. */
export interface ExperimentFacts {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  /** The paper's number of seeds. */
  readonly seeds: number;
}

export interface ExperimentWish {
  readonly id: string;
  readonly scale: 'nano' | 'mini' | 'lite' | 'paper';
  readonly data: string;
  readonly seeds: number;
  /** Of every run; null: the preset's. */
  readonly steps: number | null;
  /** Settings of every run, over all others: how many rooms, say, or the tasks that the data has labels for. */
  readonly set?: readonly (readonly [path: string, value: unknown])[];
  /** The trained models stay, as stored runs. Default: results alone do. */
  readonly keep?: boolean;
}

/** One that was begun. */
export interface StoredExperiment {
  readonly key: string;
  readonly wish: ExperimentWish;
  readonly title: string;
  /** 'running': its runs are made one after the other, also after a reload; 'paused': when it is told to go on. */
  readonly status: 'running' | 'paused' | 'finished' | 'failed';
  readonly done: number;
  readonly runs: number;
  /** Milliseconds since 1970. */
  readonly touchedAt: number;
  /** The sentence behind 'failed'; null otherwise. */
  readonly problem: string | null;
  /** Of its results, those included that other tables have too. */
  readonly bytes: number;
  /** Of runs that are done. */
  readonly models: { readonly count: number; readonly bytes: number };
}

/** The trained models behind a row. */
export interface RowModels {
  readonly row: string;
  /** Of each seed that is done the stored runs: one, or one a task; null: its model was not kept, or is deleted. */
  readonly seeds: readonly { readonly seed: number; readonly runs: readonly (string | null)[] }[];
}

/** B minus A over the seeds that both have. */
export interface SeedDifferences {
  /** Of each seed, in their order; null where either has no number. */
  readonly values: readonly (number | null)[];
  readonly mean: number | null;
  /** Standard deviation of the differences; null below two of them. */
  readonly deviation: number | null;
  /** Of B, beyond twice the standard error of the differences; null below two of them. */
  readonly verdict: 'better' | 'worse' | 'same' | null;
  /** Of the two runs themselves. */
  readonly own: number | null;
}

export interface SeedMetric extends SeedDifferences {
  readonly task: string;
  readonly title: string;
  readonly name: string;
  readonly unit: string;
  readonly digits: number;
  readonly better: 'higher' | 'lower';
}

/** Two runs of one experiment, each with the runs that repeat it with other seeds. */
export interface SeedsCompared {
  /** 'table-4' */
  readonly id: string;
  /** Those that both have results of. */
  readonly seeds: readonly number[];
  /** Of the two runs. */
  readonly own: { readonly a: number; readonly b: number };
  /** The published metric of each task that both have, over all held-out images. */
  readonly metrics: readonly SeedMetric[];
  /** Mean gain over those tasks, percent (delta_m of B against A). */
  readonly delta: SeedDifferences;
  /** Seeds whose two models are stored, with their runs. */
  readonly models: readonly { readonly seed: number; readonly a: string; readonly b: string }[];
}

/** Where the one that is running stands. */
export interface ExperimentProgress {
  readonly key: string;
  readonly done: number;
  readonly runs: number;
  /** Titles of the rows that the present run gives numbers for, and its seed. */
  readonly rows: readonly string[];
  readonly seed: number;
  readonly phase: 'training' | 'evaluating';
  /** Steps of the run, or images of its evaluation. */
  readonly at: number;
  readonly of: number;
}

/** Part of the training worker's commands. */
export interface ExperimentCommands {
  experiments: [
    none: undefined,
    answer: { readonly known: readonly ExperimentFacts[]; readonly stored: readonly StoredExperiment[] },
  ];
  /** Runs that a person started are saved and ended first. @throws InputError for settings that do not go together */
  beginExperiment: [what: { readonly wish: ExperimentWish }, answer: { readonly key: string }];
  /** Saves the run under way. */
  pauseExperiment: [what: { readonly key: string }, answer: undefined];
  resumeExperiment: [what: { readonly key: string }, answer: undefined];
  /** Its table, and the results that no other stored experiment needs with their models. */
  deleteExperiment: [what: { readonly key: string }, answer: undefined];
  /** As far as it is known. */
  table: [what: { readonly key: string }, answer: TableView];
  /** Row by row. */
  tableModels: [what: { readonly key: string }, answer: readonly RowModels[]];
  /** Null: the two are no cells of one stored experiment, or repeat one configuration. */
  compareSeeds: [what: { readonly runA: string; readonly runB: string }, answer: SeedsCompared | null];
  tableText: [
    what: { readonly key: string; readonly format: TableFormat },
    answer: { readonly name: string; readonly text: string },
  ];
  /** Held-out images of two of its rows, those first where they differ most: [index, id, score of each]. */
  tableImages: [
    what: { readonly key: string; readonly row: string; readonly task: string },
    answer: readonly {
      readonly index: number;
      readonly id: string;
      readonly value: number;
      readonly base: number | null;
    }[],
  ];
}

/** Part of the training worker's events. */
export interface ExperimentEvents {
  /** Null when none is running any more. */
  experiment: ExperimentProgress | null;
}
