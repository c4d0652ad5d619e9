/** What the worker tells unasked: coalesced, in order, never more than the page has drawn. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StepFacts } from '../../../src/protocol/events';
import type { ExperimentProgress } from '../../../src/protocol/experiment-messages';
import type { Push, RunState } from '../../../src/protocol/messages';
import { Outbox } from '../../../src/protocol/outbox';
import type { Port } from '../../../src/protocol/wire';

const fact = (step: number) => ({ step }) as StepFacts;
const state = (step: number, changes: Partial<RunState> = {}) =>
  ({ step, runId: 'a', status: 'training', ...changes }) as RunState;

let sent: Push[];
let outbox: Outbox;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  const port: Port = { postMessage: (message) => void sent.push(message as Push), addEventListener: () => undefined };
  outbox = new Outbox(port);
  outbox.state(state(0));
  vi.advanceTimersByTime(500);
  sent.length = 0;
});
afterEach(() => {
  outbox.close();
  vi.useRealTimers();
});

const factsSent = (): number[][] =>
  sent.flatMap((push) => (push.event === 'facts' ? [push.value.map(({ step }) => step)] : []));

test('the first fact goes out at once; those of the next tenth of a second go together', () => {
  for (const step of [1, 2, 3]) outbox.facts(fact(step));
  expect(factsSent()).toEqual([[1]]);
  vi.advanceTimersByTime(100);
  expect(factsSent()).toEqual([[1], [2, 3]]);
});

test('at most ten messages of a kind a second, the newest state last', () => {
  for (let step = 1; step <= 200; step++) {
    outbox.state(state(step));
    vi.advanceTimersByTime(5);
  }
  vi.advanceTimersByTime(100);
  const states = sent.flatMap((push) => (push.event === 'state' ? [push.value.step] : []));
  expect(states.length).toBeLessThanOrEqual(12);
  expect(states.at(-1)).toBe(200);
});

test('without credit facts are kept, then sent whole and in order', () => {
  let step = 0;
  for (let i = 0; i < 50; i++) {
    outbox.facts(fact(++step));
    vi.advanceTimersByTime(100);
  }
  expect(factsSent()).toEqual([[1], [2], [3], [4]]);
  outbox.credit(1);
  expect(factsSent().at(-1)).toEqual(Array.from({ length: 46 }, (_, i) => 5 + i));
  outbox.facts(fact(51));
  vi.advanceTimersByTime(1000);
  expect(factsSent().length).toBe(5);
});

test('more credit than there ever was is not given', () => {
  outbox.credit(1000);
  for (let step = 1; step <= 10; step++) {
    outbox.facts(fact(step));
    vi.advanceTimersByTime(100);
  }
  expect(factsSent().length).toBe(4);
});

test('states need no credit, and arrive before the facts of the same moment', () => {
  outbox.facts(fact(1));
  outbox.state(state(2));
  outbox.facts(fact(2));
  vi.advanceTimersByTime(100);
  const events = sent.map(({ event }) => event).filter((event) => event !== 'heartbeat');
  expect(events).toEqual(['facts', 'state', 'facts']);
});

test('another run is told at once, and ends what waited of the one before', () => {
  outbox.facts(fact(1));
  outbox.facts(fact(2));
  outbox.state(state(0, { runId: 'b' }));
  outbox.facts(fact(1));
  vi.advanceTimersByTime(100);
  expect(sent.map((push) => (push.event === 'facts' ? push.value[0]!.step : push.event))).toEqual([1, 'state', 1]);
});

test('another status is told at once, with the steps before it', () => {
  for (const step of [1, 2, 3]) {
    outbox.facts(fact(step));
    outbox.state(state(step));
  }
  outbox.state(state(3, { status: 'paused' }));
  expect(sent.map(({ event }) => event)).toEqual(['facts', 'state', 'facts']);
  expect(sent[1]!.value).toMatchObject({ step: 3, status: 'paused' });
  expect(factsSent()).toEqual([[1], [2, 3]]);
});

test('an experiment’s progress goes out ten times a second at most, the newest last, null too', () => {
  for (let at = 1; at <= 100; at++) {
    outbox.experiment({ at } as ExperimentProgress);
    vi.advanceTimersByTime(5);
  }
  outbox.experiment(null);
  vi.advanceTimersByTime(200);
  const told = sent.flatMap((push) => (push.event === 'experiment' ? [push.value?.at ?? null] : []));
  expect(told.length).toBeLessThanOrEqual(7);
  expect(told[0]).toBe(1);
  expect(told.at(-1)).toBe(null);
  expect(told.filter((at) => at === null).length).toBe(1);
});

test('the heart beats every second, whatever else', () => {
  vi.advanceTimersByTime(5000);
  expect(sent.filter(({ event }) => event === 'heartbeat').length).toBe(5);
});
