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
import { followViews } from '../../../src/store/views';

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
