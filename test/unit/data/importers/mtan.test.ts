import { expect, test } from 'vitest';
import { InputError } from '../../../../src/base/errors';
import { mtan } from '../../../../src/data/importers/mtan';
import { sourceOf } from '../../../../src/data/importers/source';
import type { Layout } from '../../../../src/data/importers/types';
import type { Sample } from '../../../../src/data/sample';
import * as layouts from '../../../helpers/layouts';
import type { LayoutFile } from '../../../helpers/layouts';
import { npyBytes } from '../../../helpers/npy-writer';

async function recognised(files: readonly LayoutFile[]): Promise<Layout> {
  const layout = await mtan.recognise(await sourceOf(layouts.givenOf(files)));
  if (!layout) throw new Error('was not recognised');
  return layout;
}

const read = (layout: Layout, index: number): Promise<Sample> =>
  layout.read(layout.entries[index]!, { normalAxes: '+x+y+z' }, 'nyuv2-13');
const replaced = (path: string, bytes: Uint8Array<ArrayBuffer>): LayoutFile[] => [
  ...layouts.mtan().filter((file) => file.path !== path),
  { path, bytes },
];
const [HEIGHT, WIDTH] = [12, 16];
const PIXELS = HEIGHT * WIDTH;
const FIRST = layouts.scene(1000);

test('image, 13 classes, depth and normals; boundaries from the classes', async () => {
  const layout = await recognised(layouts.mtan());
  expect(layout).toMatchObject({
    importer: 'mtan',
    labelSets: ['nyuv2-13'],
    derived: { boundary: 'from the classes' },
    skipped: [],
  });
  expect(layout.entries.map(({ id, split }) => [id, split])).toEqual([
    ['train-0', 'train'],
    ['train-1', 'train'],
    ['train-2', 'train'],
    ['val-0', 'val'],
    ['val-1', 'val'],
  ]);
  expect(layout.entries[0]!.files).toEqual(
    ['image', 'label', 'depth', 'normal'].map((folder) => `nyuv2/train/${folder}/0.npy`),
  );
  const sample = await read(layout, 0);
  expect(sample).toMatchObject({ id: 'train-0', height: HEIGHT, width: WIDTH, image: FIRST.rgb });
  expect(sample.labels.depth).toEqual(FIRST.depth);
  expect(sample.labels.normals).toEqual(FIRST.normals);
  const of13: Record<number, number> = { 0: 255, 1: 11, 2: 4, 11: 7 };
  expect(Array.from(sample.labels.semseg!)).toEqual(Array.from(FIRST.classes, (value) => of13[value]));
});

test('boundaries come from the classes, -1 being none', async () => {
  const labels = Float64Array.from({ length: PIXELS }, (_, i) => (i % WIDTH < 5 ? 3 : i % WIDTH < 12 ? 7 : -1));
  const layout = await recognised(replaced('nyuv2/train/label/0.npy', npyBytes([HEIGHT, WIDTH], labels)));
  // The class grows into the unlabelled columns by one, half of a seam at this size; the rest is unknown.
  const expected = Uint8Array.from(labels, (_, i) => (i % WIDTH === 4 ? 1 : i % WIDTH > 12 ? 255 : 0));
  expect((await read(layout, 0)).labels.boundary).toEqual(expected);
});

/** The same values with the first axis varying fastest. */
function inFortranOrder(values: ArrayLike<number>, channels: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let y = 0, i = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      for (let c = 0; c < channels; c++, i++) out[y + HEIGHT * (x + WIDTH * c)] = values[i]!;
    }
  }
  return out;
}

test('arrays in Fortran order and of other kinds of numbers are the same arrays', async () => {
  const labels = Float64Array.from(FIRST.classes, (value) => (value === 0 ? -1 : value === 2 ? 4 : 11));
  const image = inFortranOrder(FIRST.rgb, 3).map((value) => value / 255);
  const integers = BigInt64Array.from(Array.from(labels, BigInt));
  const files = [
    { path: 'a/train/image/0.npy', bytes: npyBytes([HEIGHT, WIDTH, 3], image, { fortran: true }) },
    { path: 'a/train/label/0.npy', bytes: npyBytes([HEIGHT, WIDTH], integers, { descr: '<i8' }) },
    {
      path: 'a/train/depth/0.npy',
      bytes: npyBytes([HEIGHT, WIDTH], inFortranOrder(FIRST.depth, 1), { fortran: true }),
    },
    {
      path: 'a/train/normal/0.npy',
      bytes: npyBytes([HEIGHT, WIDTH, 3], inFortranOrder(FIRST.normals, 3), { fortran: true }),
    },
  ];
  const sample = await read(await recognised(files), 0);
  expect(sample.image).toEqual(FIRST.rgb);
  expect(sample.labels.semseg).toEqual(Uint8Array.from(labels, (label) => (label < 0 ? 255 : label)));
  expect(sample.labels.depth).toEqual(FIRST.depth);
  expect(sample.labels.normals).toEqual(FIRST.normals);
});

test('colours of real numbers are rounded to bytes', async () => {
  const values = new Float32Array(PIXELS * 3).fill(0.55294118); // 141 / 255
  values.set([0.5019, 0.5, 1.00001]); // 127.98, 127.5, 255.003
  const layout = await recognised(replaced('nyuv2/train/image/0.npy', npyBytes([HEIGHT, WIDTH, 3], values)));
  expect(Array.from((await read(layout, 0)).image.subarray(0, 5))).toEqual([128, 128, 255, 141, 141]);
});

const filled = (value: number, ...shape: number[]): Uint8Array<ArrayBuffer> =>
  npyBytes(shape, new Float32Array(shape.reduce((a, b) => a * b)).fill(value));

test.each([
  ['label', filled(13, 12, 16), 'has the class 13 at pixel 0; allowed are 0 to 12, and -1 where nothing is labelled'],
  ['label', filled(NaN, 12, 16), 'has the class NaN'],
  ['label', filled(1.5, 12, 16), 'has the class 1.5'],
  ['image', filled(90, 12, 16, 3), 'has the colour 90 at pixel 0; allowed are 0 to 1'],
  ['image', filled(-0.1, 12, 16, 3), 'has the colour -0.1'],
  ['image', filled(0, 3, 12, 16), 'is an array of shape [3, 12, 16]; [height, width, 3] was expected'],
  ['depth', filled(1, 6, 8), 'is 8 x 6 pixels, but its image nyuv2/train/image/0.npy is 16 x 12'],
])('a bad %s refuses the sample by name', async (folder, bytes, message) => {
  const path = `nyuv2/train/${folder}/0.npy`;
  const layout = await recognised(replaced(path, bytes));
  await expect(read(layout, 0)).rejects.toThrow(InputError);
  await expect(read(layout, 0)).rejects.toThrow(`${path} ${message}`);
  expect((await read(layout, 1)).id).toBe('train-1');
});

test('numbers are in their own order, not that of letters', async () => {
  const layout = await recognised(layouts.mtan({ train: 11, val: 0 }));
  expect(layout.entries.map(({ id }) => id)).toEqual(Array.from({ length: 11 }, (_, i) => `train-${i}`));
});

test('the inside of one folder is enough; nobody knows its split then', async () => {
  const files = layouts.mtan({ val: 0 }).map(({ path, bytes }) => ({ path: path.replace('nyuv2/train/', ''), bytes }));
  const layout = await recognised(files);
  expect(layout.entries.map(({ id, split }) => [id, split])).toEqual(['0', '1', '2'].map((id) => [id, undefined]));
  expect(layout.remarks.map(({ text }) => text)).toContain(
    'No folder named train or val says which images are for which.',
  );
});

test('only what is inside train and val, without a folder above', async () => {
  const files = layouts.mtan().map(({ path, bytes }) => ({ path: path.replace('nyuv2/', ''), bytes }));
  expect((await recognised(files)).entries.map(({ id }) => id)).toContain('val-1');
});

test('a missing label is missing from its sample alone', async () => {
  const layout = await recognised(layouts.mtan().filter(({ path }) => path !== 'nyuv2/train/label/1.npy'));
  expect(layout.entries[1]!.labels).toEqual(['depth', 'normals']);
  expect(layout.entries[2]!.labels).toEqual(['semseg', 'depth', 'normals', 'boundary']);
  expect(layout.remarks.map(({ text }) => text)).toContain('1 image has no classes, such as train-1.');
});

test.each([
  ['street scenes without normals', layouts.mtan().filter(({ path }) => !path.includes('/normal/'))],
  ['images with normals alone', layouts.mtan().filter(({ path }) => /image|normal/.test(path))],
  ['NYUD_MT', layouts.nyudMt()],
])('is not %s', async (_, files) => {
  expect(await mtan.recognise(await sourceOf(layouts.givenOf(files)))).toBeUndefined();
});
