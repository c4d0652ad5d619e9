/** Learnt log variances: their gradient, their optimum, and that they continue where they were. */
import { expect, test } from 'vitest';
import { InputError } from '../../../../src/base/errors';
import { UncertaintyWeights, type StepRule } from '../../../../src/training/balancing/uncertainty';

const FLOAT64 = 1e-8;
const ADAM: StepRule = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentum: 0 };
const SGD: StepRule = { ...ADAM, kind: 'sgd' };
const REGRESSION = [true, false];
const LOSSES = [3, 0.7];

const logVariances = (weights: UncertaintyWeights): number[] => [...weights.state().logVariance!];

/** What is minimised, of the state as it is. */
const objective = (logVariance: readonly number[]): number =>
  LOSSES.reduce((sum, loss, i) => {
    const s = logVariance[i]!;
    return sum + (REGRESSION[i] ? 0.5 : 1) * Math.exp(-s) * loss + s / 2;
  }, 0);

test('at the start a regression weighs half, a classification whole', () => {
  const weights = new UncertaintyWeights(REGRESSION, ADAM);
  expect(weights.factors()).toEqual([0.5, 1]);
  expect(weights.penalty()).toBe(0);
});

test('a step of plain descent goes down the slope that central differences measure', () => {
  const weights = new UncertaintyWeights(REGRESSION, SGD);
  weights.observe(LOSSES, 0.3);
  const before = logVariances(weights);
  weights.observe(LOSSES, 0.01);
  const after = logVariances(weights);
  before.forEach((s, i) => {
    const at = (value: number): number => objective(before.map((own, k) => (k === i ? value : own)));
    const slope = (at(s + 1e-4) - at(s - 1e-4)) / 2e-4;
    expect(Math.abs((s - after[i]!) / 0.01 - slope)).toBeLessThan(1e-6);
  });
});

test.each([ADAM, SGD])('$kind: at a constant loss L the variance settles at L and at 2 L', (rule) => {
  const weights = new UncertaintyWeights(REGRESSION, rule);
  for (let step = 0; step < 4000; step++) weights.observe(LOSSES, 0.05 * (1 - step / 4000));
  const [distance, classes] = logVariances(weights);
  expect(Math.abs(Math.exp(distance!) - 3)).toBeLessThan(1e-3);
  expect(Math.abs(Math.exp(classes!) - 1.4)).toBeLessThan(1e-3);
});

test('Adam’s first step is the learning rate, against the slope’s sign', () => {
  const weights = new UncertaintyWeights(REGRESSION, ADAM);
  weights.observe([3, 0.2], 0.01); // slopes .5 - 1.5 and .5 - .2
  const [up, down] = logVariances(weights);
  expect(Math.abs(up! - 0.01)).toBeLessThan(FLOAT64);
  expect(Math.abs(down! + 0.01)).toBeLessThan(FLOAT64);
});

test('a state written as text continues exactly', () => {
  const [whole, first, second] = [0, 1, 2].map(() => new UncertaintyWeights(REGRESSION, ADAM));
  for (let step = 0; step < 6; step++) whole!.observe([3 - step / 7, 0.7], 0.05);
  for (let step = 0; step < 3; step++) first!.observe([3 - step / 7, 0.7], 0.05);
  second!.load(JSON.parse(JSON.stringify(first!.state())) as ReturnType<UncertaintyWeights['state']>);
  for (let step = 3; step < 6; step++) second!.observe([3 - step / 7, 0.7], 0.05);
  expect(second!.state()).toEqual(whole!.state());
});

test('another’s state, or none, is refused', () => {
  const weights = new UncertaintyWeights(REGRESSION, ADAM);
  expect(() => weights.load(undefined)).toThrow(InputError);
  expect(() => weights.load(new UncertaintyWeights([true], ADAM).state())).toThrow('no log variances of 2 tasks');
});
