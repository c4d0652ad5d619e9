import { expect, test } from 'vitest';
import { fixed, fixedShort } from '../../../src/base/words';

test('numbers have fixed digits and a true minus', () => {
  expect(fixed(1.724, 2)).toBe('1.72');
  expect(fixed(-1.5, 2)).toBe('−1.50');
  expect(fixed(-0.001, 2)).toBe('0.00');
  expect(fixed(-0, 1)).toBe('0.0');
});

test('components of a direction lose the zero in front of the point', () => {
  expect([-0.158, -0.066, 0.985, 1, -1, 0].map((value) => fixedShort(value, 2))).toEqual([
    '−.16',
    '−.07',
    '.98',
    '1.00',
    '−1.00',
    '.00',
  ]);
});
