/** Axis orders of normals: all 48 are told apart by normals that are known. */
import { expect, test } from 'vitest';
import { applyAxes, AXIS_ORDERS, axisOrderTitle, bestAxes } from '../../../../src/data/derive/axes';
import { Random } from '../../../../src/base/random';

const NORMALS = (() => {
  const random = new Random(1);
  const normals = new Float32Array(300 * 3);
  for (let i = 0; i < 300; i++) {
    const v = [random.normal() - 0.4, random.normal() + 0.7, Math.abs(random.normal())];
    normals.set(
      v.map((value) => value / Math.hypot(...v)),
      3 * i,
    );
  }
  return normals.fill(0, 30, 60); // ten invalid
})();

test('48 orders, no two the same', () => {
  expect(new Set(AXIS_ORDERS).size).toBe(48);
  expect(AXIS_ORDERS[0]).toBe('+x+y+z');
});

test('channels that hold x, -z (forward) and y become ours', () => {
  expect(Array.from(applyAxes(Float32Array.of(0.1, -0.9, 0.3, 0, 0, 0), '+x-z+y'))).toEqual(
    Array.from(Float32Array.of(0.1, 0.3, 0.9, 0, 0, 0)),
  );
  expect(axisOrderTitle('+x-z+y')).toBe('x, -z, y');
});

test('an unknown order is refused', () => {
  expect(() => applyAxes(NORMALS, '+x+x+y')).toThrow('"+x+x+y"');
});

test.each(AXIS_ORDERS)('%s is found', (order) => {
  // What the file holds: our axes, read by the order's letters.
  const found = new Float32Array(NORMALS.length);
  for (let i = 0; i < NORMALS.length; i += 3) {
    for (let channel = 0; channel < 3; channel++) {
      const sign = order[2 * channel] === '-' ? -1 : 1;
      found[i + channel] = 0.98 * sign * NORMALS[i + 'xyz'.indexOf(order[2 * channel + 1]!)]!;
    }
  }
  const fits = bestAxes(found, NORMALS);
  expect(fits).toHaveLength(48);
  expect(fits[0]!.order).toBe(order);
  expect(fits[0]!.median).toBeLessThan(0.1);
  expect(fits[1]!.median).toBeGreaterThan(10);
  expect(fits[0]!.pixels).toBe(290);
});

test('where most pixels cannot tell two orders apart, the others do', () => {
  const found = Float32Array.from({ length: 300 }, (_, i) => (i % 3 === 2 ? 1 : 0));
  found.set([0, 1, 0], 3); // one pixel of a floor
  const [first, second] = bestAxes(found, found);
  expect(first).toEqual({ order: '+x+y+z', median: 0, mean: 0, pixels: 100 });
  expect(second!.median).toBe(0);
});

test('nothing in common, nothing found', () => {
  expect(bestAxes(new Float32Array(NORMALS.length), NORMALS)).toEqual([]);
});
