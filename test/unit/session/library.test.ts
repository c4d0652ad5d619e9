/** What the browser keeps, listed: older data sets with their reason, unfinished imports in the sum. */
import { expect, test, vi } from 'vitest';
import { Store } from '../../../src/data/store';
import { MemoryTables } from '../../../src/data/tables';
import { Library } from '../../../src/session/library';

const OLD = '{"format":"taskfield-dataset","version":1,"name":"rooms-v1","counts":{"train":2,"val":1}}';

test('a data set of version 1 is listed with its reason, breaks nothing, and can be deleted', async () => {
  const store = new Store(new MemoryTables());
  const library = new Library(async () => store);
  const row = { key: 'old#1', name: 'rooms-v1', manifest: OLD, bytes: 30, touchedAt: 1 };
  await store.putDataset(row, { records: [{ split: 'train', index: 0, bytes: Uint8Array.of(1) }] });
  await store.putRun({ id: 'r', name: 'r', config: {}, version: 1, step: 3, savedAt: 1, bytes: 5 });
  const { data, runs, bytes, problem } = await library.facts();
  expect(data).toEqual([
    {
      name: 'rooms-v1',
      images: 0,
      bytes: 30,
      usedBy: [],
      problem:
        'rooms-v1 holds a data set of version 1; this Taskfield reads version 2: delete it and import or make it again.',
    },
  ]);
  expect([runs.length, bytes, problem]).toEqual([1, 35, null]);
  await library.deleteData('rooms-v1');
  expect((await library.facts()).data).toEqual([]);
  expect(await store.record('old#1', 'train', 0)).toBe(undefined);
  await expect(library.deleteData('rooms-v1')).rejects.toThrow('"rooms-v1" is not stored here; nothing was deleted.');
});

test('what an unfinished import holds counts as storage used', async () => {
  const store = new Store(new MemoryTables());
  const library = new Library(async () => store);
  const writer = await (await library.data()).create('nyu', { key: 'k', wishes: '' });
  for (let index = 0; index < 10; index++)
    await writer.writeRecord({ split: 'train', index, bytes: new Uint8Array(4), state: '' });
  await writer.staging.put('a', new Uint8Array(7));
  expect(await library.facts()).toMatchObject({ data: [], bytes: 40 }); // the file is not stored yet
  await writer.abandon();
  expect((await library.facts()).bytes).toBe(0);
});

test('results of experiments count as storage used, and are measured once', async () => {
  const store = new Store(new MemoryTables());
  const library = new Library(async () => store);
  const result = { key: 'c', images: [1, 2, 3] };
  await store.putResult(result, null);
  await store.putResult({ key: 'd' }, null);
  const size = '{"key":"c","images":[1,2,3]}'.length;
  expect((await library.facts()).bytes).toBe(size + '{"key":"d"}'.length);
  const read = vi.spyOn(store, 'result');
  await store.deleteExperiment('none', ['d'], []);
  expect((await library.facts()).bytes).toBe(size);
  expect([...(await library.resultSizes())]).toEqual([['c', size]]);
  expect(read).not.toHaveBeenCalled();
});
