/** The port of data sets, as every host must fill it: the browser's store, folders, and the tests' own in memory. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { folderData } from '../../../src/cli/folder-data';
import { openStore } from '../../../src/data/store';
import { browserData } from '../../../src/session/browser-data';
import type { DataFolder, DataFolderWriter, DataStore, Split } from '../../../src/session/host';
import { MemoryHost } from '../../helpers/memory-host';

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);

/** Record `index` has `index + 1` bytes: no two are of one size. */
const recordOf = (split: Split, index: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(index + 1).fill(split === 'train' ? index : 100 + index);

async function write(writer: DataFolderWriter, split: Split, from: number, to: number): Promise<void> {
  for (let index = from; index < to; index++)
    await writer.writeRecord({ split, index, bytes: recordOf(split, index), state: `${split} ${index}` });
}

async function expectRecords(folder: DataFolder, counts: Record<Split, number>): Promise<void> {
  for (const split of ['train', 'val'] as const) {
    for (let index = 0; index < counts[split]; index++)
      expect(await folder.readRecord(split, index), `${split} ${index}`).toEqual(recordOf(split, index));
    expect(await folder.readRecord(split, counts[split])).toBe(undefined);
  }
}

let home: string;
let memory: MemoryHost;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  home = mkdtempSync(join(tmpdir(), 'data-'));
  memory = new MemoryHost();
});
afterEach(() => rmSync(home, { recursive: true }));

const PLACES: [string, () => Promise<DataStore>][] = [
  ['the browser', async () => browserData(await openStore(), undefined)],
  ['folders', async () => folderData(home)],
  ['memory', async () => memory.data],
];

const resume = { key: 'source-1/a', wishes: '{"name":"nyu"}' };

describe.each(PLACES)('in %s', (_where, open) => {
  test('what was written comes back, under its name, in another visit', async () => {
    const first = await open();
    expect(await first.find('nyu')).toBe(undefined);
    const writer = await first.create('nyu');
    expect(writer.progress).toEqual({ counts: { train: 0, val: 0 }, state: '' });
    await write(writer, 'train', 0, 23);
    await write(writer, 'val', 0, 3);
    expect([await first.find('nyu'), await first.list()]).toEqual([undefined, []]);
    await expectRecords(await writer.finish('{"made":1}'), { train: 23, val: 3 });
    const store = await open();
    for (const folder of [await store.open('nyu'), (await store.find('nyu'))!]) {
      expect(await folder.readManifest()).toBe('{"made":1}');
      await expectRecords(folder, { train: 23, val: 3 });
    }
    const total = (23 * 24) / 2 + (3 * 4) / 2;
    const [listed] = await store.list();
    expect(listed).toMatchObject({ name: 'nyu', manifest: '{"made":1}' });
    expect(listed!.bytes).toBeGreaterThanOrEqual(total);
  });

  test('splits may be written in turns', async () => {
    const writer = await (await open()).create('a');
    for (let index = 0; index < 7; index++)
      for (const split of ['val', 'train'] as const) await write(writer, split, index, index + 1);
    await expectRecords(await writer.finish('{}'), { train: 7, val: 7 });
  });

  test('removing one leaves the others; there is nothing to remove twice', async () => {
    const store = await open();
    for (const name of ['a', 'b']) {
      const writer = await store.create(name);
      await write(writer, 'train', 0, 2);
      await writer.finish('{}');
    }
    await store.remove('a');
    expect((await store.list()).map(({ name }) => name)).toEqual(['b']);
    await expectRecords(await store.open('b'), { train: 2, val: 0 });
    await expect(store.open('a')).rejects.toBeInstanceOf(InputError);
    await expect(store.remove('a')).rejects.toThrow(/"a"/);
  });
});

describe.each(PLACES)('in %s', (_where, open) => {
  test('what is given up leaves nothing', async () => {
    const store = await open();
    for (const how of [undefined, resume]) {
      const writer = await store.create('a', how);
      await write(writer, 'train', 0, 12);
      await writer.abandon();
      await writer.abandon();
      expect([await store.list(), await store.unfinished()]).toEqual([[], []]);
    }
    const again = await store.create('a', resume);
    expect(again.progress).toEqual({ counts: { train: 0, val: 0 }, state: '' });
    await again.abandon();
  });

  test('an interrupted import is known with its wishes, and goes on where its records end', async () => {
    const lost = await (await open()).create('nyu', resume);
    await write(lost, 'val', 0, 2);
    await write(lost, 'train', 0, 13); // the tab is closed here
    const store = await open();
    expect(await store.list()).toEqual([]);
    const [known, ...others] = await store.unfinished();
    expect(others).toEqual([]);
    expect(known).toMatchObject({ ...resume, name: 'nyu' });
    expect(known!.counts.val).toBe(2);
    expect(known!.counts.train).toBeGreaterThanOrEqual(4); // ten records are stored at once, or earlier
    expect(known!.state).toBe(`train ${known!.counts.train - 1}`);
    expect(known!.bytes).toBeGreaterThanOrEqual(3 + 10);
    const writer = await store.create('nyu', resume);
    expect(writer.progress).toMatchObject({ counts: known!.counts, state: known!.state });
    await write(writer, 'train', known!.counts.train, 15);
    await expectRecords(await writer.finish('{}'), { train: 15, val: 2 });
    expect(await store.unfinished()).toEqual([]);
    await expectRecords(await (await open()).open('nyu'), { train: 15, val: 2 });
  });

  test('several unfinished imports are told apart, and forgotten one by one', async () => {
    const store = await open();
    for (const key of ['one', 'two']) await write(await store.create(key, { key, wishes: key }), 'train', 0, 20);
    expect((await store.unfinished()).map(({ key }) => key).sort()).toEqual(['one', 'two']);
    await store.forget('one');
    await store.forget('nobody');
    expect((await store.unfinished()).map(({ key, wishes }) => [key, wishes])).toEqual([['two', 'two']]);
  });
});

describe.each(PLACES)('in %s', (_where, open) => {
  test('files are kept beside an import, through an interruption, and go with it', async () => {
    const lost = await (await open()).create('nyu', resume);
    await lost.staging.put('NYUD_MT/images/1.jpg', bytes(1, 2, 3));
    await lost.staging.put('NYUD_MT/empty', bytes());
    expect(await lost.staging.get('NYUD_MT/images/1.jpg')).toEqual(bytes(1, 2, 3)); // before it is stored
    await write(lost, 'train', 0, 30);
    const store = await open();
    const writer = await store.create('nyu', resume);
    expect(await writer.staging.paths()).toEqual(['NYUD_MT/empty', 'NYUD_MT/images/1.jpg']);
    expect(await writer.staging.get('NYUD_MT/images/1.jpg')).toEqual(bytes(1, 2, 3));
    expect(await writer.staging.get('NYUD_MT/empty')).toEqual(bytes());
    expect(await writer.staging.get('other')).toBe(undefined);
    await writer.abandon();
    const fresh = await store.create('nyu', resume);
    expect(await fresh.staging.paths()).toEqual([]);
    await fresh.abandon();
  });

  test('an import takes no name that is taken', async () => {
    const store = await open();
    await (await store.create('nyu')).finish('{}');
    await expect(store.create('nyu', resume)).rejects.toThrow(/^A data set "nyu" is stored/);
  });
});

describe.each(PLACES.slice(0, 2))('in %s', (_where, open) => {
  test.each(['', '.', '..', '../up', 'a/b', 'a\\b', '.hidden', ' a', 'a.', 'a\nb', 'rooms', 'x'.repeat(101)])(
    'the name %j is refused, and found nowhere',
    async (name) => {
      const store = await open();
      await expect(store.create(name)).rejects.toThrow(/^The name "/);
      await expect(store.remove(name)).rejects.toBeInstanceOf(InputError);
      expect(await store.find(name)).toBe(undefined);
    },
  );

  test('made by two at once, the first that is finished counts; an import says that its name was taken', async () => {
    const store = await open();
    const other = await store.create('nyu', resume);
    await write(other, 'train', 0, 1);
    const first = await store.create('nyu');
    await write(first, 'train', 0, 2);
    await first.finish('{"first":1}');
    await expect(other.finish('{}')).rejects.toThrow(/^A data set "nyu" is stored/);
    await expectRecords(await store.open('nyu'), { train: 2, val: 0 });
  });
});
