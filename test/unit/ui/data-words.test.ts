/** What the Data view makes of statistics: shares of all pixels, a histogram without an empty end, findings with their tone. */
import { expect, test } from 'vitest';
import type { DataStatistics, TaskStatistics } from '../../../src/protocol/data-messages';
import { findingsOf } from '../../../src/ui/data/Checks';
import { shownBars } from '../../../src/ui/data/Depth';
import { rowsOf } from '../../../src/ui/data/Shares';
import { classesOf, many, percent, type ShownTask } from '../../../src/ui/data/words';

const classes = [
  { name: 'wall', color: '#111111' },
  { name: 'floor', color: '#222222' },
  { name: 'cabinet', color: '#333333' },
];
const semseg: ShownTask = { id: 'semseg', title: 'Segmentation', legend: { kind: 'classes', classes }, origin: '' };
const found: TaskStatistics = { task: 'semseg', images: 4, unlabelled: 0.2, shares: [0.25, 0.75, 0] };
const of = (tasks: readonly TaskStatistics[], poses: DataStatistics['poses'] = null): DataStatistics => ({
  images: 4,
  tasks,
  poses,
});

test('shares are of all pixels, unlabelled among them, the largest first, without what does not occur', () => {
  expect(rowsOf(semseg, found).map(({ name, share, color }) => [name, Number(share.toFixed(6)), color])).toEqual([
    ['floor', 0.6, '#222222'],
    ['wall', 0.2, '#111111'],
    ['unlabelled', 0.2, null],
  ]);
});

test('labels whose legend is of another list are named by the list of their number, or by number', () => {
  const shares = Array.from({ length: 13 }, () => 1 / 13);
  expect(classesOf(semseg, { ...found, shares })[11]).toEqual({ name: 'wall', color: 'var(--ink-3)' });
  expect(classesOf({ ...semseg, legend: null }, { ...found, shares: [0.5, 0.3, 0.2] }).at(2)?.name).toBe('label 2');
});

test('the histogram ends at the first whole metre after its last value', () => {
  const counts = Array.from({ length: 40 }, (_, bin) => (bin >= 4 && bin <= 16 ? 1 : 0));
  const { high, counts: shown } = shownBars({ high: 10, counts }); // bin 16 ends at 4.25 m
  expect([high, shown.length]).toEqual([5, 20]);
  expect(shown.reduce((sum, one) => sum + one, 0)).toBe(13);
  expect(shownBars({ high: 10, counts: [0, 0] })).toEqual({ high: 10, counts: [0, 0] });
});

test('normals that face away or contradict the depth, and poses that explain nothing, are warnings', () => {
  const normals = (z: number, againstDepth?: number): TaskStatistics => ({
    task: 'normals',
    images: 4,
    unlabelled: 0,
    meanNormal: [0, 0.3, z],
    ...(againstDepth === undefined ? {} : { againstDepth }),
  });
  const tone = (statistics: DataStatistics): string[] => findingsOf(statistics).map((one) => one.tone);
  expect(tone(of([normals(0.6, 4)]))).toEqual(['ok']);
  expect(tone(of([normals(0.6)]))).toEqual(['ok']);
  expect(tone(of([normals(-0.6, 4)]))).toEqual(['warn']);
  expect(tone(of([normals(0.6, 61)]))).toEqual(['warn']);
  expect(tone(of([], { pairs: 3, withPose: 4.5, without: 11 }))).toEqual(['ok']);
  expect(tone(of([], { pairs: 3, withPose: 10, without: 11 }))).toEqual(['warn']);
  expect(findingsOf(of([normals(-0.6)]))[0]?.text).toContain('−0.60 towards the camera');
});

test('shares and counts in words', () => {
  expect([0, 0.001, 0.153, 0.999, 1].map(percent)).toEqual(['0 %', '<1 %', '15 %', '>99 %', '100 %'].map(thin));
  expect([many(1, 'image'), many(1449, 'image')]).toEqual(['1 image', `1\u202f449 images`]);
});

const thin = (text: string): string => text.replace(' ', '\u202f');
