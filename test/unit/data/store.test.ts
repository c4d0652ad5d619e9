/** The browser's store on IndexedDB: nothing half written, nothing lost, every refusal in one sentence. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDB } from 'idb';
import { QuotaExceededError, StorageError } from '../../../src/base/errors';
import { MIGRATIONS, type DatasetRow, type ImportRow, type Migration, type RunRow } from '../../../src/data/schema';
import { openStore, Store } from '../../../src/data/store';
import { MemoryTables } from '../../../src/data/tables';
import { fillAt } from '../../helpers/full-disk';

const dataset = (key: string, changes: Partial<DatasetRow> = {}): DatasetRow => ({
  key,
  name: key,
  manifest: '{}',
  bytes: 1,
  touchedAt: Date.now(),
  ...changes,
});
const job = (key: string, changes: Partial<ImportRow> = {}): ImportRow => ({
  key,
  dataset: `${key}#1`,
  name: key,
  wishes: '{}',
  state: '',
  counts: { train: 1, val: 0 },
  bytes: 3,
  touchedAt: 1,
  ...changes,
});
const run = (id: string, step = 0): RunRow => ({ id, name: id, config: {}, version: 1, step, savedAt: 1, bytes: 0 });
const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);
const facts = (...steps: number[]) => steps.map((step) => ({ step, total: step / 3 }));
const steps = async (store: Store, id: string, after = 0) =>
  (await store.factsAfter(id, after)).map(({ step }) => step);

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => vi.restoreAllMocks());

const PLACES: [string, () => Promise<Store>][] = [
  ['IndexedDB', () => openStore()],
  ['memory', async () => new Store(new MemoryTables())],
];

describe.each(PLACES)('in %s', (_where, open) => {
  test('records come back by split and index, and go with their data set alone', async () => {
    const store = await open();
    const records = [0, 1, 10, 2].map((index) => ({ split: 'train', index, bytes: bytes(index) }));
    await store.putDataset(dataset('a'), { records: [...records, { split: 'val', index: 1, bytes: bytes(99) }] });
    await store.putDataset(dataset('a2'), { records: [{ split: 'train', index: 0, bytes: bytes(7) }] });
    expect(await store.record('a', 'train', 10)).toEqual(bytes(10));
    expect(await store.record('a', 'val', 1)).toEqual(bytes(99));
    await store.deleteDataset('a');
    expect(await store.record('a', 'train', 10)).toBe(undefined);
    expect(await store.record('a', 'val', 1)).toBe(undefined);
    expect(await store.record('a2', 'train', 0)).toEqual(bytes(7));
    expect((await store.datasets()).map(({ key }) => key)).toEqual(['a2']);
    store.close();
  });

  test('a data set is there when it is complete; one that was abandoned is swept away', async () => {
    const store = await open();
    const now = Date.now();
    await store.putDataset(dataset('done', { touchedAt: now - 1e9 }));
    await store.putDataset(dataset('making', { manifest: '', touchedAt: now - 5_000 }));
    await store.putDataset(dataset('dead', { manifest: '', touchedAt: now - 120_000 }), {
      records: [{ split: 'train', index: 0, bytes: bytes(1) }],
    });
    await store.sweep(now);
    expect((await store.datasets()).map(({ key }) => key)).toEqual(['done']);
    expect(await store.record('dead', 'train', 0)).toBe(undefined);
    await store.sweep(now + 60_000);
    await store.putDataset(dataset('other'));
    expect((await store.datasets()).map(({ key }) => key)).toEqual(['done', 'other']);
    store.close();
  });
});

describe.each(PLACES)('in %s', (_where, open) => {
  test('steps come in order, are cut, and go with their run alone', async () => {
    const store = await open();
    await store.putFacts('r', facts(2, 10, 1, 9));
    await store.putFacts('r2', facts(5));
    expect(await steps(store, 'r')).toEqual([1, 2, 9, 10]);
    expect(await store.factsAfter('r', 9)).toEqual(facts(10));
    await store.cutFactsAfter('r', 2);
    expect(await steps(store, 'r')).toEqual([1, 2]);
    await store.putRun(run('r'), bytes(1));
    await store.deleteRun('r');
    expect(await store.run('r')).toBe(undefined);
    expect(await store.checkpoint('r')).toBe(undefined);
    expect(await steps(store, 'r')).toEqual([]);
    expect(await steps(store, 'r2')).toEqual([5]);
    store.close();
  });

  test('notes are kept by name', async () => {
    const store = await open();
    await store.putNote('pace', 0.5);
    expect(await store.note('pace')).toBe(0.5);
    expect(await store.note('other')).toBe(undefined);
    store.close();
  });
});

describe.each(PLACES)('in %s', (_where, open) => {
  test('an import that can go on is not swept away, however long ago; forgotten, all of it goes and no more', async () => {
    const store = await open();
    const record = { split: 'train', index: 0, bytes: bytes(1) };
    const file = { path: 'images/1.jpg', bytes: bytes(5, 6) };
    for (const key of ['i', 'i2']) {
      const row = dataset(`${key}#1`, { manifest: '', touchedAt: 1 });
      await store.putDataset(row, { records: [record], files: [file, { ...file, path: 'a' }], job: job(key) });
    }
    await store.sweep();
    expect(await store.imports()).toEqual([job('i'), job('i2')]);
    expect(await store.record('i#1', 'train', 0)).toEqual(bytes(1));
    expect(await store.filePaths('i')).toEqual(['a', 'images/1.jpg']);
    await store.deleteDataset('i#1', job('i'));
    expect([await store.import('i'), await store.record('i#1', 'train', 0)]).toEqual([undefined, undefined]);
    expect([await store.filePaths('i'), await store.file('i', 'a')]).toEqual([[], undefined]);
    expect(await store.record('i2#1', 'train', 0)).toEqual(bytes(1));
    expect(await store.file('i2', 'images/1.jpg')).toEqual(bytes(5, 6));
    store.close();
  });

  test('a finished import is a data set, and neither its row nor its files stay', async () => {
    const store = await open();
    const file = { path: 'a', bytes: bytes(5) };
    await store.putDataset(dataset('i#1', { manifest: '' }), { files: [file], job: job('i') });
    await store.finishDataset(dataset('i#1'), [{ split: 'val', index: 0, bytes: bytes(8) }], job('i'));
    expect((await store.datasets()).map(({ key }) => key)).toEqual(['i#1']);
    expect(await store.record('i#1', 'val', 0)).toEqual(bytes(8));
    expect([await store.imports(), await store.filePaths('i')]).toEqual([[], []]);
    store.close();
  });
});

test('a full disk while saving: both the row and the checkpoint of before stand', async () => {
  const store = await openStore();
  await store.putRun(run('r', 50), bytes(50));
  fillAt(2);
  const refused = store.putRun(run('r', 100), bytes(100));
  await expect(refused).rejects.toBeInstanceOf(QuotaExceededError);
  await expect(refused).rejects.toThrow(/^The browser’s storage is full; delete stored data sets or runs/);
  vi.restoreAllMocks();
  expect((await store.run('r'))!.step).toBe(50);
  expect(await store.checkpoint('r')).toEqual(bytes(50));
  await store.putRun(run('r', 150), bytes(150));
  expect(await store.checkpoint('r')).toEqual(bytes(150));
  store.close();
});

test('everything is there after a reload', async () => {
  const first = await openStore();
  await first.putRun(run('r', 3), bytes(1, 2));
  first.close();
  const second = await openStore();
  expect(second.problem).toBe(null);
  expect(await second.run('r')).toEqual(run('r', 3));
  expect(await second.checkpoint('r')).toEqual(bytes(1, 2));
  second.close();
});

const ADD_NAMES: Migration = async (_db, transaction) => {
  const rows = transaction.objectStore('runs');
  for (const row of (await rows.getAll()) as RunRow[]) await rows.put({ ...row, name: `${row.name}!` }, row.id);
};

test('an older database is brought up step by step and keeps what it holds', async () => {
  const old = await openStore();
  await old.putRun(run('r', 7), bytes(7));
  old.close();
  const migrated = await openStore({ migrations: [...MIGRATIONS, ADD_NAMES, ADD_NAMES] });
  expect(await migrated.run('r')).toEqual({ ...run('r', 7), name: 'r!!' });
  expect(await migrated.checkpoint('r')).toEqual(bytes(7));
  migrated.close();
});

test('version 1 becomes version 2: runs, checkpoints, steps and data sets stay, imports can be stored', async () => {
  const old = await openStore({ migrations: MIGRATIONS.slice(0, 1) });
  await old.putRun(run('r', 7), bytes(7));
  await old.putFacts('r', facts(6, 7));
  await old.putNote('pace', 2);
  await old.putDataset(dataset('a'), { records: [{ split: 'train', index: 0, bytes: bytes(3) }] });
  old.close();
  const store = await openStore({ migrations: MIGRATIONS.slice(0, 2) });
  expect(store.problem).toBe(null);
  expect(await store.run('r')).toEqual(run('r', 7));
  expect(await store.checkpoint('r')).toEqual(bytes(7));
  expect(await store.factsAfter('r', 0)).toEqual(facts(6, 7));
  expect(await store.note('pace')).toBe(2);
  expect((await store.datasets()).map(({ key }) => key)).toEqual(['a']);
  expect(await store.record('a', 'train', 0)).toEqual(bytes(3));
  await store.putDataset(dataset('i#1', { manifest: '' }), { files: [{ path: 'a', bytes: bytes(1) }], job: job('i') });
  expect(await store.imports()).toEqual([job('i')]);
  expect(await store.file('i', 'a')).toEqual(bytes(1));
  store.close();
});

test('a newer database is left alone: the page is told to reload, and works from memory', async () => {
  (await openStore({ migrations: [...MIGRATIONS, ADD_NAMES] })).close();
  const store = await openStore();
  expect(store.problem).toMatch(/^A newer version of Taskfield wrote this browser’s storage/);
  await store.putRun(run('r'), bytes(1));
  expect(await store.checkpoint('r')).toEqual(bytes(1));
});

test('a newer version in another tab gets its turn; this one says so at the next write', async () => {
  const old = await openStore();
  const newer = await openStore({ migrations: [...MIGRATIONS, ADD_NAMES] });
  expect(newer.problem).toBe(null);
  expect(old.problem).toMatch(/^A newer version of Taskfield was opened in another tab/);
  const refused = old.putRun(run('r'));
  await expect(refused).rejects.toBeInstanceOf(StorageError);
  await expect(refused).rejects.toThrow(/opened in another tab/);
  newer.close();
});

test('a tab that will not let go blocks: the page is told which, and works from memory', async () => {
  const stubborn = await openDB('taskfield', 1, {
    upgrade: (db) => void MIGRATIONS[0]!(db, undefined as never),
  });
  const store = await openStore({ migrations: [...MIGRATIONS, ADD_NAMES], patience: 20 });
  expect(store.problem).toMatch(/^Another tab holds an older version/);
  stubborn.close();
});

test('without IndexedDB, and where it is blocked, the page works from memory and says why', async () => {
  Reflect.deleteProperty(globalThis, 'indexedDB');
  const without = await openStore();
  expect(without.problem).toMatch(/IndexedDB is missing or blocked/);
  await without.putNote('n', 1);
  expect(await without.note('n')).toBe(1);
  globalThis.indexedDB = new IDBFactory();
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  expect((await openStore()).problem).toMatch(/IndexedDB is missing or blocked/);
});
