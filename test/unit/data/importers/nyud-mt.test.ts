import { expect, test } from 'vitest';
import { InputError } from '../../../../src/base/errors';
import { sourceOf } from '../../../../src/data/importers/source';
import { nyudMt } from '../../../../src/data/importers/nyud-mt';
import type { Layout, Source } from '../../../../src/data/importers/types';
import type { Sample } from '../../../../src/data/sample';
import * as layouts from '../../../helpers/layouts';
import type { LayoutFile } from '../../../helpers/layouts';
import { npyBytes } from '../../../helpers/npy-writer';

const AS_THEY_ARE = { normalAxes: '+x+y+z' };

async function recognised(files: readonly LayoutFile[]): Promise<Layout> {
  const layout = await nyudMt.recognise(await sourceOf(layouts.givenOf(files)));
  if (!layout) throw new Error('was not recognised');
  return layout;
}

const idsOf = ({ entries }: Layout): (string | undefined)[][] => entries.map(({ id, split }) => [id, split]);
const read = (layout: Layout, index: number): Promise<Sample> =>
  layout.read(layout.entries[index]!, AS_THEY_ARE, 'nyuv2-40');
const without = (files: readonly LayoutFile[], ...parts: string[]): LayoutFile[] =>
  files.filter(({ path }) => !parts.some((part) => path.includes(part)));
/** The files, one of them with other content. */
const replaced = (files: readonly LayoutFile[], path: string, bytes: Uint8Array<ArrayBuffer>): LayoutFile[] => [
  ...files.filter((file) => file.path !== path),
  { path, bytes },
];
const remarksOf = ({ remarks }: Layout): string => remarks.map(({ text }) => text).join(' ');

/** As layouts.ts makes the first image. */
const FIRST = layouts.scene(1000);
const SEMSEG = FIRST.classes.map((value) => (value === 0 ? 255 : value - 1));

test('NYUD_MT: image, classes, depth, normals and edges of an id, split by the lists', async () => {
  const layout = await recognised(layouts.nyudMt());
  expect(idsOf(layout)).toEqual([
    ['000001', 'train'],
    ['000002', 'train'],
    ['000003', 'train'],
    ['000004', 'val'],
    ['000005', 'val'],
  ]);
  expect(layout).toMatchObject({ importer: 'nyud-mt', labelSets: ['nyuv2-40', 'nyuv2-13'], derived: {}, skipped: [] });
  expect(layout.entries[0]).toEqual({
    id: '000001',
    split: 'train',
    labels: ['semseg', 'depth', 'normals', 'boundary'],
    files: [
      'NYUD_MT/images/000001.jpg',
      'NYUD_MT/segmentation/000001.png',
      'NYUD_MT/depth/000001.npy',
      'NYUD_MT/normals/000001.npy',
      'NYUD_MT/edge/000001.npy',
    ],
  });
  const sample = await read(layout, 0);
  expect(sample).toMatchObject({ id: '000001', height: 12, width: 16 });
  expect(sample.camera).toBeUndefined();
  expect(sample.image).toHaveLength(12 * 16 * 3);
  expect(sample.labels).toEqual({
    semseg: SEMSEG,
    depth: FIRST.depth,
    normals: FIRST.normals,
    boundary: FIRST.edges,
  });
});

test('ATRC: PNG images are exact, edges 0 and 255, normals of bytes with their zero vector', async () => {
  const layout = await recognised(layouts.atrc());
  const { image, labels } = await read(layout, 0);
  expect(image).toEqual(FIRST.rgb);
  expect(labels.semseg).toEqual(SEMSEG);
  expect(labels.depth).toEqual(FIRST.depth);
  expect(labels.boundary).toEqual(FIRST.edges);
  // Bytes 128 128 128 stand for the zero vector of the first pixel; (128, 128, 255) for (0, 0, 1), with 128 = .0039.
  const { normals = new Float32Array(0) } = labels;
  expect(Array.from(normals.subarray(0, 3))).toEqual([0, 0, 0]);
  const length = Math.hypot(1, 1 / 255, 1 / 255);
  expect(normals[3]).toBeCloseTo(1 / 255 / length, 6);
  expect(normals[5]).toBeCloseTo(1 / length, 6);
});

test('bytes 127 and 128 both stand for zero', async () => {
  const data = new Uint8Array(12 * 16 * 3).fill(127);
  data.set([127, 128, 127, 129, 127, 127], 0);
  const path = 'NYUDv2/normals/000001.png';
  const files = replaced(layouts.atrc(), path, layouts.png({ width: 16, height: 12, channels: 3, data }));
  const { normals = new Float32Array(0) } = (await read(await recognised(files), 0)).labels;
  expect(Array.from(normals.subarray(0, 3))).toEqual([0, 0, 0]);
  expect(normals[3]).toBeCloseTo(Math.sqrt(9 / 11), 6); // (3, -1, -1) / 255
  expect(normals.subarray(6).every((value) => value === 0)).toBe(true);
});

test('float normals become unit vectors', async () => {
  const normals = new Float32Array(12 * 16 * 3).fill(0);
  normals.set([0, 0.3, -0.4]);
  const files = replaced(layouts.nyudMt(), 'NYUD_MT/normals/000001.npy', npyBytes([12, 16, 3], normals));
  const { labels } = await read(await recognised(files), 0);
  [0, 0.6, -0.8].forEach((value, i) => expect(labels.normals![i]).toBeCloseTo(value, 6));
});

test.each([
  ['below other folders', 'my/data/NYUD_MT'],
  ['under another name', 'x'],
])('the tree is found %s', async (_, root) => {
  expect(idsOf(await recognised(layouts.nyudMt({}, root)))).toHaveLength(5);
});

test('what lies inside the tree is enough', async () => {
  const files = layouts.nyudMt().map(({ path, bytes }) => ({ path: path.replace('NYUD_MT/', ''), bytes }));
  const layout = await recognised(files);
  expect(layout.entries[0]).toMatchObject({ id: '000001', split: 'train' });
  expect((await read(layout, 0)).labels.semseg).toEqual(SEMSEG);
});

test('of two trees the larger one is taken, and the other one named', async () => {
  const layout = await recognised([...layouts.nyudMt({ train: 1, val: 0 }, 'a'), ...layouts.nyudMt({}, 'b')]);
  expect(layout.entries).toHaveLength(5);
  expect(layout.remarks[0]).toEqual({
    kind: 'warning',
    text: 'There is a second data set of this layout in a.',
    consequence: 'Only b is imported; give the other one alone to import it too.',
  });
});

test.each([
  ['images alone', without(layouts.nyudMt(), 'segmentation', 'depth', 'normals', 'edge')],
  ['images with edges alone', without(layouts.nyudMt(), 'segmentation', 'depth', 'normals')],
  ['MTAN', layouts.mtan()],
  ['frames of videos', layouts.kaggle()],
])('is not %s', async (_, files) => {
  expect(await nyudMt.recognise(await sourceOf(layouts.givenOf(files)))).toBeUndefined();
});

test('lists may have CRLF, blank lines, blanks and a byte order mark', async () => {
  const list = layouts.text('\uFEFF000002\r\n\r\n  000001 \r\n000002\r\n');
  const layout = await recognised(replaced(layouts.nyudMt(), 'NYUD_MT/gt_sets/train.txt', list));
  expect(idsOf(layout).slice(0, 3)).toEqual([
    ['000002', 'train'],
    ['000001', 'train'],
    ['000004', 'val'],
  ]);
  expect(layout.skipped).toEqual([
    {
      path: 'NYUD_MT/gt_sets/train.txt, NYUD_MT/gt_sets/val.txt',
      reason: '1 image stands in no list, such as "000003", and is left out.',
    },
  ]);
});

test('ids without an image are told by list', async () => {
  const layout = await recognised(without(layouts.nyudMt(), 'images/000001', 'images/000002'));
  expect(idsOf(layout).map(([id]) => id)).toEqual(['000003', '000004', '000005']);
  expect(layout.skipped).toEqual([
    { path: 'NYUD_MT/gt_sets/train.txt', reason: 'Of its 3 ids 2 have no image here, such as "000001".' },
  ]);
});

test('without lists all images come, undivided', async () => {
  const layout = await recognised(without(layouts.nyudMt(), 'gt_sets'));
  expect(idsOf(layout)).toEqual(['000001', '000002', '000003', '000004', '000005'].map((id) => [id, undefined]));
  expect(remarksOf(layout)).toContain('No list says which images are for training');
});

test('an image in both lists comes twice, under two ids, with a warning', async () => {
  const layout = await recognised(replaced(layouts.nyudMt(), 'NYUD_MT/gt_sets/val.txt', layouts.text('000001\n')));
  expect(idsOf(layout)).toContainEqual(['000001', 'train']);
  expect(idsOf(layout)).toContainEqual(['000001 (val)', 'val']);
  expect(remarksOf(layout)).toContain('1 image stands in both lists.');
  expect((await read(layout, 3)).labels.semseg).toEqual(SEMSEG);
});

test('files without a partner: the sample is partly labelled, and counted', async () => {
  const layout = await recognised(without(layouts.nyudMt(), 'depth/000002', 'edge/000002', 'edge/000004'));
  expect(layout.entries[1]!.labels).toEqual(['semseg', 'normals', 'boundary']);
  expect(Object.keys((await read(layout, 1)).labels).sort()).toEqual(['boundary', 'normals', 'semseg']);
  expect(remarksOf(layout)).toContain('1 image has no depth, such as 000002.');
  expect(layout.derived).toEqual({ boundary: 'from the classes for 2 of 5 images' });
});

test('boundaries without a file come from the classes', async () => {
  const classes = Uint8Array.from({ length: 12 * 16 }, (_, i) => (i % 16 < 7 ? 3 : 5));
  const png = layouts.png({ width: 16, height: 12, data: classes });
  const layout = await recognised(without(replaced(layouts.nyudMt(), 'NYUD_MT/segmentation/000001.png', png), 'edge'));
  expect(layout.derived).toEqual({ boundary: 'from the classes' });
  const { boundary } = (await read(layout, 0)).labels;
  expect(boundary).toEqual(Uint8Array.from({ length: 12 * 16 }, (_, i) => (i % 16 === 6 ? 1 : 0)));
});

test('the 13 classes: wall and floor by the published map', async () => {
  const layout = await recognised(layouts.nyudMt());
  const { semseg } = (await layout.read(layout.entries[0]!, AS_THEY_ARE, 'nyuv2-13')).labels;
  const of13: Record<number, number> = { 0: 255, 1: 11, 2: 4, 11: 7 }; // wall, floor, picture
  expect(Array.from(semseg!)).toEqual(Array.from(FIRST.classes, (value) => of13[value]));
});

test('a class above 40 refuses the sample, naming file and value; others come', async () => {
  const data = FIRST.classes.slice();
  data[7] = 41;
  const path = 'NYUD_MT/segmentation/000001.png';
  const layout = await recognised(replaced(layouts.nyudMt(), path, layouts.png({ width: 16, height: 12, data })));
  await expect(read(layout, 0)).rejects.toThrow(
    new InputError(`${path} has the class 41 at pixel 7; allowed are 1 to 40, and 0 where nothing is labelled.`),
  );
  expect((await read(layout, 1)).id).toBe('000002');
});

test('sizes that differ refuse the sample, naming both', async () => {
  const path = 'NYUD_MT/depth/000001.npy';
  const layout = await recognised(replaced(layouts.nyudMt(), path, npyBytes([6, 8], new Float32Array(48).fill(1))));
  await expect(read(layout, 0)).rejects.toThrow(
    new InputError(
      `${path} is 8 x 6 pixels, but its image NYUD_MT/images/000001.jpg is 16 x 12; both must be as large.`,
    ),
  );
});

test.each([
  ['edge', npyBytes([12, 16], new Float32Array(192).fill(0.5)), 'has the value 0.5 at pixel 0'],
  ['normals', npyBytes([12, 16, 3], new Float32Array(576).fill(NaN)), 'has the normal (NaN, NaN, NaN) at pixel 0'],
  ['normals', npyBytes([3, 12, 16], new Float32Array(576)), 'is an array of shape [3, 12, 16]; [height, width, 3] was'],
  ['depth', npyBytes([12, 16, 2], new Float32Array(384)), 'is an array of shape [12, 16, 2]; [height, width] was'],
  ['depth', layouts.text('<html>'), 'is no .npy array'],
])('%s that are none refuse the sample', async (folder, bytes, message) => {
  const layout = await recognised(replaced(layouts.nyudMt(), `NYUD_MT/${folder}/000001.npy`, bytes));
  await expect(read(layout, 0)).rejects.toThrow(InputError);
  await expect(read(layout, 0)).rejects.toThrow(message);
});

test('255 beside 0 and 1 means ignore', async () => {
  const edges = FIRST.edges.slice();
  edges[5] = 255;
  const layout = await recognised(replaced(layouts.nyudMt(), 'NYUD_MT/edge/000001.npy', npyBytes([12, 16], edges)));
  expect((await read(layout, 0)).labels.boundary).toEqual(edges);
});

test('NaN and negative depth is invalid, counted once an image', async () => {
  const depth = FIRST.depth.slice();
  depth.set([NaN, Infinity, -1], 20);
  const layout = await recognised(
    replaced(layouts.nyudMt(), 'NYUD_MT/depth/000001.npy', npyBytes([12, 16, 1], Float64Array.from(depth))),
  );
  const { labels } = await read(layout, 0);
  expect(Array.from(labels.depth!.subarray(19, 24))).toEqual([FIRST.depth[19], 0, 0, 0, FIRST.depth[23]]);
  await read(layout, 0);
  const consequence = 'They count as pixels without depth.';
  expect(layout.remarks.slice(-2)).toEqual([
    { kind: 'warning', text: '1 pixel has a negative number as depth, in NYUD_MT/depth/000001.npy.', consequence },
    {
      kind: 'warning',
      text: '2 pixels have NaN or an infinite number as depth, in NYUD_MT/depth/000001.npy.',
      consequence,
    },
  ]);
});

test('a damaged image is refused by name; if all that are looked at are, the layout is', async () => {
  const files = layouts.nyudMt();
  const cut = (path: string): LayoutFile => {
    const file = files.find((one) => one.path === path)!;
    return { path, bytes: file.bytes.slice(0, 200) };
  };
  const one = cut('NYUD_MT/images/000001.jpg');
  await expect(read(await recognised(replaced(files, one.path, one.bytes)), 0)).rejects.toThrow(one.path);
  const all = files.map((file) => (file.path.includes('/images/') ? cut(file.path) : file));
  await expect(recognised(all)).rejects.toThrow(InputError);
});

test('only files that can be read now are looked at', async () => {
  const source = await sourceOf(layouts.givenOf(layouts.nyudMt()));
  const asked: string[] = [];
  const streamed: Source = {
    ...source,
    files: source.files.map((file) => ({ ...file, bytes: () => (asked.push(file.path), file.bytes()) })),
    readable: (path) => path.includes('gt_sets') || path.includes('000004'),
  };
  expect((await nyudMt.recognise(streamed))!.entries).toHaveLength(5);
  expect(asked.filter((path) => !path.includes('gt_sets')).every((path) => path.includes('000004'))).toBe(true);
  expect(asked.some((path) => path.includes('000004'))).toBe(true);
});
