/** One model on the images of one split: what the command line prints, the page shows, and both export. Plain data. */
import type { Split } from '../data/dataset';
import type { ImageScore, PredictionSource, Score } from '../evaluation/evaluate';
import type { MetricInfo } from '../tasks/metrics/meter';
import type { TableFormat } from './experiments';
import type { CompareView } from './compare';
import type { Painted } from './views';

/**
 * Where predictions meet labels: at the size that the network reads, padding and all (the published InvPT, and what
 * training shows), or at each image's own size, padding cut off.
 */
export type Resolution = 'network' | 'original';

/** A task as a reader needs it. */
export interface ReportedTask {
  readonly id: string;
  readonly title: string;
  /** The first is the one that tables show. */
  readonly metrics: readonly MetricInfo[];
  /** Names of its classes by number; of classification alone. */
  readonly classes?: readonly string[];
  /** Which of the metrics' keys stands beside a single image, its unit, and which way is better. */
  readonly imageScore: { readonly key: string; readonly after: string; readonly better: 'higher' | 'lower' };
}

export interface EvaluationReport {
  /** Of the run or the file. */
  readonly name: string;
  readonly step: number;
  readonly data: string;
  readonly split: Split;
  readonly resolution: Resolution;
  /** Of the split. */
  readonly total: number;
  readonly tasks: readonly ReportedTask[];
  /** Of the images so far, by source and task; with `confusion` for tasks of classes. */
  readonly scores: readonly Score[];
  /** Of the tasks that an image has labels for. */
  readonly images: readonly ImageScore[];
  /** The first tensor of the weights that holds NaN or an infinity; absent where all are numbers. */
  readonly badWeights?: string;
}

interface EvaluatedRun {
  readonly run: string;
  readonly resolution: Resolution;
}

/** The report so far: `report.images` are those of this answer alone. */
export interface EvaluationPart {
  /** Of the save that was read; other words, other weights. */
  readonly stamp: string;
  readonly done: number;
  readonly report: EvaluationReport;
}

/** Part of the training worker's commands. */
export interface EvaluationCommands {
  /** The next held-out images from `first` on; 0 begins anew. Whoever wants no more stops asking. @throws InputError */
  evaluateRun: [what: EvaluatedRun & { readonly first: number; readonly count: number }, answer: EvaluationPart];
  /** One image's maps of one source, truth and errors, as a comparison of the run with itself. @throws InputError */
  evaluatedImage: [
    what: EvaluatedRun & { readonly index: number; readonly source: PredictionSource },
    answer: CompareView,
  ];
  /** Held-out images made small, in this order; needs no GPU. @throws InputError */
  evaluatedLooks: [what: { readonly run: string; readonly indices: readonly number[] }, answer: readonly Painted[]];
  /** The report that was counted last, as a text. @throws InputError if there is none of this stamp */
  evaluationText: [what: { readonly stamp: string; readonly format: TableFormat }, answer: string];
}
