/**
 * Tasks as far as a network and its loss need them, for comparison with other programs: parts and saliency included,
 * whose metrics and pictures are not built yet.
 */
import { boundaryBce } from '../gpu/kernels/boundary-bce';
import { balancedCrossEntropy, crossEntropy } from '../gpu/kernels/cross-entropy';
import { boundary } from './boundary';
import { depth } from './depth';
import { normals } from './normals';
import { semseg } from './semseg';
import type { LabelRule, Task } from './task';

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

const PARTS = 7; // background and six

const parts: PublishedTask = {
  id: 'parts',
  publishedName: 'human_parts',
  channels: PARTS,
  weight: 2,
  labels: { channels: 1 },
  loss: crossEntropy,
};

/** One logit in MTI-Net's code, two classes in InvPT's; the loss is balanced either way. */
const saliency: PublishedTask = {
  id: 'saliency',
  publishedName: 'sal',
  channels: 2,
  channelsIn: { 'mti-net': 1, 'pad-net': 1, 'high-resolution': 1 },
  widths: [1, 2],
  most: 1,
  weight: 5,
  labels: { channels: 1 },
  loss: (prediction, label) =>
    prediction.shape[3] === 1 ? boundaryBce(prediction, label, 'automatic') : balancedCrossEntropy(prediction, label),
};

export const PUBLISHED_TASKS: readonly PublishedTask[] = [
  semseg,
  { ...depth, widths: [1] },
  { ...normals, widths: [3] },
  { ...boundary, widths: [1], most: 1 },
  parts,
  saliency,
];
