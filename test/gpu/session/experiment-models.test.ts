/** Trained models of an experiment that are kept: stored runs like any, found from its table, deleted without harm to it. */
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MemoryTables } from '../../../src/data/tables';
import type { TableView } from '../../../src/protocol/experiments';
import type { RunState } from '../../../src/protocol/messages';
import { Library } from '../../../src/session/library';
import { decodeCheckpoint } from '../../../src/training/checkpoint';
import { copyOf, QueueBench, STEPS } from '../../helpers/queue-bench';
import { small } from '../../helpers/run-bench';

let key: string;
let tables: MemoryTables;
/** The last of them is still open when the experiment is finished. */
let ended: RunState;
let table: TableView;
let bench: QueueBench;

const numbers = ({ rows }: TableView) => rows.map(({ cells }) => cells.map(({ mean }) => mean));

/** Across a reload in the middle. */
beforeAll(async () => {
  const first = new QueueBench();
  key = await first.begin({ keep: true });
  await first.reached(({ done, at }) => done === 1 && at >= 3);
  const left = await copyOf(first.tables);
  await first.close();
  const second = new QueueBench(left);
  await second.queue.wake();
  await second.until(key, 'finished', 'failed');
  ended = second.state;
  table = await second.table(key);
  tables = left;
  await second.close();
});
beforeEach(async () => void (bench = new QueueBench(await copyOf(tables))));
afterEach(() => bench.close());

test('are stored runs with a telling name, that open like any, and go with the experiment', async () => {
  expect(ended).toMatchObject({ status: 'finished', name: 'Table 1 · Plain heads + regularizer, seed 1' });
  expect(numbers(table).flat()).not.toContain(null);
  const library = new Library(async () => bench.store);
  const { runs, bytes, data } = await library.facts();
  expect(runs.map(({ name }) => name).sort()).toEqual([
    'Table 1 · Plain heads + regularizer, seed 1',
    'Table 1 · Plain heads, seed 1',
  ]);
  expect(runs.map(({ step }) => step)).toEqual([STEPS, STEPS]);
  for (const { id } of runs) {
    expect(decodeCheckpoint((await bench.store.checkpoint(id))!).step).toBe(STEPS);
    expect((await bench.store.factsAfter(id, 0)).length).toBe(STEPS);
  }
  const row = (await bench.row(key))!;
  const models = runs.reduce((sum, run) => sum + run.bytes, 0);
  expect(row.models).toEqual({ count: 2, bytes: models });
  expect(row.bytes).toBeGreaterThan(1000);
  expect(bytes).toBe(models + row.bytes + data.reduce((sum, one) => sum + one.bytes, 0));

  const base = runs.find(({ name }) => name === 'Table 1 · Plain heads, seed 1')!;
  await bench.commands.open({ runId: base.id });
  while (bench.state.status !== 'finished') await new Promise((resolve) => setTimeout(resolve, 5));
  expect(bench.state).toMatchObject({ runId: base.id, step: STEPS });
  expect((await bench.row(key))!.status).toBe('finished'); // it was not told to go on

  await bench.commands.deleteExperiment({ key });
  for (const gone of ['runs', 'checkpoints', 'facts', 'results'] as const)
    expect(await bench.tables.all(gone)).toEqual([]);
});

test('are found from the table, and say what two rows differ by', async () => {
  const [base, ours] = await bench.commands.tableModels({ key });
  expect([base!.row, ours!.row]).toEqual(['mti-net base', 'mti-net ours']);
  const [runA, runB] = [base!.seeds[0]!.runs[0]!, ours!.seeds[0]!.runs[0]!];
  const compared = (await bench.commands.compareSeeds({ runA, runB }))!;
  expect(compared).toMatchObject({ id: 'table-1', seeds: [1], models: [{ seed: 1, a: runA, b: runB }] });
  const [plain, regularized] = (await bench.table(key)).rows.map(({ cells }) => cells[1]!.mean!); // depth, metres
  expect(compared.metrics[1]).toMatchObject({ task: 'depth', own: expect.closeTo(regularized! - plain!, 6) });
  expect(await bench.commands.compareSeeds({ runA, runB: runA })).toBe(null);
  const { runId } = await bench.commands.start({ config: small(), name: 'mine' });
  expect(await bench.commands.compareSeeds({ runA, runB: runId })).toBe(null);
});

test('deleted, they leave the table as it was', async () => {
  for (const { id } of await bench.store.runs()) await bench.commands.deleteRun({ runId: id });
  expect(bench.state.status).toBe('idle');
  expect(numbers(await bench.table(key))).toEqual(numbers(table));
  const seeds = [{ seed: 1, runs: [null] }];
  expect((await bench.commands.tableModels({ key })).map((one) => one.seeds)).toEqual([seeds, seeds]);
  expect(await bench.row(key)).toMatchObject({ done: 2, models: { count: 0, bytes: 0 } });
  await bench.commands.resumeExperiment({ key }); // what is done is not run again
  await bench.until(key, 'finished');
  expect(await bench.tables.all('runs')).toEqual([]);
});

test('of results that were there before there are none, and nothing is run again', async () => {
  for (const { id } of await bench.store.runs()) await bench.commands.deleteRun({ runId: id });
  const other = await bench.begin({ id: 'table-4', keep: true });
  await bench.until(other, 'finished', 'failed');
  expect(bench.runIds.length).toBe(1); // auxiliary heads alone are new
  const models = await bench.commands.tableModels({ key: other });
  expect(models.map(({ seeds }) => seeds[0]!.runs[0] !== null)).toEqual([false, true, false]);
  // Another table needs the results of two rows: they stay with it.
  await bench.commands.deleteExperiment({ key: other });
  expect(await bench.tables.all('runs')).toEqual([]);
  expect((await bench.store.resultKeys()).length).toBe(2);
});
