import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { metresOfZ, zOfMetres, type ZRange } from '../../../src/base/z-range';

const METRIC: ZRange = { zRange: 'metric', zNear: 0.5, zFar: 10 };
const DISPARITY: ZRange = { ...METRIC, zRange: 'disparity' };

test('the ends of the box are zNear and zFar', () => {
  for (const range of [METRIC, DISPARITY]) {
    expect(metresOfZ(-1, range)).toBeCloseTo(0.5, 12);
    expect(metresOfZ(1, range)).toBeCloseTo(10, 12);
  }
});

test('the middle: half way in metres, or in 1/metres', () => {
  expect(metresOfZ(0, METRIC)).toBeCloseTo(5.25, 12);
  expect(metresOfZ(0, DISPARITY)).toBeCloseTo(2 / (1 / 0.5 + 1 / 10), 12);
});

test('there and back', () => {
  for (const range of [METRIC, DISPARITY]) {
    for (const z of [-1, -0.3, 0.4, 0.99]) expect(zOfMetres(metresOfZ(z, range), range)).toBeCloseTo(z, 12);
  }
});

test.each([
  [{ ...METRIC, zRange: 'linear' } as const, /"linear", which has no metres/],
  [{ ...METRIC, zNear: 10, zFar: 0.5 }, /zNear 10 and zFar 0.5/],
  [{ ...METRIC, zNear: 2, zFar: 2 }, /zNear 2 and zFar 2/],
  [{ ...METRIC, zNear: 0 }, /zNear 0/],
  [{ ...METRIC, zNear: -1 }, /zNear -1/],
  [{ ...METRIC, zFar: NaN }, /zFar NaN/],
  [{ ...METRIC, zFar: Infinity }, /zFar Infinity/],
])('a range that has no metres is refused: %o', (range, message) => {
  expect(() => metresOfZ(0, range)).toThrow(InputError);
  expect(() => metresOfZ(0, range)).toThrow(message);
});
