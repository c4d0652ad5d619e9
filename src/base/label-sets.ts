/** The class lists that semantic labels can follow. A label is a place in its list; 255 = ignore. */
import { NYUV2_CLASSES } from './nyuv2';

/** The 13 classes of Couprie et al. 2013, in the order of their labels 0..12. */
export const NYUV2_13_CLASSES = [
  'bed',
  'books',
  'ceiling',
  'chair',
  'floor',
  'furniture',
  'objects',
  'picture',
  'sofa',
  'table',
  'tv',
  'wall',
  'window',
] as const;

/** PASCAL VOC's, background first: labels 0..20. */
export const PASCAL_CLASSES = [
  'background',
  'aeroplane',
  'bicycle',
  'bird',
  'boat',
  'bottle',
  'bus',
  'car',
  'cat',
  'chair',
  'cow',
  'dining table',
  'dog',
  'horse',
  'motorbike',
  'person',
  'potted plant',
  'sheep',
  'sofa',
  'train',
  'tv monitor',
] as const;

/** Human parts: labels 0..6 (PASCAL-Part, merged to six as Chen et al. 2016). */
export const PART_CLASSES = [
  'background',
  'head',
  'torso',
  'upper arm',
  'lower arm',
  'upper leg',
  'lower leg',
] as const;

export const LABEL_SETS = {
  'nyuv2-40': NYUV2_CLASSES,
  'nyuv2-13': NYUV2_13_CLASSES,
  'pascal-21': PASCAL_CLASSES,
} as const satisfies Record<string, readonly string[]>;

export type LabelSet = keyof typeof LABEL_SETS;
