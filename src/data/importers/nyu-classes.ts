/**
 * NYU Depth V2's own lists: 894 labels to the 40 classes of Gupta et al. 2013, these to the 13 of Couprie et al. 2013, and
 * the official division of the 1449 labelled images (Silberman et al. 2012).
 */
import type { Split } from '../dataset';

export const NYU_IMAGES = 1449;
export const NYU_RAW_LABELS = 894;
const IGNORED = 255;

/** Class of raw labels 1, 2, …: A = wall (1), B = floor, … Z, a, … n = otherprop (40). */
const CLASS_OF_RAW = [
  'nnCVEnLlnnBmnnZnXnGnAnnhlcnHnnnnlnnNnlnnnOmndnnmnmlnlnknllInnlnKlnnnnnnnnnnnnnlMnnFnWnmJPnnnnlnnnnnn',
  'nnnlnmnnnnmlnnnnnnRnnSbgnnnnnnnnnlajnnnnUnTinnnnnnnnlnnnDfnnmnmnnnnnQnnYnmnnnnnnnnmnnnnnnnnnnnnnnnnn',
  'nnnmnnnnnnnnnmllnnmnmnlmlnnnnnnnnnnmnlnnllnnnnnnnnnnnnnlnnnnnmnnnnnnnnnnnnnnnmnnnnnnnnnnnnmnnnlnnmnn',
  'lnnnnnnnnnnnmnnnnnnnnnnnnnnnnnennnnnnnlnnlmmnnnnnnnnnlnmnnmnnnlnnnnnnnnlmnnnnnnlnnnnnnnnnnnlmnnnnnnn',
  'mnnnnnnlnnnlnmnnnmmnnnnnnnnnnmnnnnnnnnnnnnmmnnmmnnnnlnnlmmnmnmlnnnnnnnnnnnmnlnmnnnnnmmnnnnnnmmnnlmmn',
  'nnnnnnnnmmnnnnmnnnnnmnnmnnnnnnnnnnnnnnnmlnnnnnnnmlmnlmnmnmnnnnnnnnlnnnnnlnnmnnnmnlnnnnnnnnlnnnnnnnnn',
  'nnnnnnnmlnnlnnlnnnnnnnnnmnnnnnnnnnnnnnnnnlnnlnnnnnnnnnnnlllnnnlnnnllnnnnnnnnnnnnnnnnnlnnnnnnnnnnnnnl',
  'nlmnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnmnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnmnmnnnnllnnnlnnnnnnnnnnnnnnmnnm',
  'nnmmnnnnnnnnmmmnnnnmnnnnnnnnmnnnnnmnnnnnnnnnnnnnnlnnnnnnnmnnlnmnnnnlnnnnnlnnnnnnnmnnnnnnnnnmnn',
].join('');

/** Of the 40 classes in order: A = bed (1), B = books, … M = window (13). */
const COARSE_CLASS = 'LEFADIJLMFHFMJFMFGGEGCBFKGGGGGGFGGGGGGFG';

/** Images to train on, by their place in the labelled set, counted from 1; all others are for validation. */
const TRAIN_IMAGES = [
  '3-8 10-13 19-20 22-27 44-45 48-55 58 64-75 80-83 92-116 120-124 130 135-136 138-152 156-166 170 ',
  '177-179 203-206 213-219 223-249 251-263 265-270 274-278 286-295 303-309 313-314 318-324 336-350 ',
  '353-354 365-383 391-394 398-410 415-429 436-440 449-461 467-468 478-507 514 527-530 534-536 540-548 ',
  '552-554 572-578 584-590 595-602 608-611 614-616 622-632 639-643 646-649 652-655 659-662 665-667 ',
  '674-675 682-685 691-692 695-696 700-705 714-716 719-723 729-730 735-742 745-758 788-799 805-809 ',
  '815-820 824-832 847-849 853-856 863-868 872-905 909-916 920-925 929-931 936-944 948-958 963-964 ',
  '968-969 978-990 996-1000 1005-1009 1013-1020 1024-1031 1035-1037 1040-1047 1050-1051 1054-1056 ',
  '1059-1074 1085-1087 1097 1105 1110-1116 1120-1122 1132-1134 1137-1143 1159-1161 1168-1169 1172-1173 ',
  '1177-1178 1185-1191 1197-1200 1213-1215 1221-1225 1231-1232 1236-1246 1251-1253 1266-1274 1281-1284 ',
  '1296 1300-1301 1309-1313 1316-1328 1333-1334 1341-1346 1350-1352 1357-1363 1366-1367 1370-1383 ',
  '1392-1393 1402-1406 1415-1420 1425-1429 1434-1440',
].join('');

function placeOf(letter: string): number {
  return letter >= 'a' ? letter.charCodeAt(0) - 'a'.charCodeAt(0) + 26 : letter.charCodeAt(0) - 'A'.charCodeAt(0);
}

/** Raw label 0..894 to 0..39; unlabelled (0) to 255. [895] */
export const CLASS40_OF_RAW: Uint8Array = Uint8Array.of(IGNORED, ...Array.from(CLASS_OF_RAW, placeOf));

/** 0..39 to 0..12; every other value to 255. [256] */
export const CLASS13_OF_40: Uint8Array = new Uint8Array(256).fill(IGNORED);
CLASS13_OF_40.set(Array.from(COARSE_CLASS, placeOf));

const TRAIN = new Set(
  TRAIN_IMAGES.split(' ').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last! - first! + 1 }, (_, i) => first! + i);
  }),
);

/** @param image its place in the labelled set, counted from 1 */
export function officialSplit(image: number): Split {
  return TRAIN.has(image) ? 'train' : 'val';
}

/** Labels 0..39 as 0..12; 255 stays. */
export function to13Classes(labels: Uint8Array): Uint8Array {
  return labels.map((label) => CLASS13_OF_40[label]!);
}
