/** Camera poses as text files hold them. A pose maps the camera's points into the world; none is repaired. */
import { InputError } from '../../base/errors';

/** How far RᵀR may be from the identity, by its worst entry: rounding to four digits stays below a thousandth. */
const MOST_SKEW = 1e-2;

/** Numbers between blanks; null if one of them is none. */
export function numbersIn(line: string): number[] | null {
  const words = line.trim().split(/[\s,]+/);
  const numbers = words.map(Number);
  return line.trim() === '' || numbers.some((value) => Number.isNaN(value)) ? null : numbers;
}

/**
 * worldFromCamera of a text of four lines with four numbers each.
 * @param what the file, as a person would call it
 * @throws InputError if these are no 16 numbers, or no rotation with a translation
 */
export function poseFromText(text: string, what: string): Float32Array {
  const words = text.trim().split(/[\s,]+/);
  if (words.length !== 16) {
    throw new InputError(`${what} has ${words.length} words where the 16 numbers of a 4x4 pose were expected.`);
  }
  return checkedPose(words.map(Number), what);
}

/** Row-major 4x4. @throws InputError saying what is wrong with it */
export function checkedPose(matrix: readonly number[], what: string): Float32Array {
  const problem = problemOf(matrix);
  if (problem) throw new InputError(`${what} holds no camera pose: ${problem}.`);
  return Float32Array.from(matrix);
}

function problemOf(m: readonly number[]): string | undefined {
  const odd = m.find((value) => !Number.isFinite(value));
  if (odd !== undefined) return `one of its numbers is ${odd}`;
  if (m[12] !== 0 || m[13] !== 0 || m[14] !== 0 || Math.abs(m[15]! - 1) > MOST_SKEW) {
    return `its last row is (${m.slice(12).join(', ')}), not (0, 0, 0, 1)`;
  }
  let skew = 0;
  for (let a = 0; a < 3; a++) {
    for (let b = 0; b < 3; b++) {
      const dot = m[a]! * m[b]! + m[4 + a]! * m[4 + b]! + m[8 + a]! * m[8 + b]!;
      skew = Math.max(skew, Math.abs(dot - (a === b ? 1 : 0)));
    }
  }
  if (skew > MOST_SKEW) return `its 3x3 part R is no rotation, RᵀR is ${skew.toPrecision(2)} off the identity`;
  const det =
    m[0]! * (m[5]! * m[10]! - m[6]! * m[9]!) -
    m[1]! * (m[4]! * m[10]! - m[6]! * m[8]!) +
    m[2]! * (m[4]! * m[9]! - m[5]! * m[8]!);
  return det < 0 ? 'its 3x3 part is a mirror image, its determinant is negative' : undefined;
}

/**
 * @param numbers tx ty tz qx qy qz qw: metres and a quaternion of unit length
 * @throws InputError if they are none
 */
export function poseFromQuaternion(numbers: readonly number[], what: string): Float32Array {
  const [tx, ty, tz, x, y, z, w] = numbers as [number, number, number, number, number, number, number];
  const length = Math.hypot(x, y, z, w);
  // NaN fails too.
  if (numbers.length !== 7 || !(Math.abs(length - 1) < MOST_SKEW)) {
    throw new InputError(
      `${what} holds no camera pose: ${numbers.length} numbers, the quaternion's length is ${length.toPrecision(3)}, not 1.`,
    );
  }
  const s = 2 / (length * length);
  const matrix = [
    [1 - s * (y * y + z * z), s * (x * y - z * w), s * (x * z + y * w), tx],
    [s * (x * y + z * w), 1 - s * (x * x + z * z), s * (y * z - x * w), ty],
    [s * (x * z - y * w), s * (y * z + x * w), 1 - s * (x * x + y * y), tz],
    [0, 0, 0, 1],
  ];
  return checkedPose(matrix.flat(), what);
}
