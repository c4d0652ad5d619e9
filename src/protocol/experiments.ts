/** A table as it is shown, exported and sent: plain data, whatever is known of it so far. */

/** One number of one row, over seeds. */
export interface TableCell {
  /** In the column's unit, times its factor; null while nothing is known, or where `missing` says why. */
  readonly mean: number | null;
  /** Of single runs; null below two of them. */
  readonly deviation: number | null;
  /** Each seed's, in the order of the seeds; null for those that are not known. */
  readonly values: readonly (number | null)[];
  /** Why there is no number, if there will be none: "no labels". */
  readonly missing: string | null;
  /** Against the base row, beyond twice the standard error; null for base rows, or with less than two seeds. */
  readonly verdict: 'better' | 'worse' | 'same' | null;
  /** Relative to the base row, towards better, percent. */
  readonly gain: number | null;
  readonly paper: number | null;
  readonly paperDeviation: number | null;
}

export interface TableRow {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** The row that it is compared with; null for those that are compared with. */
  readonly base: string | null;
  /** In the order of the columns. */
  readonly cells: readonly TableCell[];
  /** Mean gain over the columns, percent (delta_m against the base row): ours, and that of the paper's values. */
  readonly delta: number | null;
  /** The same of each seed against that seed's base run; null for those that are not known. */
  readonly deltas: readonly (number | null)[];
  /** Standard deviation of those, and whether their mean is beyond twice its standard error; null below two of them. */
  readonly deltaSpread: { readonly deviation: number; readonly verdict: 'better' | 'worse' | 'same' } | null;
  readonly paperDelta: number | null;
  readonly seedsDone: number;
  /** Mean accumulated weight of rays on held-out images, over the seeds; null without a regularizer, or not known. */
  readonly accumulated: number | null;
}

export interface TableColumn {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly digits: number;
}

export interface TableView {
  readonly experiment: string;
  readonly title: string;
  readonly origin: string;
  readonly notes: readonly string[];
  readonly scale: string;
  readonly data: string;
  /** Of every run; null where they differ. */
  readonly steps: number | null;
  readonly seeds: number;
  /** Runs in all, and those that are done. */
  readonly runs: number;
  readonly done: number;
  /** GPUs that it was run on. */
  readonly adapters: readonly string[];
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export type TableFormat = 'markdown' | 'csv' | 'latex' | 'json';
