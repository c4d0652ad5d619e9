/** Experiments and results in the browser's store: they come and go with what belongs to them, and old stores get them. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { MIGRATIONS, type ExperimentRow, type RunRow } from '../../../src/data/schema';
import { openStore, Store } from '../../../src/data/store';
import { MemoryTables } from '../../../src/data/tables';
import { Library } from '../../../src/session/library';

const BEFORE = 2; // versions without experiments

const experiment = (key: string): ExperimentRow => ({
  key,
  wish: { id: 'table-1' },
  status: 'running',
  touchedAt: 5,
  problem: null,
});

const run = (id: string, cell?: string): RunRow => ({
  id,
  name: id,
  config: {},
  version: 1,
  step: 3,
  savedAt: 1,
  bytes: 2,
  ...(cell !== undefined && { part: { experiment: 'e', cell } }),
});

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);

beforeEach(() => void (globalThis.indexedDB = new IDBFactory()));

const PLACES: [string, () => Promise<Store>][] = [
  ['IndexedDB', () => openStore()],
  ['memory', async () => new Store(new MemoryTables())],
];

describe.each(PLACES)('in %s', (_where, open) => {
  test('a result comes in as its run goes, with checkpoint and steps, and others stay', async () => {
    const store = await open();
    for (const id of ['r', 'other']) {
      await store.putRun(run(id, `cell of ${id}`), bytes(1));
      await store.putFacts(id, [{ step: 1 }]);
    }
    await store.putResult({ key: 'cell of r' }, 'r');
    expect(await store.resultKeys()).toEqual(['cell of r']);
    expect(await store.result('cell of r')).toEqual({ key: 'cell of r' });
    expect([await store.run('r'), await store.checkpoint('r')]).toEqual([undefined, undefined]);
    expect(await store.factsAfter('r', 0)).toEqual([]);
    expect((await store.runs()).map(({ id }) => id)).toEqual(['other']);
    expect(await store.factsAfter('other', 0)).toEqual([{ step: 1 }]);
    store.close();
  });

  test('a result whose model is kept leaves its run, with checkpoint and steps', async () => {
    const store = await open();
    await store.putRun(run('r', 'c'), bytes(1));
    await store.putFacts('r', [{ step: 1 }]);
    await store.putResult({ key: 'c' }, null);
    expect(await store.resultKeys()).toEqual(['c']);
    expect([await store.run('r'), await store.checkpoint('r')]).toEqual([run('r', 'c'), bytes(1)]);
    expect(await store.factsAfter('r', 0)).toEqual([{ step: 1 }]);
    store.close();
  });

  test('an experiment is replaced, and goes with the results and runs that are told', async () => {
    const store = await open();
    await store.putExperiment(experiment('e'));
    await store.putExperiment({ ...experiment('e'), status: 'failed', problem: 'why' });
    await store.putExperiment(experiment('f'));
    expect(await store.experiment('e')).toMatchObject({ status: 'failed', problem: 'why' });
    await store.putRun(run('r'), bytes(1));
    for (const key of ['a', 'b']) await store.putResult({ key }, 'none');
    await store.deleteExperiment('e', ['a'], ['r']);
    expect((await store.experiments()).map(({ key }) => key)).toEqual(['f']);
    expect(await store.resultKeys()).toEqual(['b']);
    expect([await store.run('r'), await store.checkpoint('r')]).toEqual([undefined, undefined]);
    store.close();
  });
});

test('a store of before can keep experiments, and still has its runs and their checkpoints', async () => {
  const old = await openStore({ migrations: MIGRATIONS.slice(0, BEFORE) });
  await old.putRun(run('r'), bytes(1, 2));
  await expect(old.putExperiment(experiment('e'))).rejects.toThrow();
  old.close();
  const store = await openStore();
  expect(store.problem).toBe(null);
  expect(await store.run('r')).toEqual(run('r'));
  expect(await store.checkpoint('r')).toEqual(bytes(1, 2));
  await store.putExperiment(experiment('e'));
  await store.putResult({ key: 'c' }, 'none');
  store.close();
  const again = await openStore();
  expect(await again.experiments()).toEqual([experiment('e')]);
  expect(await again.resultKeys()).toEqual(['c']);
  again.close();
});

test('in the list of stored runs those of an experiment name it', async () => {
  const store = new Store(new MemoryTables());
  await store.putRun(run('mine'));
  await store.putRun(run('cell', 'c'));
  const { runs } = await new Library(async () => store).facts();
  expect(runs.map(({ id, experiment: key }) => [id, key]).sort()).toEqual([
    ['cell', 'e'],
    ['mine', undefined],
  ]);
});
