/** Images without labels, and which importer is asked when. */
import { expect, test } from 'vitest';
import { images } from '../../../../src/data/importers/images';
import { IMPORTERS } from '../../../../src/data/importers/index';
import { sourceOf } from '../../../../src/data/importers/source';
import type { Source } from '../../../../src/data/importers/types';
import { atrc, givenOf, jpg, kaggle, mtan, nyudMt, png, text, type LayoutFile } from '../../../helpers/layouts';
import { open3d, sevenScenes, tum } from '../../../helpers/posed-layouts';

const RED = Uint8Array.from({ length: 8 * 6 * 3 }, (_, i) => (i % 3 === 0 ? 200 : 0));
const photo = (path: string): LayoutFile => ({ path, bytes: png({ width: 8, height: 6, channels: 3, data: RED }) });
const source = (files: readonly LayoutFile[]): Promise<Source> => sourceOf(givenOf(files));

test('PNG and JPEG are read; what else is an image is named', async () => {
  const files = [
    photo('trip/a.png'),
    { path: 'trip/day 2/b.JPG', bytes: jpg(8, 6, RED) },
    { path: 'trip/c.webp', bytes: text('RIFF') },
    { path: 'trip/notes.txt', bytes: text('hello') },
  ];
  const layout = (await images.recognise(await source(files)))!;
  expect(layout.entries.map(({ id, split, labels }) => [id, split, labels])).toEqual([
    ['a', 'val', []],
    ['day 2/b', 'val', []],
  ]);
  expect(layout.skipped).toEqual([
    { path: 'trip/c.webp', reason: 'It is neither PNG nor JPEG; save it as one of them.' },
  ]);
  const sample = await layout.read(layout.entries[0]!, {}, 'nyuv2-40');
  expect([sample.id, sample.height, sample.width, sample.labels]).toEqual(['a', 6, 8, {}]);
  expect(Array.from(sample.image)).toEqual(Array.from(RED));
});

test('names that only differ in their endings keep them', async () => {
  const layout = (await images.recognise(await source([photo('a.png'), { path: 'a.jpg', bytes: jpg(8, 6, RED) }])))!;
  expect(layout.entries.map(({ id }) => id)).toEqual(['a.jpg', 'a.png']);
});

test('no image, not this layout', async () => {
  expect(await images.recognise(await source([{ path: 'a.txt', bytes: text('a') }]))).toBeUndefined();
});

test.each<[string, readonly LayoutFile[]]>([
  ['nyud-mt', nyudMt()],
  ['nyud-mt', atrc()],
  ['mtan', mtan()],
  ['posed-rgbd', sevenScenes('chess/seq-01/', 2)],
  ['posed-rgbd', tum('desk', 2)],
  ['posed-rgbd', open3d('room', 2)],
  ['depth-csv', kaggle()],
  [
    'suffix-pairs',
    [photo('0001_rgb.png'), { path: '0001_seg40.png', bytes: png({ width: 8, height: 6, data: new Uint8Array(48) }) }],
  ],
  ['images', [photo('a.png')]],
])('%s is the first that recognises its files', async (id, files) => {
  const given = await source(files);
  const found: string[] = [];
  for (const importer of IMPORTERS) {
    const layout = await importer.recognise(given);
    if (layout && layout.entries.length > 0) found.push(layout.importer);
    await layout?.close?.();
  }
  expect(found[0]).toBe(id);
  expect(new Set(IMPORTERS.map((importer) => importer.id)).size).toBe(IMPORTERS.length);
});
