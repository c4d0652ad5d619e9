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
  /** Its table and the results that no other stored experiment needs. */
  deleteExperiment: [what: { readonly key: string }, answer: undefined];
  /** As far as it is known. */
  table: [what: { readonly key: string }, answer: TableView];
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
