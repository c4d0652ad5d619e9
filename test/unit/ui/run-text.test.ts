import { expect, test } from 'vitest';
import { hasModel, stateLine, stateWord } from '../../../src/ui/runText';
import { useRun } from '../../../src/store/run';
import { unfinished } from '../../../src/ui/setup/stored';
import { PRESETS } from '../../../src/config/presets';

const found = { adapter: 'found', heardAt: 10_000, now: 11_000 } as const;
const state = useRun.getState().state;

test('states differ in word and in shape', () => {
  const all = (['idle', 'preparing', 'training', 'paused', 'finished', 'stopped', 'failed'] as const).map((status) =>
    stateWord({ ...found, status }),
  );
  expect(new Set(all.map(({ word }) => word)).size).toBe(all.length);
  expect(new Set(all.map(({ tone }) => tone)).size).toBe(all.length);
});
test('three seconds without a sign of life make the worker silent; none before the first', () => {
  expect(stateWord({ ...found, status: 'training', now: 13_000 }).word).toBe('Training');
  expect(stateWord({ ...found, status: 'training', now: 13_001 }).word).toBe('Worker silent');
  expect(stateWord({ ...found, status: 'idle', heardAt: 0, now: 1e9 }).word).toBe('Ready');
});
test('without an adapter nothing else is said', () => {
  expect(stateWord({ ...found, status: 'idle', adapter: 'missing' }).word).toBe('Cannot train here');
  expect(stateLine(state, 'missing')).toBe('no adapter in this browser');
});
test('the line names the run, or what is being prepared', () => {
  expect(stateLine(state, 'found')).toBe('no run yet');
  const run = { ...state, runId: 'a', name: 'rooms', config: PRESETS.nano };
  expect(stateLine({ ...run, status: 'preparing', activity: 'Making rooms: 3 of 9' }, 'found')).toBe(
    'Making rooms: 3 of 9',
  );
  expect(stateLine({ ...run, status: 'paused' }, 'found')).toBe('rooms · with regularizer');
});
test('there is a model from the first step on, and none while one is prepared', () => {
  expect(hasModel({ status: 'preparing', step: 0 })).toBe(false);
  expect(hasModel({ status: 'stopped', step: 0 })).toBe(false);
  expect(hasModel({ status: 'stopped', step: 4 })).toBe(true);
  expect(hasModel({ status: 'training', step: 0 })).toBe(true);
});
test('the newest run that can go on is offered', () => {
  const run = { name: 'r', config: PRESETS.nano, bytes: 1, problem: null };
  const runs = [
    { ...run, id: 'old', step: 10, savedAt: 1 },
    { ...run, id: 'broken', step: 10, savedAt: 9, problem: 'older version' },
    { ...run, id: 'done', step: 300, savedAt: 8 },
    { ...run, id: 'new', step: 20, savedAt: 2 },
  ];
  expect(unfinished(runs)?.id).toBe('new');
  expect(unfinished([])).toBeUndefined();
});
