/** NYUv2's lists against facts typed from its publications' files. */
import { expect, test } from 'vitest';
import {
  CLASS13_OF_40,
  CLASS40_OF_RAW,
  NYU_IMAGES,
  NYU_RAW_LABELS,
  officialSplit,
  to13Classes,
} from '../../../../src/data/importers/nyu-classes';
import { NYUV2_13_CLASSES } from '../../../../src/base/label-sets';
import { NYUV2_CLASSES } from '../../../../src/base/nyuv2';

test('894 raw labels to 40 classes', () => {
  expect(CLASS40_OF_RAW).toHaveLength(895);
  expect(NYU_RAW_LABELS).toBe(894);
  // unlabelled, book, bottle, cabinet, ceiling, chair; raw label 21 is wall, 11 floor, 5 chair
  expect(Array.from(CLASS40_OF_RAW.subarray(0, 6))).toEqual([255, 39, 39, 2, 21, 4]);
  expect(NYUV2_CLASSES[CLASS40_OF_RAW[21]!]).toBe('wall');
  expect(NYUV2_CLASSES[CLASS40_OF_RAW[11]!]).toBe('floor');
  expect(Array.from(CLASS40_OF_RAW.subarray(-4))).toEqual([39, 38, 39, 39]);
  const count = (label: number): number => CLASS40_OF_RAW.filter((value) => value === label).length;
  expect([count(39), count(37), count(38), count(0)]).toEqual([707, 68, 82, 1]);
  // Counted from 1 the classes add up to 34765.
  expect(CLASS40_OF_RAW.subarray(1).reduce((sum, label) => sum + label + 1, 0)).toBe(34765);
});

test('40 classes to 13', () => {
  const coarse = (name: (typeof NYUV2_CLASSES)[number]): string =>
    NYUV2_13_CLASSES[CLASS13_OF_40[NYUV2_CLASSES.indexOf(name)]!]!;
  expect([coarse('wall'), coarse('floor'), coarse('bed'), coarse('sofa'), coarse('television')]).toEqual([
    'wall',
    'floor',
    'bed',
    'sofa',
    'tv',
  ]);
  expect([coarse('blinds'), coarse('floor mat'), coarse('desk'), coarse('otherprop')]).toEqual([
    'window',
    'floor',
    'table',
    'objects',
  ]);
  expect(CLASS13_OF_40.subarray(0, 40).reduce((sum, label) => sum + label + 1, 0)).toBe(291);
  expect(Array.from(CLASS13_OF_40.subarray(40))).toEqual(new Array(216).fill(255));
  expect(Array.from(to13Classes(Uint8Array.of(0, 255, 3)))).toEqual([11, 255, 0]);
});

test('795 images to train on, 654 to validate', () => {
  const all = Array.from({ length: NYU_IMAGES }, (_, i) => i + 1);
  const train = all.filter((image) => officialSplit(image) === 'train');
  expect(train).toHaveLength(795);
  expect(train.slice(0, 8)).toEqual([3, 4, 5, 6, 7, 8, 10, 11]);
  expect(train.slice(-3)).toEqual([1438, 1439, 1440]);
  expect(train.reduce((sum, image) => sum + image, 0)).toBe(551687);
});
