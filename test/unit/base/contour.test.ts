/** Contours of a segmentation (seg2bmap), by hand. */
import { expect, test } from 'vitest';
import { contourOf } from '../../../src/base/contour';

/** Rows of digits. */
const contour = (...rows: string[]): string[] => {
  const width = rows[0]!.length;
  const values = contourOf([...rows.join('')].map(Number), rows.length, width);
  return rows.map((_, y) => values.subarray(y * width, (y + 1) * width).join(''));
};

test('right, lower and lower-right neighbours each count, left and upper ones do not', () => {
  expect(contour('000', '010', '000')).toEqual(['110', '110', '000']);
  // Of the first row's middle pixel only the diagonal neighbour is another.
  expect(contour('000', '001', '001')).toEqual(['011', '010', '010']);
});

test('in the last row only the right one counts, in the last column only the lower one', () => {
  expect(contour('000', '000', '001')).toEqual(['000', '011', '010']);
  expect(contour('001', '000', '000')).toEqual(['011', '000', '000']);
  expect(contour('000', '000', '100')).toEqual(['000', '100', '100']);
});

test('the opposite rim is no neighbour; one region, one row, one column and one pixel', () => {
  expect(contour('122', '122', '122')).toEqual(['100', '100', '100']);
  expect(contour('222', '111', '111')).toEqual(['111', '000', '000']);
  expect(contour('333', '333', '333')).toEqual(['000', '000', '000']);
  expect(contour('1223')).toEqual(['1010']);
  expect(contour('1', '2', '2')).toEqual(['1', '0', '0']);
  expect(contour('7')).toEqual(['0']);
});
