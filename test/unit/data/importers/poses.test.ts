/** Camera poses from texts: those that are none are refused, saying why. */
import { expect, test } from 'vitest';
import { numbersIn, poseFromQuaternion, poseFromText } from '../../../../src/data/importers/poses';

const row = (...numbers: number[]): string => numbers.join(' ');
const text = (...rows: string[]): string => `${rows.join('\n')}\n`;

test('a matrix of four lines', () => {
  // A quarter turn about y: x becomes -z.
  const pose = poseFromText(text(row(0, 0, 1, 5), row(0, 1, 0, 6), row(-1, 0, 0, 7), row(0, 0, 0, 1)), 'a.txt');
  expect(Array.from(pose)).toEqual([0, 0, 1, 5, 0, 1, 0, 6, -1, 0, 0, 7, 0, 0, 0, 1]);
});

test('rounding to three digits is no reason to refuse', () => {
  const [c, s] = [0.866, 0.5];
  const pose = poseFromText(text(row(c, 0, s, 0), row(0, 1, 0, 0), row(-s, 0, c, 0), row(0, 0, 0, 1)), 'a.txt');
  expect(pose[0]).toBeCloseTo(c, 6);
});

test.each([
  ['too few numbers', text('1 0 0 0', '0 1 0 0'), 'a.txt has 8 words where the 16 numbers'],
  ['NaN', text('NaN 0 0 0', '0 1 0 0', '0 0 1 0', '0 0 0 1'), 'a.txt holds no camera pose: one of its numbers is NaN'],
  ["Windows' NaN", text('-1.#IND 0 0 0', '0 1 0 0', '0 0 1 0', '0 0 0 1'), 'one of its numbers is NaN'],
  ['a last row of others', text('1 0 0 0', '0 1 0 0', '0 0 1 0', '0 0 0 0'), 'its last row is (0, 0, 0, 0)'],
  ['a scale', text('1.1 0 0 0', '0 1.1 0 0', '0 0 1.1 0', '0 0 0 1'), 'RᵀR is 0.21 off the identity'],
  ['a mirror', text('1 0 0 0', '0 1 0 0', '0 0 -1 0', '0 0 0 1'), 'its determinant is negative'],
])('refused: %s', (_, pose, why) => {
  expect(() => poseFromText(pose, 'a.txt')).toThrow(why);
});

test('a quaternion, its real part last', () => {
  // A quarter turn about z: x becomes y, y becomes -x.
  const half = Math.SQRT1_2;
  const pose = poseFromQuaternion([1, 2, 3, 0, 0, half, half], 'a.txt');
  const want = [0, -1, 0, 1, 1, 0, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1];
  pose.forEach((value, i) => expect(value).toBeCloseTo(want[i]!, 6));
});

test('a quaternion that is none is refused', () => {
  expect(() => poseFromQuaternion([1, 2, 3, 0, 0, 0, 0], 'a.txt')).toThrow("the quaternion's length is 0.00, not 1");
  expect(() => poseFromQuaternion([1, 2, 3, 0, 0, 1], 'a.txt')).toThrow('6 numbers');
  expect(() => poseFromQuaternion([NaN, 2, 3, 0, 0, 0, 1], 'a.txt')).toThrow('one of its numbers is NaN');
});

test('numbers of a line', () => {
  expect(numbersIn(' 1 2.5\t-3e1 ')).toEqual([1, 2.5, -30]);
  expect(numbersIn('1 two')).toBeNull();
  expect(numbersIn('  ')).toBeNull();
});
