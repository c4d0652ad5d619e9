/** Experiments in the page's worker: interrupted in any way, a table is the one of the uninterrupted experiment. */
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { gpu } from '../../../src/gpu/device';
import type { TableView } from '../../../src/protocol/experiments';
import type { RunState } from '../../../src/protocol/messages';
import { decodeCheckpoint } from '../../../src/training/checkpoint';
import { copyOf, FakeLocks, QueueBench, STEPS, WISH } from '../../helpers/queue-bench';
import { small } from '../../helpers/run-bench';
import { spoilDepths } from '../../helpers/spoilt-data';

let whole: QueueBench;
let table: TableView;
/** Of the page's run, when the experiment was finished. */
let atEnd: RunState;
let bench: QueueBench;

const numbers = ({ rows }: TableView) => rows.map(({ cells, delta }) => [...cells.map(({ mean }) => mean), delta]);

beforeAll(async () => {
  whole = new QueueBench();
  const key = await whole.begin();
  await whole.until(key, 'finished');
  atEnd = whole.state;
  table = await whole.table(key);
  await whole.close();
});
beforeEach(() => void (bench = new QueueBench()));
afterEach(async () => {
  vi.restoreAllMocks();
  await bench.close();
});

/** Finished, with the numbers of the uninterrupted one, and nothing left of its runs. */
async function expectWhole(key: string): Promise<void> {
  const row = await bench.until(key, 'finished', 'failed');
  expect(row).toMatchObject({ status: 'finished', done: 2, runs: 2, problem: null });
  expect(numbers(await bench.table(key))).toEqual(numbers(table));
  for (const left of ['runs', 'checkpoints', 'facts'] as const) expect(await bench.tables.all(left)).toEqual([]);
}

test('left alone, its cells are trained as runs of the page, evaluated, and leave results alone', async () => {
  expect(numbers(table).flat()).not.toContain(NaN);
  expect(table).toMatchObject({
    done: 2,
    runs: 2,
    steps: STEPS,
    adapters: [whole.states.find((s) => s.adapter)!.adapter],
  });
  expect(table.rows[1]!.cells.every(({ mean }) => mean !== null)).toBe(true);
  const [base, ours] = table.rows.map(({ accumulated }) => accumulated);
  expect(base).toBe(null);
  expect(ours!).toBeGreaterThan(0.5); // it starts opaque
  expect(ours!).toBeLessThanOrEqual(1 + 1e-6);
  const names = [...new Set(whole.states.map(({ name }) => name))].filter((name) => name !== '');
  expect(names).toEqual(['Table 1 · Plain heads, seed 1', 'Table 1 · Plain heads + regularizer, seed 1']);
  for (const runId of whole.runIds) expect(whole.stepsOf(runId)).toEqual([0, 1, 2, 3, 4, 5]);

  const told = whole.told.filter((progress) => progress !== null);
  const seen = [...new Set(told.map(({ done, phase, at, of }) => `${done} ${phase} ${at}/${of}`))];
  const evaluated = (done: number) => [1, 2, 3].map((at) => `${done} evaluating ${at}/3`);
  const trained = (done: number) => [0, 1, 2, 3, 4, 5].map((at) => `${done} training ${at}/${STEPS}`);
  expect(seen).toEqual([...trained(0), ...evaluated(0), ...trained(1), ...evaluated(1)]);
  expect(told.at(-1)).toMatchObject({ rows: ['Plain heads + regularizer'], seed: 1, runs: 2 });
  expect(whole.told.at(-1)).toBe(null);

  for (const left of ['runs', 'checkpoints', 'facts'] as const) expect(await whole.tables.all(left)).toEqual([]);
  for (const result of await whole.tables.all('results')) {
    const { time, memory, parameters } = (result as unknown as { cost: Record<string, number> }).cost;
    expect([time! > 0, memory! > 1e6, parameters! > 1e4]).toEqual([true, true, true]);
  }
});

test('reloaded in the middle of a run, it goes on by itself from the last save', async () => {
  const key = await bench.begin();
  await bench.reached(({ done, at }) => done === 1 && at >= 3);
  const left = await copyOf(bench.tables);
  await bench.close();
  const [run] = await left.all('runs');
  const saved = decodeCheckpoint((await left.get('checkpoints', run!.id))!).step;
  expect([2, 4]).toContain(saved);
  expect((await left.get('experiments', key))!.status).toBe('running');

  bench = new QueueBench(left);
  await bench.queue.wake();
  await expectWhole(key);
  expect(bench.runIds).toEqual([run!.id]);
  expect(Math.min(...bench.stepsOf(run!.id))).toBe(saved);
});

test('reloaded while it evaluates, nothing is trained again, and the time of its steps is known', async () => {
  const key = await bench.begin();
  await bench.reached(({ done, phase }) => done === 1 && phase === 'evaluating');
  const left = await copyOf(bench.tables);
  await bench.close();
  const [run] = await left.all('runs');
  bench = new QueueBench(left);
  await bench.queue.wake();
  await expectWhole(key);
  expect(bench.stepsOf(run!.id)).toEqual([STEPS]);
  const results = (await bench.tables.all('results')) as unknown as { cost: { time: number | null } }[];
  for (const { cost } of results) expect(cost.time).toBeGreaterThan(0);
});

test('paused in training and in evaluation, and resumed; the stored run is named as the experiment’s', async () => {
  const key = await bench.begin();
  await bench.reached(({ at, phase }) => phase === 'training' && at >= 2);
  await bench.commands.pauseExperiment({ key });
  expect(await bench.row(key)).toMatchObject({ status: 'paused', done: 0 });
  expect(bench.told.at(-1)).toBe(null);
  expect(bench.state).toMatchObject({ status: 'paused', savedStep: bench.state.step });
  const { step, runId } = bench.state;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(bench.state.step).toBe(step);
  expect((await bench.store.run(runId!))!.part!.experiment).toBe(key);

  await bench.commands.resumeExperiment({ key });
  await bench.reached(({ phase }) => phase === 'evaluating');
  await bench.commands.pauseExperiment({ key });
  expect((await bench.row(key))!.status).toBe('paused');
  await bench.commands.resumeExperiment({ key });
  await expectWhole(key);
  expect(bench.runIds.length).toBe(2);
});

test('the run bar holds the experiment with its run, and lets it go on', async () => {
  const key = await bench.begin();
  await bench.reached(({ at }) => at >= 2);
  const { step } = await bench.commands.pause(undefined);
  expect(bench.state).toMatchObject({ status: 'paused', step });
  expect((await bench.row(key))!.status).toBe('paused');
  await bench.commands.resume(undefined);
  expect((await bench.row(key))!.status).toBe('running');
  await bench.reached(({ at }) => at >= 4);
  await bench.commands.stop(undefined);
  expect((await bench.row(key))!.status).toBe('paused');
  await bench.commands.open({ runId: bench.state.runId! });
  await expectWhole(key);
});

test('a run that a person starts pauses it, saved; told to go on, it ends that run, saved', async () => {
  const key = await bench.begin();
  await bench.reached(({ at, done }) => done === 1 && at >= 3);
  const cell = bench.state.runId!;
  const { runId } = await bench.commands.start({ config: small({ steps: 1000 }), name: 'mine' });
  expect((await bench.row(key))!.status).toBe('paused');
  expect((await bench.store.run(cell))!.step).toBeGreaterThanOrEqual(3);
  while (bench.state.step < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(bench.state).toMatchObject({ name: 'mine', status: 'training' });
  await bench.commands.resumeExperiment({ key });
  await bench.until(key, 'finished', 'failed');
  expect((await bench.store.run(runId))!.step).toBeGreaterThanOrEqual(2);
  await bench.commands.deleteRun({ runId });
  await expectWhole(key);
});

test('a cell that fails says why; what is done stays, and resumed it is tried again', async () => {
  bench.onState = ({ status, name }) => {
    if (status === 'training' && name.includes('regularizer')) spoilDepths();
  };
  const key = await bench.begin();
  const failed = await bench.until(key, 'failed', 'finished');
  expect(failed).toMatchObject({ status: 'failed', done: 1 });
  expect(failed.problem).toBe(bench.state.problem!.message);
  expect(failed.problem).toMatch(/loss/i);
  expect(bench.told.at(-1)).toBe(null);
  bench.onState = () => undefined;
  vi.restoreAllMocks();
  await bench.commands.resumeExperiment({ key });
  await expectWhole(key);
});

test.each(['training', 'evaluating'] as const)(
  'a GPU lost while %s fails it in one sentence; resumed it goes on',
  async (when) => {
    const key = await bench.begin();
    await bench.reached(({ at, phase }) => phase === when && (phase === 'evaluating' || at >= 3));
    gpu().device.destroy();
    const { problem } = await bench.until(key, 'failed', 'finished');
    expect(problem).toMatch(/^The GPU was lost after step \d; nothing that was saved is lost/);
    await bench.commands.resumeExperiment({ key });
    await expectWhole(key);
  },
);

test('a result is shared; deleted, an experiment takes with it what no other needs, and its unfinished run', async () => {
  const first = await bench.begin();
  await expectWhole(first);
  const second = await bench.begin({ id: 'table-4' });
  await bench.reached(({ done, at }) => done === 2 && at >= 2); // its third row alone is new
  expect(bench.runIds.length).toBe(3);
  expect(new Set(await bench.store.resultKeys()).size).toBe(2);
  await bench.commands.deleteExperiment({ key: second });
  expect(await bench.row(second)).toBe(undefined);
  expect(await bench.tables.all('runs')).toEqual([]);
  expect(await bench.tables.all('checkpoints')).toEqual([]);
  expect(bench.state.status).toBe('idle');
  expect(numbers(await bench.table(first))).toEqual(numbers(table));
  await bench.commands.deleteExperiment({ key: first });
  expect(await bench.tables.all('results')).toEqual([]);
  await expect(bench.table(first)).rejects.toThrow(/not stored in this browser any more/);
});

test('of two tabs one runs it; when that is closed, the other goes on', async () => {
  const locks = new FakeLocks();
  await bench.close();
  bench = new QueueBench(undefined, locks);
  const key = await bench.begin();
  await bench.reached(({ at }) => at >= 2);
  const other = new QueueBench(await copyOf(bench.tables), locks); // of its own: a closed tab writes nothing any more
  const waking = other.queue.wake();
  for (const command of ['pauseExperiment', 'resumeExperiment', 'deleteExperiment'] as const)
    await expect(other.commands[command]({ key })).rejects.toThrow(/^Another tab of this browser is running/);
  await expect(other.begin({ id: 'table-4' })).rejects.toThrow(/^Another tab of this browser is running/);
  expect(other.state.status).toBe('idle');
  await bench.close();
  bench = other;
  await waking;
  await expectWhole(key);
});

test('a run of a person’s is not ended by an experiment that another tab leaves behind', async () => {
  const locks = new FakeLocks();
  const release = await locks.take();
  bench = new QueueBench(await copyOf(whole.tables), locks);
  const wish = { ...WISH, id: 'table-4' };
  await bench.store.putExperiment({ key: 'left', wish, status: 'running', touchedAt: 1, problem: null });
  const waking = bench.queue.wake();
  await bench.commands.start({ config: small({ steps: 1000 }), name: 'mine' });
  await release!();
  await waking;
  expect(bench.state).toMatchObject({ name: 'mine' });
  expect((await bench.row('left'))!.status).toBe('paused');
});

test('what is asked for of a table: its text, and images where rows differ most', async () => {
  const again = new QueueBench(whole.tables);
  const key = await again.begin(); // all is known: nothing is run
  await again.until(key, 'finished');
  expect(again.states.length).toBe(1);
  const { name, text } = await again.commands.tableText({ key, format: 'csv' });
  expect(name).toBe('table-1-nano-rooms.csv');
  expect(text).toContain('table-1,nano,rooms,Plain heads + regularizer,depth rmse,m,1,');
  const images = await again.commands.tableImages({ key, row: 'mti-net ours', task: 'depth' });
  expect(images.map(({ index }) => index).sort()).toEqual([0, 1, 2]);
  const apart = images.map(({ value, base }) => Math.abs(value - base!));
  expect(apart).toEqual([...apart].sort((a, b) => b - a));
  const worst = await again.commands.tableImages({ key, row: 'mti-net base', task: 'depth' });
  expect(worst.map(({ value }) => value)).toEqual(worst.map(({ value }) => value).sort((a, b) => b - a));
  expect(worst[0]!.base).toBe(null);
  await expect(again.commands.tableImages({ key, row: 'none', task: 'depth' })).rejects.toThrow('no row "none"');
  await again.close();
});

test('a wish that cannot be is refused, and nothing is stored', async () => {
  await expect(bench.begin({ id: 'table-9' })).rejects.toThrow('There is no experiment "table-9"');
  await expect(bench.begin({ steps: -1 })).rejects.toThrow(/^Steps is −1/);
  await expect(bench.begin({ scale: 'huge' as typeof WISH.scale })).rejects.toThrow('Scale is "huge"');
  expect(await bench.tables.all('experiments')).toEqual([]);
});

test('the data that it reads is not deleted under it', async () => {
  const key = await bench.begin();
  await bench.reached(({ phase }) => phase === 'evaluating');
  const { name } = (await bench.tables.all('datasets'))[0]!;
  await expect(bench.commands.deleteData({ name })).rejects.toThrow(/is in use by the experiment "With and without/);
  await expectWhole(key);
});

test('an experiment that is done leaves the page without a run', () => {
  expect(atEnd).toMatchObject({ status: 'idle', runId: null });
});

test('results that no experiment knows any more go with the next one that is deleted', async () => {
  const key = await bench.begin();
  await bench.store.putResult({ key: 'of another version' }, null);
  await bench.commands.deleteExperiment({ key });
  expect(await bench.store.resultKeys()).toEqual([]);
});
