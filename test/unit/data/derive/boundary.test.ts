/** Boundaries of small label maps, drawn by hand. */
import { expect, test } from 'vitest';
import { boundaryOfLabels } from '../../../../src/data/derive/boundary';

/** '.' = without a label; the boundary comes back as 0, 1, '?' = ignored. */
function drawn(rows: readonly string[], wide = 0): string[] {
  const width = rows[0]!.length + wide;
  const labels = rows.flatMap((row) =>
    Array.from(row.padEnd(width, row.at(-1)), (c) => (c === '.' ? 255 : c.charCodeAt(0))),
  );
  const boundary = boundaryOfLabels(labels, { height: rows.length, width, unlabelled: 255 });
  return rows.map((row, y) =>
    Array.from(boundary.subarray(y * width, y * width + row.length), (v) => (v === 255 ? '?' : v)).join(''),
  );
}

test('right, lower and lower-right neighbours count, in this direction only', () => {
  expect(drawn(['aaaa', 'aabb', 'aabb'])).toEqual(['0111', '0100', '0100']);
  expect(drawn(['aab', 'aaa', 'baa'])).toEqual(['011', '100', '100']);
});

test('one region has none', () => {
  expect(drawn(['aaa', 'aaa'])).toEqual(['000', '000']);
});

test('a seam is closed from both sides: one boundary, where the labels meet', () => {
  expect(drawn(['aa..bb', 'aa..bb'])).toEqual(['001000', '001000']);
});

test('beyond half a seam nothing is known, and that makes no boundary', () => {
  expect(drawn(['aa....bb', 'aa....bb'])).toEqual(['000??000', '000??000']);
  expect(drawn(['...', '...'])).toEqual(['???', '???']);
});

test('half a seam is 4 pixels at a width of 640', () => {
  expect(drawn([`aa${'.'.repeat(8)}bb`], 628)).toEqual(['000001000000']);
  expect(drawn([`aa${'.'.repeat(9)}bb`], 627)).toEqual(['000000?000000']);
});
