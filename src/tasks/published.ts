/**
 * Tasks as far as a network and its loss need them, for comparison with other programs, and what those programs do
 * otherwise.
 */
import type { LabelRule, Task } from './task';
import { TASKS } from './index';

/** What is compared with a label. */
export interface ComparedTask extends Pick<Task, 'id' | 'loss'> {
  readonly labels: Pick<LabelRule, 'channels'>;
}

export interface PublishedTask extends ComparedTask, Pick<Task, 'publishedName' | 'channels' | 'weight' | 'isDepth'> {
  /** Where a decoder's published code has another number of channels. */
  readonly channelsIn?: Readonly<Record<string, number>>;
  /** Numbers of channels that it can have; absent: any, and labels are classes. */
  readonly widths?: readonly number[];
  /** The largest label that is not 255, where labels are not classes; the least is 0. Absent: any value. */
  readonly most?: number;
}

/** MTI-Net's code has one logit for saliency. */
const ONE_LOGIT = { 'mti-net': 1, 'pad-net': 1, 'high-resolution': 1 };

export const PUBLISHED_TASKS: readonly PublishedTask[] = [
  TASKS.semseg,
  { ...TASKS.depth, widths: [1] },
  { ...TASKS.normals, widths: [3] },
  { ...TASKS.boundary, widths: [1], most: 1 },
  TASKS.parts,
  { ...TASKS.saliency, channelsIn: ONE_LOGIT, widths: [1, 2], most: 1 },
];
