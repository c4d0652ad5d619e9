/** An evaluation in words and orders: confusions by hand, the best source of a metric, images with their values. */
import { expect, test } from 'vitest';
import type { EvaluationReport, ReportedTask } from '../../../src/protocol/evaluation';
import {
  byIou,
  confusionOf,
  largestConfusions,
  moved,
  percent,
  placeSentence,
} from '../../../src/ui/results/evaluation/confusion';
import { cellsOf, imageValue, measureOf, sourcesOf } from '../../../src/ui/results/evaluation/numbers';

const NAMES = ['wall', 'chair', 'bag', 'sofa', 'bed'];
/** Bags are nowhere, beds are predicted and never labelled. */
const COUNTS = [
  [60, 20, 0, 0, 0],
  [1, 9, 0, 0, 10],
  [0, 0, 0, 0, 0],
  [0, 50, 0, 50, 0],
  [0, 0, 0, 0, 0],
];
const shown = confusionOf(COUNTS, NAMES);

test('classes that occur, their shares and their IoU', () => {
  expect(shown.classes.map(({ name, labelled, predicted }) => [name, labelled, predicted])).toEqual([
    ['wall', 80, 61],
    ['chair', 20, 79],
    ['sofa', 100, 50],
    ['bed', 0, 10],
  ]);
  expect([shown.all, shown.pixels]).toEqual([5, 200]);
  expect(shown.shares).toEqual([
    [0.75, 0.25, 0, 0],
    [0.05, 0.45, 0, 0.5],
    [0, 0.5, 0.5, 0],
    [NaN, NaN, NaN, NaN],
  ]);
  expect(byIou(shown).map(({ name, iou }) => [name, iou])).toEqual([
    ['wall', 60 / 81],
    ['sofa', 50 / 100],
    ['chair', 9 / 90],
    ['bed', 0],
  ]);
});

test('places in words', () => {
  expect(placeSentence(shown, { row: 2, column: 1 })).toBe('50\u202f% of sofa pixels are called chair');
  expect(placeSentence(shown, { row: 0, column: 0 })).toBe('75\u202f% of wall pixels are rightly called wall');
  expect(placeSentence(shown, { row: 0, column: 2 })).toBe('No wall pixel is called sofa');
  expect(placeSentence(shown, { row: 3, column: 0 })).toBe('No pixel is labelled bed');
  expect([0, 0.0004, 0.004, 0.0994, 0.0996, 0.12, 0.9999, 1].map(percent)).toEqual(
    ['0', '<0.1', '0.4', '9.9', '10', '12', '99', '100'].map((text) => `${text}\u202f%`),
  );
});

test('the largest confusions by pixels', () => {
  expect(largestConfusions(shown, 3)).toEqual([
    { row: 2, column: 1, pixels: 50 },
    { row: 0, column: 1, pixels: 20 },
    { row: 1, column: 3, pixels: 10 },
  ]);
  expect(largestConfusions(shown, 9).length).toBe(4);
  expect(largestConfusions(confusionOf([[7]], ['wall']), 5)).toEqual([]);
});

test('arrows move within the matrix', () => {
  expect(moved({ row: 0, column: 3 }, 'ArrowRight', 4)).toEqual({ row: 0, column: 3 });
  expect(moved({ row: 0, column: 3 }, 'ArrowDown', 4)).toEqual({ row: 1, column: 3 });
  expect(moved({ row: 2, column: 3 }, 'Home', 4)).toEqual({ row: 2, column: 0 });
  expect(moved({ row: 0, column: 3 }, 'Tab', 4)).toBe(null);
});

const rmse = { key: 'rmse', name: 'RMSE', unit: 'm', better: 'lower', digits: 4 } as const;
const task: ReportedTask = {
  id: 'depth',
  title: 'Depth',
  metrics: [rmse],
  imageScore: { key: 'rmse', after: 'm', better: 'lower' },
};
const score = (source: 'decoder' | 'rendered' | 'average', value: number, images = 4) =>
  ({ source, task: 'depth', images, values: { rmse: value } }) as const;
const cells = (...scores: EvaluationReport['scores']) =>
  cellsOf({ scores }, 'depth', { metric: rmse, sources: ['decoder', 'rendered', 'average'] });

test('numbers by source, the best marked where there is another', () => {
  const all = [score('decoder', 0.5), score('rendered', 0.25), score('average', 0.3)];
  expect(sourcesOf({ scores: all })).toEqual(['decoder', 'rendered', 'average']);
  expect(cells(...all).map(({ text, best }) => [text, best])).toEqual([
    ['0.5000', false],
    ['0.2500', true],
    ['0.3000', false],
  ]);
  expect(cells(score('decoder', 0.5)).map(({ text, best }) => [text, best])).toEqual([
    ['0.5000', false],
    ['–', false],
    ['–', false],
  ]);
});

test('where there is no number, why', () => {
  expect(cells(score('decoder', NaN, 0), { ...score('rendered', NaN), broken: 2 }, score('average', NaN))).toEqual([
    { text: 'no labels', isNumber: false, best: false },
    { text: 'NaN in 2 of 4 images', isNumber: false, best: false },
    { text: 'no valid pixel', isNumber: false, best: false },
  ]);
});

test('measures and values of images', () => {
  expect(measureOf(rmse)).toBe('RMSE ↓, m');
  expect(measureOf({ ...rmse, better: null, unit: '' })).toBe('RMSE');
  expect(imageValue(0.28449, task)).toBe('0.284 m');
  expect(imageValue(12.3, { ...task, imageScore: { key: 'other', after: '°', better: 'lower' } })).toBe('12.300°');
  expect(imageValue(NaN, task)).toBe('NaN');
});
