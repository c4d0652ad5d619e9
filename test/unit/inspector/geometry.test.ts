import { describe, expect, test } from 'vitest';
import {
  centreOf,
  indexAt,
  nearestSample,
  pixelAt,
  placeOn,
  rayPoint,
  shadowOn,
  standingSample,
  tapsAt,
  texelOutline,
  wallPoint,
  withinQuad,
} from '../../../src/inspector/geometry';

describe('box and grid', () => {
  test('the centres of four texels are at -.75, -.25, .25, .75', () => {
    expect([0, 1, 2, 3].map((index) => centreOf(index, 4))).toEqual([-0.75, -0.25, 0.25, 0.75]);
  });
  test('a centre leads back to its index, and the edge of the box lies half a texel outside', () => {
    expect(indexAt(centreOf(5, 9), 9)).toBeCloseTo(5, 12);
    expect(indexAt(-1, 9)).toBe(-0.5);
    expect(indexAt(1, 9)).toBe(8.5);
  });
  test('the ray (i, j) runs at x of its column and y of its row', () => {
    expect(rayPoint([0, 3], [2, 4])).toEqual([0.75, -0.5]);
  });
  test('every pixel is found again from its centre; outside, the nearest one', () => {
    const image = { height: 3, width: 5 };
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 5; column++) {
        expect(pixelAt(centreOf(column, 5), centreOf(row, 3), image)).toEqual({ row, column });
      }
    }
    expect(pixelAt(7, -7, image)).toEqual({ row: 0, column: 4 });
  });
});

describe('shadows', () => {
  const point = [0.5, -0.25, -0.5] as const;
  test('xy lies at the back, xz on the floor, yz at the side', () => {
    expect(shadowOn('xy', point)).toEqual([0.5, -0.25, 1]);
    expect(shadowOn('xz', point)).toEqual([0.5, 1, -0.5]);
    expect(shadowOn('yz', point)).toEqual([-1, -0.25, -0.5]);
  });
  test('rows and columns: xy row = y, xz row = z, yz column = z', () => {
    const size = { height: 4, width: 8 };
    expect(placeOn('xy', point, size)).toEqual({ row: 1, column: 5.5 });
    expect(placeOn('xz', point, size)).toEqual({ row: 0.5, column: 5.5 });
    expect(placeOn('yz', point, size)).toEqual({ row: 1, column: 1.5 });
  });
  test('a ray of a grid as large as the planes falls on texel centres: a point, a column and a row', () => {
    const size = { height: 24, width: 32 };
    const [x, y] = rayPoint([10, 20], [24, 32]);
    for (const z of [-0.9, 0.1, 0.7]) {
      expect(placeOn('xy', [x, y, z], size)).toEqual({ row: 10, column: 20 });
      expect(placeOn('xz', [x, y, z], size).column).toBe(20);
      expect(placeOn('yz', [x, y, z], size).row).toBe(10);
    }
  });
  test('a texel on the wall lies around its own centre', () => {
    const corners = texelOutline('yz', { row: 1, column: 2 }, { height: 4, width: 4 });
    expect(corners).toEqual([
      [-1, -0.5, 0],
      [-1, -0.5, 0.5],
      [-1, 0, 0.5],
      [-1, 0, 0],
    ]);
    expect(wallPoint('xz', 0.2, 0.4)).toEqual([0.2, 1, 0.4]);
  });
});

describe('bilinear taps', () => {
  const size = { height: 4, width: 4 };
  test('between four texels, weights by distance', () => {
    expect(tapsAt({ row: 1.25, column: 2.5 }, size)).toEqual([
      { row: 1, column: 2, weight: 0.375 },
      { row: 1, column: 3, weight: 0.375 },
      { row: 2, column: 2, weight: 0.125 },
      { row: 2, column: 3, weight: 0.125 },
    ]);
  });
  test('on a centre, one texel takes all; outside, the border', () => {
    expect(tapsAt({ row: 2, column: 0 }, size)).toEqual([{ row: 2, column: 0, weight: 1 }]);
    expect(tapsAt({ row: -0.5, column: 3.5 }, size)).toEqual([{ row: 0, column: 3, weight: 1 }]);
  });
  test('weights add up to one everywhere', () => {
    for (let at = -0.5; at <= 3.5; at += 0.13) {
      const sum = tapsAt({ row: at, column: 3 - at }, size).reduce((total, { weight }) => total + weight, 0);
      expect(sum).toBeCloseTo(1, 12);
    }
  });
});

describe('screen and samples', () => {
  test('a point of a sheared square is found again', () => {
    const corners = [
      [10, 20],
      [50, 40],
      [10, 80],
    ] as const;
    const [u, v] = withinQuad(corners, [30, 60]) ?? [NaN, NaN];
    expect(u).toBeCloseTo(0, 12);
    expect(v).toBeCloseTo(0, 12);
    expect(withinQuad(corners, [10, 20])).toEqual([-1, -1]);
  });
  test('a square seen edge-on is nowhere hit', () => {
    const corners = [
      [0, 0],
      [10, 0],
      [20, 0],
    ] as const;
    expect(withinQuad(corners, [5, 0])).toBeNull();
  });
  test('the cursor begins on the heaviest sample and stays within the ray', () => {
    expect(standingSample([0.1, 0.6, 0.6, 0.2], -1)).toBe(1);
    expect(standingSample([0.1, 0.6], 9)).toBe(1);
    expect(standingSample([], -1)).toBe(-1);
  });
  test('the nearest sample', () => {
    expect(nearestSample([-0.8, -0.1, 0.5], 0.3)).toBe(2);
    expect(nearestSample([-0.8, -0.1, 0.5], -5)).toBe(0);
  });
});
