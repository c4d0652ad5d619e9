/** What a person is shown of given files before anything is stored. */
import { expect, test } from 'vitest';
import { InputError } from '../../../../src/base/errors';
import type { Layout } from '../../../../src/data/importers/types';
import { openGiven } from '../../../../src/session/import/given';
import { previewOf, recognise } from '../../../../src/session/import/inspect';
import type { Found } from '../../../../src/session/import/run';
import { entriesOf, foundOf, importerOf, layoutOf, sampleOf, SIZE, sourceOf } from './fake-layout';

const OPTIONS = { id: 'given-1', bytes: 64, seed: 1, unfinished: null } as const;

test('the first that knows the files is taken', async () => {
  const [one, two] = [layoutOf(entriesOf(1)), layoutOf(entriesOf(2))];
  const importers = [importerOf(undefined, 'none'), importerOf(one), importerOf(two)];
  expect(await recognise(sourceOf([]), importers)).toBe(one);
});

test('unknown files are refused with what is known, and why a file was left out', async () => {
  const refused = recognise(sourceOf(entriesOf(3)), [importerOf(undefined, 'mtan'), importerOf(undefined, 'other')]);
  await expect(refused).rejects.toBeInstanceOf(InputError);
  await expect(refused).rejects.toThrow(
    'No data set was recognised in set (3 files; ../evil: Its path leads out of the folder); known layouts are NYUv2 as .npy (MTAN, LibMTL), other.',
  );
});

test('a layout without images is refused with its reason, and closed', async () => {
  let closed = 0;
  const empty: Layout = {
    ...layoutOf([]),
    skipped: [{ path: 'a.png', reason: 'It ends early.' }],
    close: async () => void closed++,
  };
  await expect(recognise(sourceOf([]), [importerOf(empty)])).rejects.toThrow(
    'set looks like Generated images but holds no image that can be imported; a.png: It ends early.',
  );
  expect(closed).toBe(1);
});

test('what is not recognised is closed again', async () => {
  let closed = 0;
  const source = { ...sourceOf([]), close: async () => void closed++ };
  const recognition = { importers: [importerOf(undefined)], sourceOf: async () => source };
  await expect(openGiven([], recognition)).rejects.toBeInstanceOf(InputError);
  expect(closed).toBe(1);
});

test('counts, tasks with their origin, numbers and pictures of some images', async () => {
  const preview = await previewOf(
    foundOf(entriesOf(20, (i) => ({ scene: `s${i % 5}`, ...(i > 17 && { labels: ['depth'] }) }))),
    OPTIONS,
  );
  expect(preview).toMatchObject({
    id: 'given-1',
    source: 'set',
    bytes: 64,
    importer: 'fake',
    images: 20,
    splits: { train: 15, val: 5, unknown: 0 },
    ...SIZE,
    skipped: [{ path: '../evil' }],
    unfinished: null,
  });
  expect(preview.scenes).toEqual([0, 1, 2, 3, 4].map((scene) => [`s${scene}`, 4]));
  expect(preview.tasks.map(({ id, images, origin }) => [id, images, origin])).toEqual([
    ['semseg', 18, 'in file'],
    ['depth', 20, 'in file'],
    ['normals', 18, 'fitted to depth'],
  ]);
  expect(preview.looks).toHaveLength(6);
  expect(new Set(preview.looks.map(({ scene }) => scene)).size).toBe(5);
  const [look] = preview.looks;
  expect(look!.image).toMatchObject({ ...SIZE });
  expect([...look!.image.rgba.subarray(0, 3)]).toEqual([...sampleOf(look!.id).image.subarray(0, 3)]);
  expect(Object.keys(look!.labels)).toEqual(['semseg', 'depth', 'normals']);
  expect(preview.statistics.images).toBe(6);
  const depth = preview.statistics.tasks.find(({ task }) => task === 'depth')!;
  expect(depth.unlabelled).toBeCloseTo(1 / (SIZE.height * SIZE.width), 6);
  expect(preview.bytesAnImage).toBeGreaterThan(SIZE.height * SIZE.width * (3 + 2 + 4 + 1));
});

test('read otherwise, the preview is of what was chosen', async () => {
  const found = foundOf(entriesOf(4));
  const mean = async (chosen: Record<string, string>) =>
    (await previewOf(found, { ...OPTIONS, chosen })).statistics.tasks.find(({ task }) => task === 'depth')!.depth!.mean;
  expect(await mean({ depth: 'raw' })).toBeCloseTo((await mean({})) / 2, 5);
  await expect(previewOf(found, { ...OPTIONS, chosen: { depth: 'x' } })).rejects.toThrow('"depth" is "x"');
  await expect(previewOf(found, { ...OPTIONS, labelSet: 'pascal-21' })).rejects.toThrow('cannot follow "pascal-21"');
});

test('images that cannot be read are told of; others are shown in their place', async () => {
  const bad = ['image-0', 'image-1', 'image-2'];
  const preview = await previewOf(foundOf(entriesOf(9), bad), OPTIONS);
  expect(preview.looks).toHaveLength(6);
  expect(preview.skipped.length).toBeGreaterThan(1);
  const all = entriesOf(3).map(({ id }) => id);
  await expect(previewOf(foundOf(entriesOf(3), all), OPTIONS)).rejects.toThrow(
    /^None of 3 images of set that were tried could be read; image-\d: set\/image-\d\.png ends early\.$/,
  );
});

test('of an archive only what can be read now is shown', async () => {
  const entries = entriesOf(12);
  const ready = entries.slice(4, 7).flatMap(({ files }) => files);
  const fetched: string[] = [];
  const found: Found = {
    ...foundOf(entries),
    source: {
      ...sourceOf(entries),
      readable: (path) => ready.includes(path),
      fetch: async (paths) => void fetched.push(...paths),
    },
  };
  const preview = await previewOf(found, OPTIONS);
  expect(preview.looks.map(({ id }) => id).sort()).toEqual(['image-4', 'image-5', 'image-6']);
  expect(fetched.sort()).toEqual(ready.sort());
});

test('poses are held against the images of their scene', async () => {
  const found = foundOf(entriesOf(8, (i) => ({ scene: `s${i % 2}` })));
  const camera = {
    intrinsics: { fx: 1, fy: 1, cx: 0.5, cy: 0.5 },
    worldFromCamera: Float32Array.from([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
  };
  const layout: Layout = {
    ...found.layout,
    read: async () => ({ ...sampleOf('image-1'), camera }), // one picture from one place: poses fit exactly
  };
  const { poses } = (await previewOf({ ...found, layout }, OPTIONS)).statistics;
  expect(poses!.pairs).toBeGreaterThan(1);
  expect(poses!.withPose).toBeLessThan(1);
  expect((await previewOf(found, OPTIONS)).statistics.poses).toBeNull();
});
