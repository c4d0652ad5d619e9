/** A data set as the loader sees it: facts, and samples by split and index. Where it is kept is the host's matter. */
import type { Sample } from './sample';

export type Split = 'train' | 'val';

export interface DatasetInfo {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly counts: Readonly<Record<Split, number>>;
  /** Metres, over the valid pixels of the training split. */
  readonly meanDepth: number;
  /** Names of the semseg classes, 0..C-1. */
  readonly classes: readonly string[];
  /** So many samples in a row are posed views of one scene, in either split; absent: 1. */
  readonly viewsPerScene?: number;
}

export interface Dataset {
  readonly info: DatasetInfo;
  /** @param index 0 .. counts[split] - 1 */
  read(split: Split, index: number): Promise<Sample>;
}
