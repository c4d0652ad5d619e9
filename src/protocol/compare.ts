/** Two stored runs on the same held-out images: what the page asks, and what it is shown. */
import type { Legend } from '../base/legend';
import type { Painted } from './views';

/** One of the two, as it was compared. */
export interface ComparedRun {
  readonly id: string;
  readonly name: string;
  /** Of the save that was read. */
  readonly step: number;
  /** Where its predictions come from, as its configuration says (paper Table 5). */
  readonly predictions: 'heads' | 'regularizer' | 'average';
}

export interface Pair<T> {
  readonly a: T;
  readonly b: T;
}

/** Of which of the two the error is smaller, pixel by pixel. */
export interface ErrorDifference {
  /** Blue where A is closer to the truth, red where B is, pale where both are as close. */
  readonly map: Painted;
  readonly legend: Legend;
  /** Shares of the labelled pixels where one is closer than the other. */
  readonly closer: Pair<number>;
}

/** One task that both runs have. */
export interface ComparedMaps {
  readonly task: string;
  readonly title: string;
  readonly legend: Legend;
  readonly truth: Painted | null;
  /** On the truth's scale. */
  readonly maps: Pair<Painted>;
  /** Against the truth; null without. */
  readonly errors: Pair<Painted> | null;
  readonly errorLegend: Legend;
  readonly difference: ErrorDifference | null;
  /** Of this image ("0.284 m"); '' without truth. */
  readonly scores: Pair<string>;
}

export interface CompareView {
  /** Of the two saves: other words, other weights. */
  readonly stamp: string;
  readonly index: number;
  /** Held-out images of the data. */
  readonly count: number;
  readonly id: string;
  readonly image: Painted;
  readonly runs: Pair<ComparedRun>;
  /** What is to be known of the comparison, one sentence each. */
  readonly remarks: readonly string[];
  readonly maps: readonly ComparedMaps[];
}

/** What one image's map scores, as pictures say it; null without a labelled pixel. */
export interface ComparedScore extends Pair<number> {
  /** Positive: B does it better; in the score's unit. */
  readonly gain: number;
}

export interface ComparedImage {
  readonly index: number;
  readonly id: string;
  /** By task; of those that the image has labels for. */
  readonly scores: Readonly<Record<string, ComparedScore>>;
}

/** The published metric of a task over the images so far. */
export interface ComparedMetric {
  readonly task: string;
  readonly title: string;
  readonly name: string;
  readonly unit: string;
  readonly digits: number;
  /** Null: no image had a label. */
  readonly values: Pair<number> | null;
  /** Of B against A, relative and towards better, percent; null where there is none. */
  readonly gain: number | null;
}

export interface CompareScores {
  readonly stamp: string;
  /** Those of this answer. */
  readonly images: readonly ComparedImage[];
  /** Images counted so far, and how many there will be. */
  readonly done: number;
  readonly total: number;
  readonly metrics: readonly ComparedMetric[];
  /** Mean gain of B over the tasks, percent (delta_m against A); null while a task has no number. */
  readonly delta: number | null;
}

/** Held-out images that are counted at most. */
export const MOST_COMPARED = 64;

interface Runs {
  readonly runA: string;
  readonly runB: string;
}

/** Part of the training worker's commands. */
export interface CompareCommands {
  /** @throws InputError if a run has no save, they have no task in common, or their classes differ */
  compare: [what: Runs & { readonly index: number }, answer: CompareView];
  /** The next images from `first` on; 0 begins anew. Whoever wants no more stops asking. */
  compareScores: [what: Runs & { readonly first: number; readonly count: number }, answer: CompareScores];
}
