/** What the worker tells ends up in the stores, in order, and the worker hears when the page has drawn it. */
import { beforeEach, expect, test } from 'vitest';
import type { Client } from '../../../src/protocol/client';
import type { EventKind, Events, RunState } from '../../../src/protocol/messages';
import type { StepFacts } from '../../../src/protocol/events';
import { connect } from '../../../src/store/connection';
import { followRun } from '../../../src/store/follow';
import { useHistory } from '../../../src/store/history';
import { useRun } from '../../../src/store/run';

const facts = (step: number, decoder = step): StepFacts => ({
  step,
  alpha: 0,
  learningRate: 0,
  decoder,
  rendered: 0,
  total: 0,
  accumulated: 0,
  losses: {},
});
const IDLE: RunState = useRun.getState().state;
const stored = { now: [] as StepFacts[] };
const asked: string[] = [];
const listeners = new Map<EventKind, (value: never) => void>();
let drawn: () => void = () => {};

connect({
  ask: async (kind: string) => {
    asked.push(kind);
    return kind === 'history' ? stored.now : { runs: [], data: [], bytes: 0, problem: null };
  },
} as Partial<Client> as Client);
followRun({ on: (event, listener) => void listeners.set(event, listener) }, (done) => (drawn = done));

const tell = <K extends EventKind>(event: K, value: Events[K]): void => listeners.get(event)?.(value as never);
const state = (change: Partial<RunState>): void => tell('state', { ...IDLE, ...change });
const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
const steps = (): number[] => useHistory.getState().facts.map(({ step }) => step);

beforeEach(async () => {
  state({ status: 'idle' });
  stored.now = [];
  await settled();
  asked.length = 0;
});

test('credit is given only when a batch has been drawn', () => {
  tell('facts', [facts(1)]);
  expect(asked).toEqual([]);
  drawn();
  expect(asked).toEqual(['credit']);
});
test('a run that was opened again brings its steps; what arrived meanwhile stays', async () => {
  stored.now = [facts(1), facts(2), facts(3)];
  state({ status: 'preparing', runId: 'a' });
  expect(asked).not.toContain('history');
  state({ status: 'training', runId: 'a', step: 3 });
  tell('facts', [facts(3, 30), facts(4)]);
  await settled();
  expect(steps()).toEqual([1, 2, 3, 4]);
  expect(useHistory.getState().facts[2]?.decoder).toBe(30);
});
test('steps made again after a failure replace the ones beyond the last save', async () => {
  state({ status: 'training', runId: 'b' });
  await settled();
  tell('facts', [facts(1), facts(2), facts(3)]);
  stored.now = [facts(1), facts(2)];
  state({ status: 'failed', runId: 'b', step: 3 });
  expect(steps()).toEqual([1, 2, 3]);
  state({ status: 'preparing', runId: 'b' });
  state({ status: 'training', runId: 'b', step: 2 });
  await settled();
  expect(steps()).toEqual([1, 2]);
});
test('another run begins with empty curves', async () => {
  tell('facts', [facts(1)]);
  state({ status: 'preparing', runId: 'c' });
  expect(steps()).toEqual([]);
});
test('a pause does not fetch the steps again', async () => {
  state({ status: 'training', runId: 'd' });
  await settled();
  asked.length = 0;
  state({ status: 'paused', runId: 'd' });
  await settled();
  expect(asked).toEqual(['storage']);
});
test('a heartbeat is noted by the page’s own clock', () => {
  tell('heartbeat', { at: 5 });
  expect(Date.now() - useRun.getState().heardAt).toBeLessThan(1000);
});
