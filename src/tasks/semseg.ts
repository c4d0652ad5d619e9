/** Semantic segmentation with the classes of a label set. */
import type { LabelSet } from '../base/label-sets';
import { CLASS_LISTS } from './classes';
import { classification } from './classification';
import type { Task } from './task';

export const semsegOf = (labelSet: LabelSet): Task =>
  classification({
    id: 'semseg',
    publishedName: 'semseg',
    title: 'Segmentation',
    weight: 1,
    classes: CLASS_LISTS[labelSet],
    labels: { stored: (labels) => labels.semseg },
  });
