/** The conflict-averse direction: by hand, and against what defines it. */
import { expect, test } from 'vitest';
import { Random } from '../../../../src/base/random';
import { conflictAverse, dualWeights } from '../../../../src/training/balancing/cagrad';
import { combined, dot, gramOfRows, randomRows } from '../../../helpers/task-gradients';

const FLOAT64 = 1e-9;
const FLAT = 1e-6; // near the optimum the objective changes with the square of the weights
const norm = (a: readonly number[]): number => Math.sqrt(dot(a, a));
const meanOf = (rows: readonly number[][]): number[] =>
  combined(
    rows,
    rows.map(() => 1 / rows.length),
  );

test('c = 0 is the plain sum', () => {
  for (let seed = 0; seed < 5; seed++) {
    expect(conflictAverse(gramOfRows(randomRows(4, 6, seed)), 0)).toEqual([1, 1, 1, 1]);
  }
});

test('two orthogonal gradients of one length: the mean, longer by c', () => {
  const coefficients = conflictAverse(
    gramOfRows([
      [1, 0],
      [0, 1],
    ]),
    0.4,
  );
  for (const coefficient of coefficients) expect(Math.abs(coefficient - 1.4)).toBeLessThan(FLOAT64);
});

test('a long gradient against a short one: all weight goes to the short one', () => {
  const rows = [
    [10, 0],
    [-1, 0],
  ];
  // g0 = 4.5; both weights' derivatives point to the task that is made worse
  expect(dualWeights(gramOfRows(rows), 0.5)[1]!).toBeGreaterThan(0.9);
  const [d] = combined(rows, conflictAverse(gramOfRows(rows), 0.5));
  expect(Math.abs(d! - 4.5)).toBeLessThan(FLAT * 9); // 2 (4.5 - .5 * 4.5)
});

/** Slopes of the dual between any two weights that may both change vanish; a weight of 0 would only raise it. */
test.each([2, 3, 4, 5])('%d tasks: the dual is at its minimum over a fine random search', (tasks) => {
  for (let seed = 0; seed < 10; seed++) {
    const rows = randomRows(tasks, 6, seed);
    const mean = meanOf(rows);
    const objective = (w: readonly number[]): number => {
      const gw = combined(rows, w);
      return dot(gw, mean) + 0.4 * norm(mean) * norm(gw);
    };
    const best = dualWeights(gramOfRows(rows), 0.4);
    expect(Math.abs(best.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(FLOAT64);
    expect(Math.min(...best)).toBeGreaterThanOrEqual(-FLOAT64);
    const random = new Random(seed);
    for (let k = 0; k < 300; k++) {
      const draw = best.map((weight) => Math.max(weight, 0) + 0.2 ** (k % 6) * random.uniform());
      const sum = draw.reduce((a, b) => a + b, 0);
      const other = draw.map((weight) => weight / sum);
      expect(objective(best)).toBeLessThanOrEqual(objective(other) + FLOAT64);
    }
  }
});

test('no direction as near to the mean serves the worst task better', () => {
  for (let seed = 0; seed < 10; seed++) {
    const [rows, c] = [randomRows(3, 4, seed), 0.5];
    const mean = meanOf(rows);
    const worst = (d: readonly number[]): number => Math.min(...rows.map((row) => dot(row, d)));
    const ours = combined(rows, conflictAverse(gramOfRows(rows), c)).map((value) => value / rows.length);
    const away = ours.map((value, k) => value - mean[k]!);
    expect(norm(away)).toBeLessThanOrEqual(c * norm(mean) * (1 + FLOAT64));
    const random = new Random(seed);
    for (let k = 0; k < 2000; k++) {
      const step = away.map((value) => value + 0.3 ** (k % 5) * norm(mean) * random.normal());
      const shrink = Math.min(1, (c * norm(mean)) / norm(step));
      const other = step.map((value, i) => mean[i]! + shrink * value);
      expect(worst(other)).toBeLessThanOrEqual(worst(ours) + FLAT);
    }
  }
});

test('gradients that cancel, or are all 0, change nothing and are numbers', () => {
  const opposite = gramOfRows([
    [1, 2],
    [-1, -2],
  ]);
  for (const gram of [
    opposite,
    [
      [0, 0],
      [0, 0],
    ],
  ])
    expect(conflictAverse(gram, 0.4)).toEqual([1, 1]);
});
