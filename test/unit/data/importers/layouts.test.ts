/** The generated layouts are what they say: each importer recognises its own, and reads a sample of it. */
import { expect, it } from 'vitest';
import { IMPORTERS } from '../../../../src/data/importers/index';
import { sourceOf } from '../../../../src/data/importers/source';
import type { LabelSet } from '../../../../src/base/label-sets';
import type { Importer, Layout } from '../../../../src/data/importers/types';
import {
  atrc,
  givenOf,
  kaggle,
  mtan,
  nyudMt,
  scene,
  sevenScenes,
  tgzOf,
  zipOf,
  type LayoutFile,
} from '../../../helpers/layouts';

async function recognised(files: readonly LayoutFile[]): Promise<{ layout: Layout; importer: Importer }> {
  for (const pack of [undefined, tgzOf, zipOf]) {
    const given = pack ? givenOf([{ path: 'given', bytes: await pack(files) }]) : givenOf(files);
    const source = await sourceOf(given);
    for (const importer of IMPORTERS) {
      const layout = await importer.recognise(source);
      if (!layout) continue;
      if (pack === zipOf) return { layout, importer };
      expect(layout.entries.length).toBeGreaterThan(0);
      break;
    }
  }
  throw new Error('not recognised');
}

it.each([
  ['nyud-mt', nyudMt, ['semseg', 'depth', 'normals', 'boundary']],
  ['nyud-mt', atrc, ['semseg', 'depth', 'normals', 'boundary']],
  ['mtan', mtan, ['semseg', 'depth', 'normals']],
  ['depth-csv', kaggle, ['depth']],
  ['posed-rgbd', sevenScenes, ['depth']],
] as const)('%s: as a folder, in a tar.gz and in a zip', async (id, make, tasks) => {
  const { layout, importer } = await recognised(make({ train: 3, val: 2 }));
  expect(importer.id).toBe(id);
  const chosen = Object.fromEntries(layout.choices.map((choice) => [choice.id, choice.suggested]));
  const labelSet: LabelSet = layout.labelSets[0] ?? 'nyuv2-40';
  const sample = await layout.read(layout.entries[0]!, chosen, labelSet);
  expect([sample.height, sample.width]).toEqual([12, 16]);
  expect(Object.keys(sample.labels)).toEqual(expect.arrayContaining([...tasks]));
});

it("a scene's depth, normals and classes agree with each other", () => {
  const { depth, normals, classes } = scene(4);
  const wall = depth[20]!;
  for (let i = 2; i < depth.length; i++) {
    const onFloor = classes[i] === 2;
    expect(depth[i]! < wall).toBe(onFloor);
    expect([...normals.subarray(3 * i, 3 * i + 3)]).toEqual(onFloor ? [0, 1, 0] : [0, 0, 1]);
  }
});
