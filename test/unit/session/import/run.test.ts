/** Imports: what is stored, what is left out, and that an interrupted one ends as if nothing had happened. */
import { expect, test } from 'vitest';
import { CancelledError, QuotaExceededError } from '../../../../src/base/errors';
import type { Layout } from '../../../../src/data/importers/types';
import type { ImportProgress, ImportWishes } from '../../../../src/protocol/data-messages';
import { runImport, type Found } from '../../../../src/session/import/run';
import { unfinishedImports, unfinishedOf } from '../../../../src/session/import/unfinished';
import { storedDataset } from '../../../../src/session/stored-dataset';
import { MemoryHost } from '../../../helpers/memory-host';
import { entriesOf, foundOf, sampleOf, SIZE } from './fake-layout';

const WISHES: ImportWishes = {
  name: 'mine',
  limit: 100,
  splits: 'both',
  validationShare: 0.1,
  scenes: [],
  labelSet: 'nyuv2-40',
  chosen: {},
  height: 0,
  seed: 1,
};

type Store = MemoryHost['data'];

const run = (
  store: Store,
  found: Found,
  wishes: Partial<ImportWishes> = {},
  rest: Partial<Parameters<typeof runImport>[2]> = {},
) => runImport(found, { ...WISHES, ...wishes }, { store, tell: () => undefined, now: () => 0, ...rest });

/** All bytes that a data set is made of. */
const bytesIn = (store: Store) => {
  const made = store.made.get('mine')!;
  return {
    manifest: made.manifest,
    records: [...made.records].map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]),
  };
};

test('what was imported is read back as it was, split by split', async () => {
  const { data } = new MemoryHost();
  const report = await run(data, foundOf(entriesOf(8)));
  expect(report).toMatchObject({ name: 'mine', images: 8, skipped: [] });
  expect(report.bytes).toBeGreaterThan(8 * 3 * SIZE.height * SIZE.width);
  const dataset = await storedDataset((await data.find('mine'))!);
  expect(dataset.info).toMatchObject({
    name: 'mine',
    ...SIZE,
    counts: { train: 6, val: 2 },
    labelSet: 'nyuv2-40',
    labels: expect.arrayContaining(['semseg', 'depth', 'normals']) as string[],
    origin: { title: 'Generated images', importer: 'fake', source: 'set', chosen: { depth: 'filled' }, skipped: 0 },
  });
  expect(dataset.info.meanDepth).toBeCloseTo((1 + 2 + 3 + 5 + 6 + 7) / 6, 6);
  const second = await dataset.read('val', 1);
  expect(second.id).toBe('image-7');
  expect(second.image).toEqual(sampleOf('image-7').image);
  expect(second.labels.semseg).toEqual(sampleOf('image-7').labels.semseg);
});

test('a choice and a height change what is stored', async () => {
  const { data } = new MemoryHost();
  await run(data, foundOf(entriesOf(4)), { chosen: { depth: 'raw' }, height: 16 });
  const dataset = await storedDataset((await data.find('mine'))!);
  expect(dataset.info).toMatchObject({ height: 16, width: 21, origin: { chosen: { depth: 'raw' } } });
  expect((await dataset.read('train', 1)).labels.depth![5]).toBe(1);
});

test('what cannot be read is left out and told; the rest stands without gaps', async () => {
  const { data } = new MemoryHost();
  const report = await run(data, foundOf(entriesOf(8), ['image-1', 'image-7']));
  expect(report.images).toBe(6);
  expect(report.skipped).toEqual([
    { path: 'image-1', reason: 'set/image-1.png ends early.' },
    { path: 'image-7', reason: 'set/image-7.png ends early.' },
  ]);
  const dataset = await storedDataset((await data.find('mine'))!);
  expect(dataset.info).toMatchObject({ counts: { train: 5, val: 1 }, origin: { skipped: 2 } });
  expect((await dataset.read('train', 1)).id).toBe('image-2');
});

test('a sample that is not what it should be is left out, whatever its layout says', async () => {
  const { data } = new MemoryHost();
  const found = foundOf(entriesOf(4));
  const read: Layout['read'] = async (entry, ...rest) => {
    const sample = await found.layout.read(entry, ...rest);
    if (entry.id === 'image-0') sample.labels.depth![3] = Number.NaN;
    if (entry.id === 'image-1') sample.labels.semseg![3] = 40;
    if (entry.id === 'image-2') throw new RangeError('offset is out of bounds');
    return sample;
  };
  const report = await run(data, { ...found, layout: { ...found.layout, read } });
  expect(report.skipped.map(({ reason }) => reason)).toEqual([
    'A depth label of "image-0" is NaN; allowed are metres, and 0 for unknown.',
    'A semseg label of "image-1" is 40; allowed are 0 to 39, and 255 for ignored.',
    'It cannot be read (offset is out of bounds).',
  ]);
});

test('posed frames of a scene stand in a row, and their beginnings are known, with those left out', async () => {
  const { data } = new MemoryHost();
  const found = foundOf(
    entriesOf(6, (i) => ({ scene: 'abc'[i % 3]!, split: 'train' })),
    ['image-0'],
  );
  const camera = { intrinsics: { fx: 1, fy: 1, cx: 0.5, cy: 0.5 }, worldFromCamera: new Float32Array(16) };
  const read: Layout['read'] = async (...what) => ({ ...(await found.layout.read(...what)), camera });
  await run(data, { ...found, layout: { ...found.layout, read } });
  const dataset = await storedDataset((await data.find('mine'))!);
  expect(dataset.info.scenes).toEqual({ train: [0, 1, 3], val: [] });
  const ids = await Promise.all([0, 1, 2, 3, 4].map(async (index) => (await dataset.read('train', index)).id));
  expect(ids).toEqual(['image-3', 'image-1', 'image-4', 'image-2', 'image-5']);
  expect((await dataset.read('train', 2)).scene).toBe('b');
});

test('nothing that can be imported leaves nothing', async () => {
  const { data } = new MemoryHost();
  await expect(run(data, foundOf(entriesOf(2), ['image-0', 'image-1']))).rejects.toThrow(
    'None of the 2 images could be imported, so nothing was stored; the first: image-0: set/image-0.png ends early.',
  );
  expect(data.made.size).toBe(0);
  expect(await data.unfinished()).toEqual([]);
  await expect(run(data, foundOf(entriesOf(2)), { splits: 'val' })).rejects.toThrow(
    'No image of Generated images is in',
  );
});

test('wishes that cannot be met are refused before anything is read', async () => {
  const { data } = new MemoryHost();
  const found = foundOf(entriesOf(2));
  for (const [wishes, sentence] of [
    [{ name: 'a/b' }, 'a/b'],
    [{ name: 'rooms-2' }, 'built-in rooms'],
    [{ name: 'x'.repeat(61) }, '61 characters'],
    [{ limit: 0 }, 'The limit is 0'],
    [{ height: 3 }, 'The height is 3'],
    [{ validationShare: 1 }, 'share for validation is 1'],
    [{ labelSet: 'pascal-21' }, 'cannot follow "pascal-21"; they can follow nyuv2-40, nyuv2-13'],
    [{ chosen: { depth: 'none' } }, '"depth" is "none"; allowed are filled, raw'],
    [{ chosen: { x: 'y' } }, 'There is nothing called "x" to choose'],
    [{ scenes: ['z'] }, 'There is no scene "z" in Generated images; it names no scenes'],
  ] as const)
    await expect(run(data, found, wishes)).rejects.toThrow(sentence);
  expect(data.made.size).toBe(0);
});

test('interrupted anywhere and begun again, it ends as if it never had been', async () => {
  const whole = new MemoryHost().data;
  const found = foundOf(entriesOf(9), ['image-1', 'image-4']);
  await run(whole, found, { height: 16 });
  for (let k = 0; k < 7; k++) {
    const { data } = new MemoryHost();
    let written = 0;
    const create = data.create.bind(data);
    const interrupted: Pick<Store, 'create'> = {
      create: async (...args) => {
        const writer = await create(...args);
        const writeRecord: typeof writer.writeRecord = (record) => {
          if (written++ === k) throw new Error('the tab was closed');
          return writer.writeRecord(record);
        };
        return { ...writer, writeRecord, abandon: async () => undefined };
      },
    };
    const torn = Object.assign(Object.create(data) as Store, interrupted);
    await expect(run(torn, found, { height: 16 })).rejects.toThrow('the tab was closed');
    expect(data.made.size).toBe(0);
    const unfinished = await unfinishedImports(data);
    expect(unfinished).toHaveLength(k > 0 ? 1 : 0);
    if (k > 0) {
      expect(unfinished[0]).toMatchObject({ name: 'mine', source: 'set', total: 9 });
      expect(await unfinishedOf(data, 'f00d')).toMatchObject({ done: unfinished[0]!.done, wishes: { height: 16 } });
      expect(await unfinishedOf(data, 'beef')).toBeNull();
    }
    const read: string[] = [];
    const watched: Layout['read'] = (entry, ...rest) => {
      read.push(entry.id);
      return found.layout.read(entry, ...rest);
    };
    const report = await run(data, { ...found, layout: { ...found.layout, read: watched } }, { height: 16 });
    expect(bytesIn(data)).toEqual(bytesIn(whole));
    expect(read.length).toBe(9 - (unfinished[0]?.done ?? 0));
    expect(report.skipped.map(({ path }) => path)).toEqual(['image-1', 'image-4']);
    expect(await unfinishedImports(data)).toEqual([]);
  }
});

test('other wishes are another import', async () => {
  const { data } = new MemoryHost();
  const create = data.create.bind(data);
  const keys: string[] = [];
  data.create = (name, resume) => {
    keys.push(resume!.key);
    return create(name, resume);
  };
  await run(data, foundOf(entriesOf(2)));
  await run(data, foundOf(entriesOf(2)), { name: 'b' });
  await run(data, { ...foundOf(entriesOf(2)), fingerprint: 'beef' }, { name: 'c' });
  expect(new Set(keys).size).toBe(3);
});

test('called off, it leaves nothing', async () => {
  const { data } = new MemoryHost();
  const abort = new AbortController();
  const found = foundOf(entriesOf(8));
  const read: Layout['read'] = (entry, ...rest) => {
    if (entry.id === 'image-4') abort.abort(new CancelledError('The import was cancelled.'));
    return found.layout.read(entry, ...rest);
  };
  const cancelled = run(data, { ...found, layout: { ...found.layout, read } }, {}, { signal: abort.signal });
  await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
  expect(data.made.size).toBe(0);
  expect(await data.unfinished()).toEqual([]);
});

test('a full store ends the import, whatever the image', async () => {
  const { data } = new MemoryHost();
  const create = data.create.bind(data);
  data.create = async (...args) => ({
    ...(await create(...args)),
    writeRecord: () => Promise.reject(new QuotaExceededError('The storage is full.')),
  });
  await expect(run(data, foundOf(entriesOf(4)))).rejects.toBeInstanceOf(QuotaExceededError);
  expect(data.made.size).toBe(0);
});

test('progress counts what was looked at, tells at most ten times a second, and the end', async () => {
  const { data } = new MemoryHost();
  const told: ImportProgress[] = [];
  await run(data, foundOf(entriesOf(40), ['image-2']), {}, { tell: (progress) => told.push(progress) });
  expect(told[0]).toMatchObject({ phase: 'storing', done: 0, total: 40 });
  expect(told.at(-1)).toMatchObject({ name: 'mine', done: 40, total: 40, skipped: 1 });
  expect(told.length).toBeLessThan(12);
});
