import { expect, test } from 'vitest';
import { principalComponents } from '../../../src/base/principal';
import { Random } from '../../../src/base/random';

test('a line of points has one direction, with its deviation', () => {
  const points = Float32Array.of(1, 1, 3, 3, 5, 5, 7, 7); // along (1, 1) about (4, 4)
  const { mean, components, deviations } = principalComponents(points, 2, 3);
  expect(Array.from(mean)).toEqual([4, 4]);
  expect(components.length).toBe(2);
  expect(components[0]![0]).toBeCloseTo(Math.SQRT1_2, 12);
  expect(components[0]![1]).toBeCloseTo(Math.SQRT1_2, 12);
  expect(deviations[0]).toBeCloseTo(Math.sqrt(10), 12); // variance 5 + 5
  expect(deviations[1]).toBeCloseTo(0, 7);
});

test('the largest entry of a component is positive, whichever way the points run', () => {
  const down = principalComponents(Float32Array.of(0, 0, 1, -3, 2, -6), 2, 1).components[0]!;
  expect(down[1]! / down[0]!).toBeCloseTo(-3, 10);
  expect(down[1]).toBeGreaterThan(0);
});

test('of many channels: orthonormal, sorted, and the variance along each is its own', () => {
  const channels = 16;
  const random = new Random(3);
  const scales = Array.from({ length: channels }, (_, c) => 1 + c / 4);
  const points = Float32Array.from({ length: 500 * channels }, (_, i) => scales[i % channels]! * random.normal());
  const { mean, components, deviations } = principalComponents(points, channels, channels);
  components.forEach((a, i) => {
    components.forEach((b, j) => {
      const dot = a.reduce((sum, value, c) => sum + value * b[c]!, 0);
      expect(dot).toBeCloseTo(i === j ? 1 : 0, 10);
    });
    let squares = 0;
    for (let p = 0; p < points.length; p += channels) {
      squares += a.reduce((sum, value, c) => sum + value * (points[p + c]! - mean[c]!), 0) ** 2;
    }
    expect(Math.sqrt(squares / 500)).toBeCloseTo(deviations[i]!, 8);
    if (i > 0) expect(deviations[i]!).toBeLessThanOrEqual(deviations[i - 1]!);
  });
});

test('points that are all the same have no direction, and no NaN', () => {
  const { components, deviations } = principalComponents(new Float32Array(12).fill(2), 3, 3);
  expect(deviations).toEqual([0, 0, 0]);
  expect(components.flatMap((component) => [...component]).every(Number.isFinite)).toBe(true);
});
