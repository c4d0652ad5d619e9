import { describe, expect, test } from 'vitest';
import type { RayTask } from '../../../src/protocol/views';
import { rayLayout } from '../../../src/ui/ray/layout';
import {
  areaPath,
  barsPath,
  binEdges,
  heights,
  largest,
  linePath,
  stacked,
  strength,
  stripKind,
  summed,
} from '../../../src/ui/ray/series';

const task = (change: Partial<RayTask>): RayTask => ({
  task: 'depth',
  own: null,
  channels: 1,
  values: new Float32Array([1, 2, 3]),
  rendered: [2],
  decoder: [2],
  shown: { rendered: '', decoder: '', truth: '' },
  strip: new Uint8ClampedArray(12),
  shares: [],
  ...change,
});
const GREY = { kind: 'ramp', low: 0, high: 1, unit: '', stops: ['#000000', '#ffffff'] } as const;
const RAMP = { kind: 'ramp', low: 0, high: 9, unit: 'm', stops: ['#000000', '#00ff00', '#ffffff'] } as const;

describe('numbers of a ray', () => {
  test('the sum of weight times value, by channel', () => {
    expect(summed([1, 10, 2, 20], [0.5, 0.25], 2)).toBe(1);
    expect(summed([1, 10, 2, 20], [0.5, 0.25], 2, 1)).toBe(10);
    expect(summed([], [], 1)).toBe(0);
  });
  test('each sample reaches half way to its neighbours, the outer ones to the ends of the box', () => {
    expect(binEdges([-0.5, 0, 1])).toEqual([-1, -0.25, 0.5, 1]);
    expect(binEdges([0.3])).toEqual([-1, 1]);
    expect(binEdges([])).toEqual([]);
  });
  test('a strip is full from half of the heaviest weight on, and never vanishes', () => {
    expect(strength(0.2, 0.4)).toBe(1);
    expect(strength(0, 0.4)).toBeGreaterThan(0.2);
    expect(strength(0, 0)).toBe(strength(0, 1));
    expect(largest([0.1, 0.7, 0.3])).toBe(0.7);
    expect(largest([])).toBe(0);
  });
  test('shares stack to one', () => {
    const share = (values: number[]) => ({ name: '', color: '', values: new Float32Array(values) });
    expect(stacked([share([0.25, 0.5]), share([0.75, 0.5])])).toEqual([
      [
        [0, 0.25],
        [0, 0.5],
      ],
      [
        [0.25, 1],
        [0.5, 1],
      ],
    ]);
  });
});

describe('strips', () => {
  test('are drawn by what their values are', () => {
    const shares = [{ name: 'wall', color: '#ffffff', values: new Float32Array(3) }];
    expect(stripKind(task({ shares }), undefined)).toBe('shares');
    expect(stripKind(task({}), { kind: 'directions', axes: ['x', 'y', 'z'] })).toBe('colors');
    expect(stripKind(task({}), GREY)).toBe('share');
    expect(stripKind(task({}), RAMP)).toBe('curve');
  });
  test('a curve lies between its own ends; one without any is level', () => {
    expect(heights(task({}), RAMP)).toEqual([0, 0.5, 1]);
    expect(heights(task({ values: new Float32Array([4, 4]) }), RAMP)).toEqual([0.5, 0.5]);
  });
  test('between two colours, the colour gives the value back', () => {
    const strip = Uint8ClampedArray.of(0, 0, 0, 255, 51, 51, 51, 255, 255, 255, 255, 255);
    expect(heights(task({ strip }), GREY)).toEqual([0, 0.2, 1]);
  });
});

test('paths', () => {
  const points = [
    [0, 5],
    [10, 2],
  ] as const;
  expect(linePath(points)).toBe('M0 5L10 2');
  expect(areaPath(points, 9)).toBe('M0 9L0 5L10 2L10 9Z');
  expect(areaPath([], 9)).toBe('');
  expect(barsPath([[1.04, 9, 3]])).toBe('M1 9V3');
});

describe('layout', () => {
  test('rows do not overlap, wide and narrow, and the words stand beside or above their strip', () => {
    for (const width of [360, 536]) {
      const { narrow, words, strips, rug, axis } = rayLayout(width, 4);
      expect(narrow).toBe(width < 400);
      const tops = strips.map((strip, k) => Math.min(strip.top, words[k]!.top));
      tops.forEach((top, k) => {
        const before = strips[k - 1] ?? rug;
        expect(top).toBeGreaterThanOrEqual(before.top + before.height);
      });
      expect(axis).toBeGreaterThan(strips[3]!.top + strips[3]!.height);
    }
  });
});
