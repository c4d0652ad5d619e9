/** The last line of `npm test` counts what ran; a stage that ran nothing, or left something out, has not passed. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { countResults, failureOf, ROWS, summary } from '../../../.ci/stages.mjs';

const counts = (passed: number, failed = 0, skipped = 0) => ({ passed, failed, skipped });

describe('results', () => {
  test('of vitest', () => {
    const report = { success: false, numPassedTests: 7, numFailedTests: 2, numPendingTests: 1 };
    expect(countResults('vitest', report)).toEqual(counts(7, 2, 1));
  });
  test('of vitest where a file could not be loaded', () => {
    expect(countResults('vitest', { success: false, numPassedTests: 7, numFailedTests: 0 })).toEqual(counts(7, 1));
  });
  test('of playwright, a test that passed only when repeated counted as failed', () => {
    const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] };
    expect(countResults('playwright', report)).toEqual(counts(5, 3, 2));
  });
  test('of a report that was never written', () => {
    expect(countResults('vitest', {})).toEqual(counts(0));
    expect(countResults('playwright', {})).toEqual(counts(0));
  });
});

describe('a stage', () => {
  test('passes', () => {
    expect(failureOf({ code: 0 })).toBeUndefined();
    expect(failureOf({ code: 0, counts: counts(3) })).toBeUndefined();
  });
  test('fails by its exit code, its tests, its budget', () => {
    expect(failureOf({ code: 2, counts: counts(3) })).toBe('ended with code 2');
    expect(failureOf({ code: 0, counts: counts(3, 1) })).toBe('1 failed');
    expect(failureOf({ code: 0, fits: false })).toBe('does not keep the bundle budget');
  });
  test('fails when nothing ran, or something was skipped', () => {
    expect(failureOf({ code: 0, counts: counts(0) })).toBe('ran no test');
    expect(failureOf({ code: 0, counts: counts(3, 0, 1) })).toContain('1 skipped');
  });
  test('is a script of package.json', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    for (const { name } of ROWS.flat()) expect(scripts).toHaveProperty(name);
  });
});

test('the last line adds up, and never says that a failed run had no failure', () => {
  expect(summary([counts(10), counts(5)], true)).toBe('15 passed, 0 failed');
  expect(summary([counts(10), counts(5, 2)], false)).toBe('15 passed, 2 failed');
  expect(summary([], false)).toBe('0 passed, 1 failed');
});
