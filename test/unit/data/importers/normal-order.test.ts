/** The order of the normals' axes, through an importer that asks for it. */
import { expect, test } from 'vitest';
import { InputError } from '../../../../src/base/errors';
import { nyudMt } from '../../../../src/data/importers/nyud-mt';
import { sourceOf } from '../../../../src/data/importers/source';
import type { Layout } from '../../../../src/data/importers/types';
import { boxRoom } from '../../../helpers/box-room';
import * as layouts from '../../../helpers/layouts';
import type { LayoutFile } from '../../../helpers/layouts';
import { npyBytes } from '../../../helpers/npy-writer';

async function recognised(files: readonly LayoutFile[]): Promise<Layout> {
  const layout = await nyudMt.recognise(await sourceOf(layouts.givenOf(files)));
  if (!layout) throw new Error('was not recognised');
  return layout;
}

const remarksOf = ({ remarks }: Layout): string => remarks.map(({ text }) => text).join(' ');

/** One image of a room whose walls point along all axes, its normals stored as (right, away, up). */
function boxTree(): LayoutFile[] {
  const { height, width, depth, normals } = boxRoom(96, 128);
  const stored = normals.slice();
  for (let i = 0; i < stored.length; i += 3) stored.set([normals[i]!, -normals[i + 2]!, normals[i + 1]!], i);
  return [
    { path: 'images/7.jpg', bytes: layouts.jpg(width, height, new Uint8Array(height * width * 3)) },
    { path: 'normals/7.npy', bytes: npyBytes([height, width, 3], stored) },
    { path: 'depth/7.npy', bytes: npyBytes([height, width], depth) },
  ];
}

test("the order of the normals' axes is found by agreement with depth, and can be chosen", async () => {
  const layout = await recognised(boxTree());
  const [choice] = layout.choices;
  expect(choice).toMatchObject({ id: 'normalAxes', suggested: '+x-z+y' });
  expect(choice!.options).toHaveLength(48);
  expect(choice!.options[0]).toMatchObject({ value: '+x-z+y' });
  expect(choice!.why).toMatch(/^agrees with depth: median \d\.\d°, mean \d\.\d°; next best median .*, mean \d\d°$/);
  expect(Number(/median (\d\.\d)/.exec(choice!.why)![1])).toBeLessThan(3);
  const { normals } = boxRoom(96, 128);
  expect((await layout.read(layout.entries[0]!, {}, 'nyuv2-40')).labels.normals).toEqual(normals);
  const other = await layout.read(layout.entries[0]!, { normalAxes: '-x-z+y' }, 'nyuv2-40');
  expect(other.labels.normals).toEqual(normals.map((value, i) => (i % 3 === 0 ? 0 - value : value)));
  await expect(layout.read(layout.entries[0]!, { normalAxes: 'up' }, 'nyuv2-40')).rejects.toThrow(InputError);
  expect(remarksOf(layout)).not.toContain('axes');
});

test('without depth the order is guessed by what faces the camera, with a warning', async () => {
  const layout = await recognised(boxTree().filter(({ path }) => !path.includes('depth')));
  expect(layout.choices[0]).toMatchObject({ suggested: '+x-z+y' });
  expect(layout.choices[0]!.options).toHaveLength(48);
  expect(remarksOf(layout)).toContain("The order of the normals' axes cannot be checked");
});

test('orders that fit equally well are told: a wall and a floor say nothing of x', async () => {
  expect(remarksOf(await recognised(layouts.nyudMt({ height: 48, width: 64 })))).toContain(
    "Two orders of the normals' axes agree with depth about equally",
  );
});

test('normals that fit depth in no order are told', async () => {
  const skewed = new Float32Array(96 * 128 * 3).fill(1);
  const layout = await recognised([
    ...boxTree().filter(({ path }) => path !== 'normals/7.npy'),
    { path: 'normals/7.npy', bytes: npyBytes([96, 128, 3], skewed) },
  ]);
  expect(remarksOf(layout)).toContain('In no order of axes do the normals agree with depth');
});
