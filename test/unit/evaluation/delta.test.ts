/** Δm and spreads, by hand. */
import { expect, test } from 'vitest';
import { deltaM, pairedOf, relativeGain, spreadOf, verdictOf } from '../../../src/evaluation/delta';

test('gains are signed towards better, whichever way that is', () => {
  expect(relativeGain({ value: 0.44, reference: 0.4, better: 'higher' })).toBeCloseTo(10, 10);
  expect(relativeGain({ value: 0.55, reference: 0.5, better: 'lower' })).toBeCloseTo(-10, 10);
  expect(relativeGain({ value: 1, reference: 0, better: 'lower' })).toBeNaN();
});

test('delta_m is the mean gain, and no number where a task is missing', () => {
  const up = { value: 0.44, reference: 0.4, better: 'higher' } as const;
  const down = { value: 0.52, reference: 0.5, better: 'lower' } as const;
  expect(deltaM([up, down])).toBeCloseTo((10 - 4) / 2, 10);
  expect(deltaM([up, { ...down, value: NaN }])).toBeNaN();
  expect(deltaM([])).toBeNaN();
});

test('spread over seeds: mean and deviation of single values, missing ones left out', () => {
  expect(spreadOf([1, 2, NaN, 3])).toEqual({ mean: 2, deviation: 1, count: 3 });
  expect(spreadOf([5])).toEqual({ mean: 5, deviation: NaN, count: 1 });
  expect(spreadOf([]).mean).toBeNaN();
});

test('better or worse only beyond twice the standard error', () => {
  const base = { mean: 10, deviation: 1, count: 4 };
  const at = (mean: number) => ({ mean, deviation: 1, count: 4 });
  const limit = 2 * Math.sqrt(1 / 4 + 1 / 4);
  expect(verdictOf(at(10 + limit + 0.01), base, 'higher')).toBe('better');
  expect(verdictOf(at(10 + limit + 0.01), base, 'lower')).toBe('worse');
  expect(verdictOf(at(10 + limit - 0.01), base, 'higher')).toBe('same');
  expect(verdictOf({ mean: 99, deviation: NaN, count: 1 }, base, 'higher')).toBe('same');
});

test('of the same seeds each difference counts, however far seeds lie apart', () => {
  // Differences 1, 2, 3: mean 2, deviation 1, standard error 1/√3 = .577; the two spreads are 20 wide.
  const paired = pairedOf([11, 32, 53], [10, 30, 50], 'higher');
  expect(paired).toEqual({ differences: [1, 2, 3], mean: 2, deviation: 1, count: 3, verdict: 'better' });
  expect(verdictOf(spreadOf([11, 32, 53]), spreadOf([10, 30, 50]), 'higher')).toBe('same');
  expect(pairedOf([11, 32, 53], [10, 30, 50], 'lower').verdict).toBe('worse');
  // 0, 2: mean 1, deviation √2, standard error 1: twice that is not exceeded.
  expect(pairedOf([1, 3], [1, 1], 'higher')).toMatchObject({ mean: 1, verdict: 'same' });
  expect(pairedOf([4, 4], [5, 5], 'higher').verdict).toBe('worse'); // no spread at all
  expect(pairedOf([5, 5], [5, 5], 'higher').verdict).toBe('same');
});

test('a seed that either lacks is left out; of one seed nothing is said', () => {
  const paired = pairedOf([2, NaN, 4, 9], [1, 1, 1], 'higher');
  expect(paired).toMatchObject({ differences: [1, NaN, 3, NaN], mean: 2, count: 2 });
  expect(pairedOf([99], [1], 'higher')).toMatchObject({ mean: 98, deviation: NaN, verdict: 'same' });
  expect(pairedOf([], [], 'higher').mean).toBeNaN();
});
