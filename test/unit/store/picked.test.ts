/** The slices behind the picked pixel: bounds, history without gaps, views of which only the newest wish counts. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StepFacts } from '../../../src/protocol/events';
import type { Client } from '../../../src/protocol/client';
import { NO_RUN } from '../../../src/protocol/no-run';
import { presetOf } from '../../../src/config/parse';
import { connect } from '../../../src/store/connection';
import { useHistory } from '../../../src/store/history';
import { usePick } from '../../../src/store/pick';
import { useRun } from '../../../src/store/run';
import { followViews, useViews } from '../../../src/store/views';
import type { NovelView, ProbeView, SampleView } from '../../../src/protocol/views';

const PICK = usePick.getState();
const facts = (step: number, decoder = step): StepFacts => ({
  step,
  decoder,
  alpha: 0,
  learningRate: 0,
  rendered: 0,
  total: 0,
  accumulated: 0,
  losses: {},
});

interface Asked {
  readonly kind: string;
  readonly args: unknown;
  answer(): void;
}

let asked: Asked[] = [];

beforeEach(() => {
  asked = [];
  usePick.setState(PICK);
  useRun.setState({ state: NO_RUN });
  connect({
    ask: (kind: string, args: unknown) =>
      new Promise((resolve) => asked.push({ kind, args, answer: () => resolve(null) })),
  } as unknown as Client);
});

afterEach(async () => {
  // What is still asked would keep its kind busy in the next test.
  useRun.setState({ state: NO_RUN });
  for (const one of asked) one.answer();
  await settled();
});

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const of = (kind: string): Asked[] => asked.filter((one) => one.kind === kind);
const training = (step: number) =>
  useRun.getState().told({ ...NO_RUN, status: 'training', runId: 'a', config: presetOf('nano'), step, steps: 100 });

test('a pixel stays within the image, whichever way it is moved', () => {
  usePick.getState().arrived({ height: 4, width: 6 }, 2);
  usePick.getState().picked({ row: 99, column: -3 });
  expect(usePick.getState().pixel).toEqual({ row: 3, column: 0 });
  usePick.getState().moved(-8, 8);
  expect(usePick.getState().pixel).toEqual({ row: 0, column: 5 });
});

test('images go round', () => {
  usePick.getState().arrived({ height: 4, width: 6 }, 3);
  usePick.getState().turned(-1);
  expect(usePick.getState().index).toBe(2);
  usePick.getState().turned(1);
  expect(usePick.getState().index).toBe(0);
});

test('steps that are made again replace those that stood', () => {
  useHistory.getState().replaced('a', [facts(1), facts(2), facts(3)]);
  useHistory.getState().added([facts(2, 20), facts(3, 30)]);
  expect(useHistory.getState().facts.map(({ decoder }) => decoder)).toEqual([1, 20, 30]);
});

test('while a view is under way, many picks make one more question, with the newest pixel', async () => {
  const stop = followViews(() => 0);
  training(1);
  expect(of('probe').length).toBe(1);
  for (let column = 1; column <= 5; column++) usePick.getState().picked({ row: 0, column });
  expect(of('probe').length).toBe(1);
  of('probe')[0]!.answer();
  await settled();
  expect(of('probe').length).toBe(2);
  expect(of('probe')[1]!.args).toEqual({ index: 0, pixel: { row: 0, column: 5 } });
  stop();
});

test('a run that trains is looked at now and then, a paused one at once; without a model nothing is asked', async () => {
  let now = 0;
  const stop = followViews(() => now);
  usePick.getState().picked({ row: 1, column: 1 });
  expect(asked).toEqual([]);
  training(1);
  const sampled = of('sample').length;
  expect(sampled).toBe(1);
  of('sample')[0]!.answer();
  await settled();
  now = 100;
  training(2);
  expect(of('sample').length).toBe(1);
  now = 5000;
  training(3);
  expect(of('sample').length).toBe(2);
  of('sample')[1]!.answer();
  await settled();
  useRun.getState().told({ ...useRun.getState().state, status: 'paused' });
  expect(of('sample').length).toBe(3);
  stop();
});

test('slice and second camera are asked for only while they are in sight, the newest wish last', async () => {
  const stop = followViews(() => 0);
  training(1);
  usePick.getState().cut({ position: 0.5 });
  usePick.getState().orbited({ yaw: 30 });
  expect([of('slice').length, of('novel').length]).toEqual([0, 0]);
  usePick.getState().cut({ on: true });
  usePick.getState().lookElsewhere(true);
  for (const yaw of [31, 32, 33]) usePick.getState().orbited({ yaw });
  usePick.getState().cut({ axis: 'x', position: 7 });
  expect(of('slice').map(({ args }) => args)).toEqual([{ index: 0, axis: 'z', position: 0.5 }]);
  expect(of('novel').length).toBe(1);
  for (const one of asked) one.answer();
  await settled();
  expect(of('slice').at(-1)!.args).toEqual({ index: 0, axis: 'x', position: 1 });
  expect(of('novel').length).toBe(2);
  expect(of('novel')[1]!.args).toMatchObject({ index: 0, place: { yaw: 33 } });
  for (const one of asked) one.answer();
  await settled();
  useViews.setState({ slice: null, novel: {} as NovelView });
  usePick.getState().lookElsewhere(false);
  usePick.getState().cut({ on: false });
  expect(useViews.getState().novel).toBeNull();
  expect([of('slice').length, of('novel').length]).toEqual([2, 2]);
  stop();
});

test('no other camera is asked for where z has no metres', () => {
  const stop = followViews(() => 0);
  const config = presetOf('nano');
  const linear = { ...config, regularizer: { ...config.regularizer, zRange: 'linear' } } as const;
  useRun.getState().told({ ...NO_RUN, status: 'training', runId: 'a', config: linear, step: 1, steps: 100 });
  usePick.getState().lookElsewhere(true);
  expect(of('novel')).toEqual([]);
  stop();
});

test('the second camera stays within its reach; it leaves an image’s camera when it moves or the image turns', () => {
  const { orbited, stoodAt, arrived, turned } = usePick.getState();
  arrived({ height: 4, width: 6 }, 3);
  orbited({ yaw: -500, pitch: 500, distance: 0 });
  expect(usePick.getState().elsewhere.orbit).toEqual({ yaw: -75, pitch: 45, distance: 0.4 });
  stoodAt(2);
  expect(usePick.getState().elsewhere.image).toBe(2);
  orbited({ yaw: 0 });
  expect(usePick.getState().elsewhere.image).toBeNull();
  stoodAt(2);
  turned(1);
  expect(usePick.getState().elsewhere.image).toBeNull();
});

test('a run that leaves takes its pictures with it, also those that come late', async () => {
  const stop = followViews(() => 0);
  training(1);
  of('sample')[0]!.answer();
  await settled();
  useViews.setState({ sample: { image: { height: 4, width: 6 }, count: 2 } as SampleView, problem: 'one' });
  useRun.getState().told({ ...NO_RUN, status: 'finished', runId: 'a', config: presetOf('nano'), step: 2, steps: 2 });
  expect(useViews.getState().sample).not.toBe(null);
  const late = of('probe')[0]!;
  useRun.getState().told(NO_RUN);
  expect(useViews.getState()).toMatchObject({ sample: null, problem: null });
  const later = {} as ProbeView;
  useViews.setState({ probe: later });
  late.answer();
  await settled();
  expect(useViews.getState().probe).toBe(later);
  stop();
});
