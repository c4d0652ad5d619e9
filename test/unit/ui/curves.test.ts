import { expect, test } from 'vitest';
import type { StepFacts } from '../../../src/protocol/events';
import {
  columnsOf,
  normsOf,
  recentAccumulated,
  smoothed,
  spansDecade,
  spread,
  ticks,
  tickText,
  weightsOf,
} from '../../../src/ui/curves/columns';
import { savedSteps } from '../../../src/ui/savedSteps';
import { PRESETS } from '../../../src/config/presets';

const facts = (step: number, losses: Record<string, number>): StepFacts => ({
  step,
  alpha: 0,
  learningRate: 0.1,
  decoder: 2,
  rendered: 0,
  total: 2,
  accumulated: 0,
  losses,
});

test('smoothing is the bias-corrected moving average, by hand', () => {
  // weights .5: 4; (.25 * 4 + .5 * 2) / .75; (.125 * 4 + .25 * 2 + .5 * 8) / .875
  expect(smoothed([4, 2, 8], 0.5)).toEqual([4, 2 / 0.75, 5 / 0.875]);
});
test('without smoothing the numbers stay, and gaps stay gaps', () => {
  expect(smoothed([3, null, 1], 0)).toEqual([3, null, 1]);
  expect(smoothed([3, null, 3], 0.9)).toEqual([3, null, expect.closeTo(3, 12)]);
});
test('a task gives its two columns; what is not above zero has no place on a logarithmic axis', () => {
  const steps = [facts(1, { depth: 1, depth_rendered: 2 }), facts(2, { depth: 0 })];
  expect(columnsOf(steps, 'depth')).toEqual({ decoder: [1, null], rendered: [2, null] });
  expect(columnsOf(steps, null)).toEqual({ decoder: [2, 2], rendered: [null, null] });
});
test('norms of gradients are a column where a run takes them', () => {
  expect(normsOf([facts(1, {}), facts(2, {})])).toBeNull();
  const clipped = [{ ...facts(1, {}), gradientNorm: 4 }, facts(2, {}), { ...facts(3, {}), gradientNorm: 0 }];
  expect(normsOf(clipped)).toEqual([4, null, null]);
});
test('learnt weights are a column a task, in the order of the tasks, of those that have one', () => {
  const learnt = (step: number, taskWeights: Record<string, number>): StepFacts => ({
    ...facts(step, {}),
    taskWeights,
  });
  expect(weightsOf([facts(1, {})], ['depth'])).toEqual([]);
  expect(
    weightsOf(
      [learnt(1, { normals: 10, depth: 1 }), learnt(2, { normals: 9, depth: 2 })],
      ['depth', 'edge', 'normals'],
    ),
  ).toEqual([
    { task: 'depth', column: [1, 2] },
    { task: 'normals', column: [10, 9] },
  ]);
});
test('an axis is logarithmic for more than a decade, of all its lines together', () => {
  expect(spansDecade([[1, null, 10]])).toBe(false);
  expect(spansDecade([[1, 2], [11]])).toBe(true);
  expect(spansDecade([[null], []])).toBe(false);
});
test('a table has the first step, the last, and some between', () => {
  expect(spread(3, 12)).toEqual([0, 1, 2]);
  expect(spread(101, 5)).toEqual([0, 25, 50, 75, 100]);
});
test('ticks are round, within the range, and at most four', () => {
  expect(ticks(1.4, 5.2, true)).toEqual([2, 3, 5]);
  expect(ticks(0.09, 0.31, true)).toEqual([0.1, 0.2, 0.3]);
  expect(ticks(2.1, 2.4, true)).toEqual([2.1, 2.2, 2.3, 2.4]);
  expect(ticks(0, 300, false)).toEqual([0, 100, 200, 300]);
  expect(ticks(3, 3, true)).toEqual([3]);
  for (const [low, high] of [
    [1e-4, 40],
    [0.5, 1e6],
  ] as const) {
    const found = ticks(low, high, true);
    expect(found.length).toBeLessThanOrEqual(4);
    for (const tick of found) expect(tick >= low && tick <= high).toBe(true);
  }
  expect(tickText(40_000)).toBe('40k');
});
test('checkpoints are marked where they were written', () => {
  const config = PRESETS.nano;
  expect(savedSteps({ config, savedStep: 0 })).toEqual([]);
  expect(savedSteps({ config, savedStep: 150 })).toEqual([50, 100, 150]);
  expect(savedSteps({ config, savedStep: 130 })).toEqual([50, 100, 130]);
  expect(savedSteps({ config, savedStep: 40_000 }).length).toBeLessThanOrEqual(51);
});

test('how much rays accumulate now is the mean of the newest 20 steps, or of what there is', () => {
  const run = Array.from({ length: 30 }, (_, i) => ({ ...facts(i + 1, {}), accumulated: i < 10 ? 1 : 0.2 }));
  expect(recentAccumulated(run)).toBeCloseTo(0.2, 12);
  expect(recentAccumulated(run.slice(0, 11))).toBeCloseTo(10.2 / 11, 12);
});
