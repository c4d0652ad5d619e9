import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { alphaAt, polyRate } from '../../../src/training/schedule';
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
