/** NYUv2 with depth alone, as .csv lists: generated images of 12x16. */
import { expect, test } from 'vitest';
import { depthCsv } from '../../../../src/data/importers/depth-csv';
import { sourceOf } from '../../../../src/data/importers/source';
import type { Layout } from '../../../../src/data/importers/types';
import { givenOf, kaggle, png, scene, text, type LayoutFile } from '../../../helpers/layouts';

async function recognised(files: readonly LayoutFile[]): Promise<Layout> {
  const layout = await depthCsv.recognise(await sourceOf(givenOf(files)));
  if (!layout) throw new Error('not recognised');
  return layout;
}

/** Of the generated layout's image: its last pixel lies on the floor. */
const LAST = 12 * 16 - 1;

test('splits by list, scenes by folder, frames in the order of time', async () => {
  const layout = await recognised(kaggle({ train: 12, val: 1 }));
  expect(layout.entries.map(({ id, split, scene: video }) => `${id} ${split} ${video}`)).toEqual([
    ...[0, 2, 4, 6, 8, 10].map((i) => `kitchen_0000/${i} train kitchen_0000`),
    ...[1, 3, 5, 7, 9, 11].map((i) => `kitchen_0001/${i} train kitchen_0001`),
    'nyu2_test/00000 val undefined',
  ]);
  expect([layout.labelSets, layout.derived, layout.skipped]).toEqual([[], {}, []]);
});

test('depth of 8 bits is of 10 m, of 16 bits in millimetres; nothing else is labelled', async () => {
  const layout = await recognised(kaggle({ train: 1, val: 1, seed: 3 }));
  const [train, val] = await Promise.all(layout.entries.map((entry) => layout.read(entry, {}, 'nyuv2-40')));
  expect(Object.keys(train!.labels)).toEqual(['depth']);
  expect(Math.abs(train!.labels.depth![LAST]! - scene(3000).depth[LAST]!)).toBeLessThan(0.5 * (10 / 255) + 1e-6);
  expect(Math.abs(val!.labels.depth![LAST]! - scene(3001).depth[LAST]!)).toBeLessThan(0.0005 + 1e-6);
  expect([train!.labels.depth![0], val!.labels.depth![0]]).toEqual([0, 0]);
  expect(train!.camera).toBeUndefined();
  expect(layout.remarks[0]!.text).toBe('Depth of 8 bits comes in steps of 4 cm, up to 10 m.');
});

test('a list given with less than its folders still finds its files', async () => {
  const files = kaggle({ train: 2, val: 1 }, 'x').map(({ path, bytes }) => ({
    path: path.replace('x/data/', ''),
    bytes,
  }));
  expect((await recognised(files)).entries).toHaveLength(3);
});

test('lines whose files are missing are counted, the rest is imported', async () => {
  const files = kaggle({ train: 3, val: 0 }).filter(({ path }) => !path.endsWith('_out/1.png'));
  const layout = await recognised(files);
  expect(layout.entries.map(({ id }) => id)).toEqual(['kitchen_0000/0', 'kitchen_0000/2']);
  expect(layout.skipped).toEqual([
    {
      path: 'nyu_data/data/nyu2_train.csv',
      reason:
        'Of its 3 lines 1 name a file that is not there, such as "data/nyu2_train/kitchen_0001_out/1.jpg,data/nyu2_train/kitchen_0001_out/1.png".',
    },
  ]);
});

test('depth of another size is refused by name', async () => {
  const files = kaggle({ train: 1, val: 0 }).map((file) =>
    file.path.endsWith('.png') ? { ...file, bytes: png({ width: 4, height: 4, data: new Uint8Array(16) }) } : file,
  );
  const layout = await recognised(files);
  await expect(layout.read(layout.entries[0]!, {}, 'nyuv2-40')).rejects.toThrow('_out/0.png is 4 x 4 pixels');
});

test('other tables are not this layout', async () => {
  const files = [{ path: 'metrics.csv', bytes: text('step,loss\n1,2\n') }];
  expect(await depthCsv.recognise(await sourceOf(givenOf(files)))).toBeUndefined();
});
