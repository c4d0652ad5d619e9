/** From a table to two of its models: the first seed that both have, or why there is none; all seeds beside them. */
import { beforeEach, expect, test } from 'vitest';
import type { Client } from '../../../src/protocol/client';
import type { RowModels, SeedsCompared } from '../../../src/protocol/experiment-messages';
import { useCompare } from '../../../src/store/compare';
import { openComparison, pairIn, useSeeds } from '../../../src/store/compare-seeds';
import { connect } from '../../../src/store/connection';
import { useExperiments } from '../../../src/store/experiments';

const row = (id: string, ...seeds: (string | null)[][]): RowModels => ({
  row: id,
  seeds: seeds.map((runs, place) => ({ seed: place + 1, runs })),
});

let asked: { kind: string; answer: (value: unknown) => void; refuse: () => void }[] = [];
beforeEach(() => {
  asked = [];
  connect({
    ask: (kind: string) =>
      new Promise<unknown>((resolve, reject) => {
        asked.push({ kind, answer: resolve, refuse: () => reject(new Error('no')) });
      }),
  } as unknown as Client);
  useSeeds.setState(useSeeds.getInitialState());
});
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('the base is A, and the seed the first of which both are kept', () => {
  const models = [row('base', ['b1'], ['b2'], ['b3']), row('ours', [null], ['o2'], ['o3'])];
  expect(pairIn(models, 'ours', 'base')).toEqual({ runs: { a: 'b2', b: 'o2' } });
});

test('without models the reason is said', () => {
  const why = (ours: RowModels, base: RowModels): unknown => pairIn([ours, base], 'ours', 'base');
  expect(why(row('ours'), row('base', ['b']))).toEqual({ why: 'not before a seed of both is done.' });
  expect(why(row('ours', [null]), row('base', ['b']))).toEqual({ why: 'the trained models were not kept.' });
  expect(why(row('ours', ['x']), row('base', ['x']))).toEqual({ why: 'both are read off the same run.' });
  expect(why(row('ours', ['x']), row('base', ['p', 'q']))).toMatchObject({ why: expect.stringContaining('a task') });
  expect(pairIn([], 'ours', 'base')).toHaveProperty('why');
});

test('what is stored is read first, so that the two are among what can be chosen', async () => {
  const opened = openComparison({ a: 'x', b: 'y' });
  expect(asked.map(({ kind }) => kind)).toEqual(['storage']);
  expect(useCompare.getState().chosen).toBe(null);
  asked[0]!.answer({ runs: [], data: [], bytes: 0, problem: null });
  await opened;
  expect(useCompare.getState().chosen).toEqual({ a: 'x', b: 'y' });
  expect(useExperiments.getState().chosen).toEqual({ kind: 'compare' });
});

test('another seed of the same rows keeps the numbers in sight, other runs do not; a late answer is left alone', async () => {
  const models = [
    { seed: 1, a: 'a1', b: 'b1' },
    { seed: 2, a: 'a2', b: 'b2' },
  ];
  const compared = { seeds: [1, 2], models } as object as SeedsCompared;
  void useSeeds.getState().pull({ a: 'a1', b: 'b1' });
  asked[0]!.answer(compared);
  await settled();
  expect(useSeeds.getState().compared).toBe(compared);
  void useSeeds.getState().pull({ a: 'a2', b: 'b2' });
  expect(useSeeds.getState().compared).toBe(compared);
  void useSeeds.getState().pull({ a: 'mine', b: 'b2' });
  expect(useSeeds.getState().compared).toBe(null);
  asked[1]!.answer(compared);
  asked[2]!.refuse();
  await settled();
  expect(useSeeds.getState().compared).toBe(null);
});
