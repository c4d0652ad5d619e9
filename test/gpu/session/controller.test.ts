/** The page's run, commanded as a page would: every way through it gives the facts of an uninterrupted run. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { gpu } from '../../../src/gpu/device';
import type { StepFacts } from '../../../src/protocol/events';
import type { SampleView } from '../../../src/protocol/views';
import { dataNameOf, Library } from '../../../src/session/library';
import { Session } from '../../../src/session/session';
import { decodeCheckpoint } from '../../../src/training/checkpoint';
import { MemoryHost } from '../../helpers/memory-host';
import { Bench, NO_VIEWS, small, STEPS } from '../../helpers/run-bench';
import { spoilDepths } from '../../helpers/spoilt-data';

let bench: Bench;
let whole: { facts: StepFacts[]; checkpoint: Uint8Array };

beforeAll(async () => {
  const host = new MemoryHost();
  await new Session(small(), host).run();
  const facts = host.events.flatMap((event) => (event.kind === 'step' ? [event.facts] : []));
  whole = { facts, checkpoint: host.checkpoint! };
});
beforeEach(() => void (bench = new Bench()));
afterEach(async () => {
  vi.restoreAllMocks();
  await bench.run.close();
});

async function expectWhole(): Promise<void> {
  const runId = bench.state.runId!;
  expect(await bench.run.history({ fromStep: 1 })).toEqual(whole.facts);
  const saved = decodeCheckpoint((await bench.store.checkpoint(runId))!);
  expect(saved.step).toBe(STEPS);
  expect(saved.file.tensors).toEqual(decodeCheckpoint(whole.checkpoint).file.tensors);
}

test('started and left alone, it prepares, trains, saves, finishes, and tells it', async () => {
  const runId = await bench.begin();
  expect(bench.state).toMatchObject({ status: 'preparing', runId, name: 'test', steps: STEPS });
  expect((await bench.until('finished')).problem).toBe(null);
  expect(bench.facts).toEqual(whole.facts);
  await expectWhole();
  const activities = bench.states.map(({ activity }) => activity);
  expect(activities).toContain('Making rooms: 3 of 4');
  expect(bench.states.find(({ activity }) => activity === 'Making rooms: 3 of 4')!.progress).toBe(0.75);
  expect(bench.state).toMatchObject({ step: STEPS, savedStep: STEPS, activity: '', path: 'fused', fallback: true });
  expect(bench.state.millisecondsPerStep).toBeGreaterThan(0);
  expect(bench.state.gpuBytes).toBeGreaterThan(1e6);
  const saves = new Set(bench.states.map(({ savedStep }) => savedStep));
  expect([...saves]).toEqual([0, 3, 6, 8]);
});

test('paused, stepped, resumed: the same facts', async () => {
  await bench.begin();
  await bench.reached(2);
  const { step } = await bench.run.pause();
  expect(bench.state).toMatchObject({ status: 'paused', step, savedStep: step });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(bench.state.step).toBe(step);
  const cosines = await bench.run.look((context) => context.agreement()); // leaves no trace in what follows
  expect(cosines.map((row, task) => row[task])).toEqual(cosines.map(() => 1));
  expect(cosines.length).toBe(small().tasks.length);
  expect(cosines[0]![1]).toBe(cosines[1]![0]);
  expect(Math.abs(cosines[0]![1]!)).toBeLessThan(1);
  expect((await bench.run.step()).step).toBe(step + 1);
  expect(bench.state.status).toBe('paused');
  await bench.run.resume();
  await bench.until('finished');
  await expectWhole();
});

test('stepped to the end, it is finished and saved', async () => {
  await bench.begin({ steps: 2 });
  await bench.until('training');
  await bench.run.pause();
  while (bench.state.status === 'paused') await bench.run.step();
  expect(bench.state).toMatchObject({ status: 'finished', step: 2, savedStep: 2 });
});

test('stopped, opened again, also by another page: the same facts and weights', async () => {
  const runId = await bench.begin();
  await bench.reached(4);
  const { step } = await bench.run.stop();
  expect(bench.state).toMatchObject({ status: 'stopped', step, savedStep: step });
  expect(await bench.run.view('sample', { index: 0 })).toEqual({ index: 0, step });
  await expect(bench.run.resume()).rejects.toThrow('The run "test" is stopped and cannot be resumed; open it');
  await bench.run.close();
  bench = new Bench(NO_VIEWS, bench.tables);
  await bench.run.open({ runId });
  expect(await bench.run.history({ fromStep: 1 })).toEqual(whole.facts.slice(0, step));
  await bench.until('finished');
  expect(bench.facts.map((facts) => facts.step)[0]).toBe(step + 1);
  await expectWhole();
});

test('views are answered between steps, and after the end', async () => {
  const order: string[] = [];
  bench = new Bench({
    ...NO_VIEWS,
    sample: async ({ step }, { index }) => {
      order.push(`view at ${step}`);
      await new Promise((resolve) => setTimeout(resolve, 30)); // a step taken meanwhile would show in `order`
      order.push(`seen at ${step}`);
      return { index, step } as SampleView;
    },
  });
  bench.onStep = (step) => void order.push(`step ${step}`);
  await bench.begin();
  await bench.reached(2);
  const seen = await bench.run.view('sample', { index: 0 });
  await bench.until('finished');
  const at = order.indexOf(`view at ${seen.step}`);
  expect(order.slice(at - 1, at + 3)).toEqual([
    `step ${seen.step}`,
    `view at ${seen.step}`,
    `seen at ${seen.step}`,
    `step ${seen.step + 1}`,
  ]);
  expect(await bench.run.view('sample', { index: 0 })).toEqual({ index: 0, step: STEPS });
  await expectWhole();
});

test('called off while rooms are made, nothing is left and another run can begin', async () => {
  bench.onState = ({ activity }) => {
    if (activity === 'Making rooms: 2 of 4') void bench.run.cancelPreparing();
  };
  await bench.begin();
  await bench.until('idle');
  expect(bench.state).toMatchObject({ runId: null, problem: null, progress: null });
  expect(await bench.tables.all('datasets')).toEqual([]);
  expect(await bench.tables.all('records')).toEqual([]);
  expect(await bench.store.runs()).toEqual([]);
  bench.onState = () => undefined;
  await bench.begin();
  await bench.until('finished');
  await expectWhole();
});

test('a lost GPU stops the run in one sentence; opened again it goes on from the last save', async () => {
  const runId = await bench.begin();
  await bench.reached(5);
  gpu().device.destroy();
  const { problem } = await bench.until('failed');
  expect(problem!.name).toBe('DeviceLostError');
  expect(problem!.message).toMatch(
    /^The GPU was lost after step \d; nothing that was saved is lost: continue from step [36]\.$/,
  );
  expect(decodeCheckpoint((await bench.store.checkpoint(runId))!).step).toBe(bench.state.savedStep);
  await expect(bench.run.view('sample', { index: 0 })).rejects.toBeInstanceOf(InputError);
  await expect(bench.run.pause()).rejects.toThrow('The run "test" is failed and cannot be paused; open it');
  await bench.run.open({ runId });
  expect(bench.state.problem).toBe(null);
  await bench.until('finished');
  await expectWhole();
});

test('a GPU lost while paused is told as well', async () => {
  await bench.begin();
  await bench.reached(1);
  await bench.run.pause();
  gpu().device.destroy();
  expect((await bench.until('failed')).problem!.name).toBe('DeviceLostError');
});

test('without an adapter after a loss, the refusal says what to do, and the run stays as it was', async () => {
  const runId = await bench.begin();
  await bench.reached(4);
  gpu().device.destroy();
  await bench.until('failed');
  const { gpu: real } = navigator;
  const without = { requestAdapter: async () => null };
  Object.defineProperty(navigator, 'gpu', { value: without, configurable: true });
  try {
    await expect(bench.run.open({ runId })).rejects.toThrow(/offers no adapter any more; reload the page/);
    expect(bench.state).toMatchObject({ status: 'failed', runId });
    expect(bench.state.problem!.name).toBe('DeviceLostError');
  } finally {
    Object.defineProperty(navigator, 'gpu', { value: real, configurable: true });
  }
  await bench.run.open({ runId });
  await bench.until('finished');
  await expectWhole();
});

test('a loss that is not finite fails the run; the last save stands', async () => {
  bench.onState = ({ savedStep }) => {
    if (savedStep === 3) spoilDepths();
  };
  const runId = await bench.begin();
  const { problem } = await bench.until('failed');
  expect(problem!.name).toBe('NonFiniteLossError');
  expect(decodeCheckpoint((await bench.store.checkpoint(runId))!).step).toBe(bench.state.savedStep);
});

test('a stored image that is damaged fails the run, which names it; the last save stands', async () => {
  bench.onState = ({ savedStep }) => {
    if (savedStep !== 3) return;
    void bench.tables.all('records').then((records) => {
      for (const record of records) record.fill(0xff, 140, 240);
    });
  };
  const runId = await bench.begin();
  const { problem } = await bench.until('failed');
  expect(problem!.message).toMatch(
    /^Image \d of the train split of rooms-.* is damaged: its checksum is wrong; delete/,
  );
  expect(decodeCheckpoint((await bench.store.checkpoint(runId))!).step).toBe(bench.state.savedStep);
});

test('a full disk: training goes on unsaved and says so, and saves again when there is room', async () => {
  bench.onStep = (step) => {
    if (step === 2) bench.tables.full = true;
    if (step === 5) bench.tables.full = false;
  };
  await bench.begin();
  await bench.until('finished');
  const warned = bench.states.filter(({ problem }) => problem?.name === 'QuotaExceededError');
  expect(warned[0]).toMatchObject({ status: 'training', savedStep: 0 });
  // The save after step 3 fails; on a slow machine the facts, which are stored now and then, may be refused before it.
  expect([2, 3]).toContain(warned[0]!.step);
  expect(warned[0]!.problem!.message).toMatch(/^The browser’s storage is full; .*; training goes on unsaved\.$/);
  expect(bench.state.problem).toBe(null);
  await expectWhole();
});

test('a run that ended unsaved is saved as soon as something was deleted', async () => {
  bench.onStep = (step) => {
    if (step === 2) bench.tables.full = true;
  };
  await bench.store.putRun({ id: 'x', name: 'x', config: {}, version: 1, step: 1, savedAt: 1, bytes: 1 });
  await bench.begin();
  const { problem, savedStep } = await bench.until('finished');
  expect(savedStep).toBe(0);
  expect(problem!.name).toBe('QuotaExceededError');
  bench.tables.full = false;
  await bench.run.deleteRun({ runId: 'x' });
  expect(bench.state).toMatchObject({ savedStep: STEPS, problem: null });
  await expectWhole();
});

test('a new run saves and ends the one before; models do not pile up', async () => {
  const first = await bench.begin();
  await bench.reached(4);
  const { numTensors } = tf.memory();
  const second = await bench.begin();
  expect(second).not.toBe(first);
  const saved = (await bench.store.run(first))!;
  expect(saved.step).toBeGreaterThanOrEqual(4);
  await bench.reached(4);
  await bench.run.pause();
  expect(tf.memory().numTensors).toBeLessThanOrEqual(numTensors);
  expect((await bench.store.runs()).map(({ id }) => id).sort()).toEqual([first, second].sort());
});

test('nothing that a run uses is deleted under it; afterwards all of it goes', async () => {
  const runId = await bench.begin();
  await bench.reached(1);
  const name = dataNameOf(small());
  await expect(bench.run.deleteRun({ runId })).rejects.toThrow('The run "test" is under way; stop it, then delete it.');
  await expect(bench.run.deleteData({ name })).rejects.toThrow(/is in use by the run "test"; stop it, then delete it/);
  await bench.run.stop();
  const kept = await new Library(async () => bench.store).facts();
  expect(kept.data).toEqual([
    { name, images: 4, bytes: expect.any(Number) as number, usedBy: ['test'], problem: null },
  ]);
  expect(kept.bytes).toBe(kept.data[0]!.bytes + kept.runs[0]!.bytes);
  await bench.run.deleteData({ name });
  expect(await bench.tables.all('records')).toEqual([]);
  const left = await bench.run.deleteRun({ runId });
  expect(left).toEqual({ runs: [], data: [], bytes: 0, problem: null });
  expect(await bench.tables.all('facts')).toEqual([]);
  expect(await bench.tables.all('checkpoints')).toEqual([]);
  expect(bench.state.status).toBe('idle');
});

test('a run of another version is listed with its reason and refused, and stays', async () => {
  const row = { id: 'old', name: 'old', config: { odd: 1 }, version: 0, step: 9, savedAt: 5, bytes: 3 };
  await bench.store.putRun(row, Uint8Array.of(1, 2, 3));
  await bench.store.putRun({ ...row, id: 'odd', version: 1 });
  const { runs } = await new Library(async () => bench.store).facts();
  expect(runs.map(({ problem }) => problem)).toEqual([
    expect.stringContaining('The settings of the run "old" cannot be read'),
    'The run "old" was saved by another version of Taskfield (format 0, this one reads 1); open it with that version.',
  ]);
  await expect(bench.run.open({ runId: 'old' })).rejects.toThrow(/another version/);
  await expect(bench.run.open({ runId: 'none' })).rejects.toThrow(/not stored in this browser any more/);
  expect(await bench.store.checkpoint('old')).toEqual(Uint8Array.of(1, 2, 3));
});

test('what cannot be done is refused with a sentence', async () => {
  for (const order of ['pause', 'resume', 'step', 'stop'] as const)
    await expect(bench.run[order]()).rejects.toThrow(/^There is no run to be \w+; start one, or open a stored one\.$/);
  await expect(bench.run.view('sample', { index: 0 })).rejects.toThrow(/no model to look at/);
  expect(await bench.run.history({ fromStep: 1 })).toEqual([]);
  await bench.run.cancelPreparing();
  const wrong = { ...small(), steps: -40 };
  await expect(bench.run.start({ config: wrong, name: '' })).rejects.toThrow(/^Steps is −40; allowed is/);
  expect(bench.state.status).toBe('idle');
});
