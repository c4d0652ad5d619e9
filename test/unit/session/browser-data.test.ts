/** Data sets in the browser: several records a transaction, a full disk, tabs side by side. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { QuotaExceededError } from '../../../src/base/errors';
import { openStore, type Store } from '../../../src/data/store';
import { browserData } from '../../../src/session/browser-data';
import type { DataFolderWriter } from '../../../src/session/host';
import { fillAt } from '../../helpers/full-disk';

const resume = { key: 'k', wishes: '{}' };

let store: Store;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = await openStore();
});
afterEach(() => {
  vi.restoreAllMocks();
  store.close();
});

const add = (writer: DataFolderWriter, index: number, bytes = new Uint8Array(4)): Promise<void> =>
  writer.writeRecord({ split: 'train', index, bytes, state: '' });

test('ten records, or eight megabytes, go into one transaction', async () => {
  const put = vi.spyOn(store, 'putDataset');
  const sizes = (): number[] =>
    put.mock.calls.map(([, { records = [], files = [] } = {}]) => records.length + files.length);
  const small = await browserData(store, undefined).create('small');
  for (let index = 0; index < 25; index++) await add(small, index);
  await small.finish('{}');
  expect(sizes()).toEqual([10, 10]); // the last five go in with the description
  put.mockClear();
  const large = await browserData(store, undefined).create('large', resume);
  for (let index = 0; index < 5; index++) await add(large, index, new Uint8Array(3e6));
  await large.staging.put('a', new Uint8Array(9e6));
  expect(sizes()).toEqual([3, 3]); // 9 MB; then two records and the file
  await large.abandon();
});

test('a full disk in the middle: all of that import goes, all else stays', async () => {
  const data = browserData(store, undefined);
  const whole = await data.create('whole');
  await add(whole, 0, Uint8Array.of(1, 2));
  await whole.finish('{}');
  const other = await data.create('other', { key: 'other', wishes: '' });
  for (let index = 0; index < 10; index++) await add(other, index);
  await store.putRun({ id: 'r', name: 'r', config: {}, version: 1, step: 3, savedAt: 1, bytes: 2 }, Uint8Array.of(3));
  const writer = await data.create('big', resume);
  await writer.staging.put('images/1.jpg', Uint8Array.of(1));
  for (let index = 0; index < 10; index++) await add(writer, index);
  expect((await data.unfinished()).map(({ key }) => key).sort()).toEqual(['k', 'other']);

  fillAt(4);
  const writing = (async () => {
    for (let index = 10; index < 40; index++) await add(writer, index);
  })();
  await expect(writing).rejects.toBeInstanceOf(QuotaExceededError);
  vi.restoreAllMocks();
  expect((await data.list()).map(({ name }) => name)).toEqual(['whole']);
  expect((await data.unfinished()).map(({ key, counts }) => [key, counts.train])).toEqual([['other', 10]]);
  expect(await store.filePaths('k')).toEqual([]);
  expect(await (await data.open('whole')).readRecord('train', 0)).toEqual(Uint8Array.of(1, 2));
  expect(await store.checkpoint('r')).toEqual(Uint8Array.of(3));
  await writer.abandon(); // what its maker does then
  const again = await data.create('big', resume);
  expect(again.progress.counts).toEqual({ train: 0, val: 0 });
});

test('nothing of a refused import is left in any table', async () => {
  const data = browserData(store, undefined);
  const writer = await data.create('big', resume);
  for (let index = 0; index < 10; index++) await add(writer, index);
  fillAt(1);
  await expect(writer.finish('{}')).rejects.toBeInstanceOf(QuotaExceededError);
  vi.restoreAllMocks();
  const db = await new Promise<IDBDatabase>((resolve) => {
    const opening = indexedDB.open('taskfield');
    opening.addEventListener('success', () => resolve(opening.result));
  });
  for (const table of ['datasets', 'records', 'imports', 'staging']) {
    const request = db.transaction(table).objectStore(table).count();
    await new Promise((resolve) => request.addEventListener('success', resolve));
    expect(request.result, table).toBe(0);
  }
  db.close();
});

test('after its end a writer writes no more', async () => {
  const writer = await browserData(store, undefined).create('a');
  await writer.abandon();
  await expect(add(writer, 0)).rejects.toThrow('"a" was finished or given up');
});

test('two tabs with the same rooms: the slower takes those of the faster, and its own go', async () => {
  const data = browserData(store, undefined);
  const [slow, fast] = [await data.create('a'), await data.create('a')];
  await add(slow, 0, Uint8Array.of(1));
  await add(fast, 0, Uint8Array.of(2));
  await fast.finish('{"fast":1}');
  const got = await slow.finish('{"slow":1}');
  expect(await got.readManifest()).toBe('{"fast":1}');
  expect(await got.readRecord('train', 0)).toEqual(Uint8Array.of(2));
  expect((await data.list()).length).toBe(1);
});

/** Locks as the browser has them, for one holder at a time that never waits. */
class FakeLocks {
  private readonly held = new Set<string>();

  readonly request = async (
    name: string,
    _options: LockOptions,
    granted: (lock: Lock | null) => unknown,
  ): Promise<unknown> => {
    if (this.held.has(name)) return granted(null);
    this.held.add(name);
    try {
      return await granted({ name, mode: 'exclusive' });
    } finally {
      this.held.delete(name);
    }
  };
}

test('an import runs in one tab at a time, and neither goes on nor is forgotten in another meanwhile', async () => {
  const data = browserData(store, new FakeLocks() as object as Pick<LockManager, 'request'>);
  const writer = await data.create('a', resume);
  for (let index = 0; index < 10; index++) await add(writer, index);
  await expect(data.create('a', resume)).rejects.toThrow('This import is under way in another tab');
  await expect(data.forget('k')).rejects.toThrow('This import is under way in another tab');
  expect((await data.unfinished())[0]!.counts.train).toBe(10);
  await writer.abandon();
  await (await data.create('a', resume)).finish('{}');
  await data.forget('k');
  expect((await data.list()).map(({ name }) => name)).toEqual(['a']);
});
