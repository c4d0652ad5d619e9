/** Projections of conflicting gradients: by hand, and against the algorithm on the vectors themselves. */
import { expect, test } from 'vitest';
import { Random } from '../../../../src/base/random';
import { projectedSum } from '../../../../src/training/balancing/pcgrad';
import { combined, dot, gramOfRows, randomRows } from '../../../helpers/task-gradients';

const FLOAT64 = 1e-10; // a few dozen roundings of numbers near 1

/** Yu et al. 2020, Algorithm 1, on vectors. */
function onVectors(rows: readonly number[][], random: Random): number[] {
  const projected = rows.map((row, i) => {
    let own = [...row];
    for (const j of random.permutation(rows.length)) {
      const other = rows[j]!;
      const along = dot(own, other);
      if (j !== i && along < 0) own = own.map((x, k) => x - (along / dot(other, other)) * other[k]!);
    }
    return own;
  });
  return projected[0]!.map((_, k) => projected.reduce((sum, row) => sum + row[k]!, 0));
}

test('two opposing gradients: each loses what points against the other', () => {
  const rows = [
    [1, 0],
    [-1, 1],
  ];
  // (1, 0) becomes (.5, .5), (-1, 1) becomes (0, 1)
  const coefficients = projectedSum(gramOfRows(rows), new Random(1));
  expect(coefficients).toEqual([2, 1.5]);
  expect(combined(rows, coefficients)).toEqual([0.5, 1.5]);
});

test('gradients that agree are summed as they are; so is a gradient of 0', () => {
  const rows = [
    [1, 0],
    [1, 1],
    [0, 0],
  ];
  expect(projectedSum(gramOfRows(rows), new Random(1))).toEqual([1, 1, 1]);
});

test.each([2, 3, 4, 5])('%d tasks: as on the vectors, in the same random order', (tasks) => {
  let conflicts = 0;
  for (let seed = 0; seed < 20; seed++) {
    const rows = randomRows(tasks, 6, seed);
    const coefficients = projectedSum(gramOfRows(rows), new Random(seed));
    if (coefficients.some((coefficient) => coefficient !== 1)) conflicts++;
    const want = onVectors(rows, new Random(seed));
    combined(rows, coefficients).forEach((value, k) => expect(Math.abs(value - want[k]!)).toBeLessThan(FLOAT64));
  }
  expect(conflicts).toBeGreaterThan(10);
});

test('the order is the seed’s, and it matters', () => {
  const gram = gramOfRows([
    [1, 0],
    [-0.5, 0.8],
    [-0.6, -0.7],
  ]); // each against both others
  const of = (seed: number): string => projectedSum(gram, new Random(seed)).join();
  expect(of(5)).toBe(of(5));
  expect(new Set(Array.from({ length: 30 }, (_, seed) => of(seed))).size).toBeGreaterThan(1);
});
