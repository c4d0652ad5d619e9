/** What an import leaves and costs, by hand-made counts, and what is refused of the wishes. */
import { expect, test } from 'vitest';
import type { DataLibrary, ImportPreview } from '../../../src/protocol/data-messages';
import { available, costOf, firstWishes, nameFor, wrongIn } from '../../../src/store/data-wishes';

const preview: ImportPreview = {
  id: 'one',
  source: 'NYUD_MT.tgz',
  bytes: 1000,
  importer: 'nyud-mt',
  title: 'NYUD_MT',
  images: 110,
  splits: { train: 60, val: 40, unknown: 10 },
  scenes: [
    ['kitchen', 70],
    ['bedroom', 40],
  ],
  height: 480,
  width: 640,
  tasks: [],
  labelSets: ['nyuv2-13'],
  choices: [{ id: 'depth', title: 'Depth', options: [], suggested: 'raw', why: '' }],
  remarks: [],
  skipped: [],
  statistics: { images: 6, tasks: [], poses: null },
  looks: [],
  bytesAnImage: 1000,
  millisecondsAnImage: 100,
  unfinished: null,
};
const library = (...names: string[]): DataLibrary => ({
  sets: names.map((name) => ({ name }) as DataLibrary['sets'][number]),
  unfinished: [],
  bytes: 0,
  offered: null,
  persisted: false,
  problem: null,
});
const first = firstWishes(preview, null);

test('names come from the files and are never taken', () => {
  expect(nameFor('NYUD_MT.tgz', null)).toBe('nyud-mt');
  expect(nameFor('nyu_depth_v2_labeled.mat', null)).toBe('nyu-depth-v2-labeled');
  expect(nameFor('Bilder.tar.gz', library('bilder', 'bilder-2'))).toBe('bilder-3');
  expect(nameFor('rooms/', null)).toBe('rooms-2');
  expect(nameFor('图像', null)).toBe('data');
});

test('wishes begin at fifty images, or where an interrupted import was', () => {
  expect(first).toMatchObject({ limit: 50, labelSet: 'nyuv2-13', chosen: { depth: 'raw' }, height: 0, scenes: [] });
  const wishes = { ...first, name: 'half', limit: 7 };
  expect(firstWishes({ ...preview, unfinished: { key: 'k', wishes, done: 3 } }, null)).toBe(wishes);
});

test('splits, scenes and the validation share leave so many images', () => {
  const of = (change: object): number => available(preview, { ...first, ...change });
  expect(of({})).toBe(110);
  expect(of({ splits: 'train' })).toBe(68); // 60, and 8 of the 10 that nothing divides
  expect(of({ splits: 'val' })).toBe(42);
  expect(of({ splits: 'val', validationShare: 0.5 })).toBe(45);
  expect(of({ scenes: ['bedroom'] })).toBe(40);
  expect(of({ scenes: ['kitchen'], splits: 'val' })).toBe(42);
});

test('size follows the area that is stored, time the images that are read', () => {
  expect(costOf(preview, first)).toEqual({ bytes: 50_000, seconds: 5 });
  expect(costOf(preview, { ...first, height: 240 })).toEqual({ bytes: 12_500, seconds: 5 });
  expect(costOf(preview, { ...first, height: 960 })).toEqual({ bytes: 50_000, seconds: 5 }); // never made larger
  expect(costOf(preview, { ...first, limit: 1000, scenes: ['bedroom'] }).bytes).toBe(40_000);
});

test('what cannot stand is said in one sentence each', () => {
  const of = (change: object) => wrongIn(preview, { ...first, ...change }, library('mine'));
  expect(of({})).toEqual({});
  expect(of({ name: ' ' })).toEqual({ name: 'Name is empty; give the data set a name.' });
  expect(of({ name: 'mine' })).toEqual({ name: '“mine” is taken; give another name.' });
  expect(of({ name: 'a/b' }).name).toMatch(/a\/b/);
  expect(of({ limit: -4 })).toEqual({ limit: 'Images is −4; allowed is a whole number from 1 to 110.' });
  expect(of({ limit: NaN }).limit).toMatch(/allowed is a whole number from 1 to 110/);
  expect(of({ scenes: ['attic'] }).limit).toMatch(/^No image is left/);
});
