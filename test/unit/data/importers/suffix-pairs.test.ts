/** Images and labels told apart by the end of their names. */
import { expect, test } from 'vitest';
import { sourceOf } from '../../../../src/data/importers/source';
import { suffixPairs } from '../../../../src/data/importers/suffix-pairs';
import type { Layout } from '../../../../src/data/importers/types';
import { givenOf, png, scene, type LayoutFile } from '../../../helpers/layouts';

const SIZE = { height: 48, width: 64 };
const { rgb, classes, depth, normals } = scene(1, SIZE);
/** As a file may have them: x, -z, y, so that the wall ahead is (0, -1, 0). */
const turned = Uint8Array.from(normals, (_, i) => {
  const [x, y, z] = normals.subarray(i - (i % 3), i - (i % 3) + 3) as unknown as [number, number, number];
  return Math.round((([x, -z, y][i % 3]! + 1) / 2) * 255);
});
const WALL = 20 * SIZE.width + 5;
const FLOOR = 46 * SIZE.width + 32;

const FILES: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  'mini/0001_rgb.png': png({ ...SIZE, channels: 3, data: rgb }),
  'mini/0001_seg40.png': png({ ...SIZE, data: classes }),
  'mini/0001_depth_mm.png': png({ ...SIZE, data: Uint16Array.from(depth, (metres) => Math.round(metres * 1000)) }),
  'mini/0001_normal_any.png': png({ ...SIZE, channels: 3, data: turned }),
  'mini/0002_rgb.png': png({ ...SIZE, channels: 3, data: rgb }),
  'mini/0002_depth_mm.png': png({ ...SIZE, data: Uint16Array.from(depth, (metres) => Math.round(metres * 1000)) }),
  'mini/0003_seg40.png': png({ ...SIZE, data: classes }),
  'mini/manifest.json': png({ ...SIZE, data: classes }),
};

async function recognised(files = FILES): Promise<Layout> {
  const list: LayoutFile[] = Object.entries(files).map(([path, bytes]) => ({ path, bytes }));
  const layout = await suffixPairs.recognise(await sourceOf(givenOf(list)));
  if (!layout) throw new Error('not recognised');
  return layout;
}

const chosenIn = ({ choices }: Layout): Record<string, string> =>
  Object.fromEntries(choices.map(({ id, suggested }) => [id, suggested]));

const at = (values: Float32Array, pixel: number): number[] =>
  Array.from(values.subarray(3 * pixel, 3 * pixel + 3), (value) => Math.round(value * 10) / 10 + 0);

test('labels by suffix; a label without an image is named', async () => {
  const layout = await recognised();
  expect(layout.entries.map(({ id, labels }) => [id, ...labels])).toEqual([
    ['0001', 'semseg', 'depth', 'normals', 'boundary'],
    ['0002', 'depth', 'normals'],
  ]);
  expect(layout.skipped).toEqual([{ path: 'mini/0003_seg40.png', reason: 'There is no image beside it.' }]);
  expect(layout.derived).toEqual({ boundary: 'from the classes', normals: 'fitted to depth for 1 of 2 images' });
});

test('the order of the axes is found by depth and applied', async () => {
  const layout = await recognised();
  expect(layout.choices[0]).toMatchObject({ id: 'normalAxes', suggested: '+x-z+y' });
  const { labels } = await layout.read(layout.entries[0]!, chosenIn(layout), 'nyuv2-40');
  expect([at(labels.normals!, WALL), at(labels.normals!, FLOOR)]).toEqual([
    [0, 0, 1],
    [0, 1, 0],
  ]);
});

test('classes from 0, 255 where unlabelled; 13 classes by the published map', async () => {
  const layout = await recognised();
  const read = async (labelSet: 'nyuv2-40' | 'nyuv2-13') =>
    (await layout.read(layout.entries[0]!, chosenIn(layout), labelSet)).labels.semseg!;
  const [fine, coarse] = [await read('nyuv2-40'), await read('nyuv2-13')];
  expect([0, WALL, FLOOR].map((pixel) => fine[pixel])).toEqual([255, 0, 1]);
  expect([0, WALL, FLOOR].map((pixel) => coarse[pixel])).toEqual([255, 11, 4]);
});

test('without a file of normals they are fitted to depth in metres', async () => {
  const layout = await recognised();
  const { labels } = await layout.read(layout.entries[1]!, chosenIn(layout), 'nyuv2-40');
  expect(labels.depth![WALL]).toBeCloseTo(depth[WALL]!, 3);
  expect(at(labels.normals!, WALL)).toEqual([0, 0, 1]);
  expect(labels.semseg).toBeUndefined();
});

test('a label of another size is refused by name', async () => {
  const small = png({ width: 8, height: 6, data: new Uint8Array(48) });
  const layout = await recognised({ ...FILES, 'mini/0001_seg40.png': small });
  await expect(layout.read(layout.entries[0]!, chosenIn(layout), 'nyuv2-40')).rejects.toThrow(
    'mini/0001_seg40.png is 8 x 6 pixels, but its image mini/0001_rgb.png is 64 x 48',
  );
});

test('images alone are not this layout', async () => {
  const list = [{ path: '0001_rgb.png', bytes: FILES['mini/0001_rgb.png']! }];
  expect(await suffixPairs.recognise(await sourceOf(givenOf(list)))).toBeUndefined();
});
