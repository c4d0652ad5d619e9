import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { alphaAt, polyRate, rateAt } from '../../../src/training/schedule';
import { GOLDEN_FOLDER } from '../../helpers/golden';

const FLOAT64 = 1e-12; // both sides compute in float64

interface Rates {
  readonly invpt: [number, number][];
  readonly mtl_poly_epoch: { readonly values: [number, number][] };
}

const golden = JSON.parse(readFileSync(`${GOLDEN_FOLDER}mtl/lr_schedule.json`, 'utf8')) as Rates;

test('alpha climbs to its peak and stays there', () => {
  const ramp = { peak: 4, rampSteps: 20_000 };
  expect([0, 5_000, 20_000, 39_999].map((step) => alphaAt(step, ramp))).toEqual([0, 1, 4, 4]);
  expect(alphaAt(0, { peak: 2, rampSteps: 0 })).toBe(2);
});

test('the rate per iteration is InvPT’s', () => {
  expect(golden.invpt.length).toBe(8);
  for (const [step, want] of golden.invpt) {
    expect(Math.abs(polyRate(step, { base: 2e-5, steps: 40_000 }) / want - 1)).toBeLessThan(FLOAT64);
  }
});

test('the rate per epoch is MTI-Net’s', () => {
  expect(golden.mtl_poly_epoch.values.length).toBe(5);
  for (const [epoch, want] of golden.mtl_poly_epoch.values) {
    expect(Math.abs(polyRate(epoch, { base: 1e-4, steps: 100 }) / want - 1)).toBeLessThan(FLOAT64);
  }
});

test('after the last step the rate is 0, not NaN', () => {
  expect(polyRate(100, { base: 1, steps: 100 })).toBe(0);
  expect(polyRate(101, { base: 1, steps: 100 })).toBe(0);
});

test('per epoch, the rate stands still within an epoch and is MTI-Net’s from one to the next', () => {
  const options = { schedule: 'poly-epoch', base: 1e-4, steps: 9_900, stepsPerEpoch: 99 } as const; // NYUD, batch 8
  for (const [epoch, want] of golden.mtl_poly_epoch.values) {
    for (const step of [99 * epoch, 99 * epoch + 98]) {
      expect(Math.abs(rateAt(step, options) / want - 1)).toBeLessThan(FLOAT64);
    }
  }
});

test('a last epoch that stays unfinished is trained, too', () => {
  const options = { schedule: 'poly-epoch', base: 1, steps: 25, stepsPerEpoch: 10, power: 1 } as const;
  expect([0, 9, 10, 20, 24].map((step) => rateAt(step, options))).toEqual(
    [1, 1, 2 / 3, 1 / 3, 1 / 3].map((x) => expect.closeTo(x, 12) as number),
  );
});

test('per iteration and constant', () => {
  const options = { base: 2, steps: 4, power: 1 };
  expect([0, 1, 3].map((step) => rateAt(step, { ...options, schedule: 'poly' }))).toEqual([2, 1.5, 0.5]);
  expect([0, 1, 3].map((step) => rateAt(step, { ...options, schedule: 'constant' }))).toEqual([2, 2, 2]);
});

test('an epoch of unknown length is a mistake of the program', () => {
  expect(() => rateAt(0, { schedule: 'poly-epoch', base: 1, steps: 10 })).toThrow('how many steps an epoch has');
});
