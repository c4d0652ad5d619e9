/** What a confusion matrix tells: pixels by label (rows) and prediction (columns). */

export type Confusion = readonly ArrayLike<number>[];

export interface ClassCounts {
  /** Pixels of the class that are predicted as it. */
  readonly hits: number;
  readonly predicted: number;
  readonly labelled: number;
}

/** By class. */
export function classCounts(confusion: Confusion): ClassCounts[] {
  return confusion.map((row, c) => ({
    hits: row[c]!,
    predicted: confusion.reduce((sum, other) => sum + other[c]!, 0),
    labelled: Array.from(row).reduce((sum, count) => sum + count, 0),
  }));
}

/** tp / (tp + fp + fn); 0 for a class that never occurs, as InvPT's mIoU counts it. */
export const intersectionOverUnion = ({ hits, predicted, labelled }: ClassCounts): number =>
  hits / Math.max(labelled + predicted - hits, 1);

/** Neither labelled nor predicted anywhere: there is nothing to say of it. */
export const isAbsent = ({ predicted, labelled }: ClassCounts): boolean => predicted + labelled === 0;
