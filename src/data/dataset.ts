/** A data set as the loader sees it: facts, and samples by split and index. Where it is kept is the host's matter. */
import type { LabelSet } from '../base/label-sets';
import type { Sample, TaskId } from './sample';

export type Split = 'train' | 'val';

export interface DatasetInfo {
  readonly name: string;
  /** Of its images, pixels; of the largest of them where they differ (`mixedSizes`). */
  readonly height: number;
  readonly width: number;
  readonly mixedSizes?: boolean;
  readonly counts: Readonly<Record<Split, number>>;
  /** Metres, over the valid pixels of the training split; 0 without depth. */
  readonly meanDepth: number;
  /** Which class list its semseg labels follow. */
  readonly labelSet: LabelSet;
  /** Labels that at least one of its samples has. */
  readonly labels: readonly TaskId[];
  /**
   * Posed views of one scene stand in a row: where each scene begins, from 0 on and ascending, in each split. Absent:
   * every sample is a scene of its own.
   */
  readonly scenes?: Readonly<Record<Split, readonly number[]>>;
}

export interface Dataset {
  readonly info: DatasetInfo;
  /** @param index 0 .. counts[split] - 1 */
  read(split: Split, index: number): Promise<Sample>;
}
