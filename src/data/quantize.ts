/**
 * Depth and normals in few bytes. Depth: whole millimetres in 16 bits, as RGB-D cameras write it. Normals: octahedral,
 * 2 x 16 bits (Cigolle et al. 2014, "A Survey of Efficient Representations for Independent Unit Vectors").
 */
import { InputError } from '../base/errors';

/** Metres; what lies farther has no depth in a record. */
export const FARTHEST = 65.534;

const SCALE = 32767;
const NO_NORMAL = -32768; // in both numbers, where the vector is zero

/** Several times as fast as `Math.round`. */
const nearest = (value: number): number => Math.floor(value + 0.5);

/**
 * Off by at most half a millimetre.
 * @param codes millimetres, 0 = invalid; filled
 * @throws InputError if a depth is negative, infinite or NaN
 */
export function encodeDepth(metres: Float32Array, codes: Uint16Array, what: string): void {
  for (let i = 0; i < metres.length; i++) {
    const depth = metres[i]!;
    if (!(depth >= 0 && depth < Infinity)) {
      throw new InputError(
        `The depth of ${what} holds ${depth} at pixel ${i}; allowed are metres, and 0 where there is none.`,
      );
    }
    codes[i] = depth > FARTHEST ? 0 : nearest(1000 * depth);
  }
}

export function decodeDepth(codes: Uint16Array): Float32Array {
  const metres = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) metres[i] = codes[i]! / 1000;
  return metres;
}

/**
 * Directions are kept to 0.004 degrees, lengths are not: what comes back has length 1 or 0.
 * @param normals 3 numbers a pixel; (0, 0, 0) = invalid
 * @param codes 2 numbers a pixel; filled
 * @throws InputError if a number is infinite or NaN
 */
export function encodeNormals(normals: Float32Array, codes: Int16Array, what: string): void {
  for (let i = 0, at = 0; i < codes.length; i += 2, at += 3) {
    const x = normals[at]!;
    const y = normals[at + 1]!;
    const z = normals[at + 2]!;
    const sum = Math.abs(x) + Math.abs(y) + Math.abs(z);
    if (!(sum < Infinity)) {
      throw new InputError(
        `The normals of ${what} hold (${x}, ${y}, ${z}) at pixel ${i / 2}; allowed are unit vectors, and (0, 0, 0) where there is none.`,
      );
    }
    if (sum === 0) {
      codes[i] = codes[i + 1] = NO_NORMAL;
      continue;
    }
    let u = x / sum;
    let v = y / sum;
    if (z < 0) {
      // The half that looks away is folded outwards over the edges of the square.
      const left = 1 - Math.abs(v);
      v = y >= 0 ? 1 - Math.abs(u) : Math.abs(u) - 1;
      u = x >= 0 ? left : -left;
    }
    codes[i] = nearest(SCALE * u);
    codes[i + 1] = nearest(SCALE * v);
  }
}

export function decodeNormals(codes: Int16Array): Float32Array {
  const normals = new Float32Array((codes.length / 2) * 3);
  for (let i = 0, at = 0; i < codes.length; i += 2, at += 3) {
    if (codes[i] === NO_NORMAL) continue;
    let x = codes[i]! / SCALE;
    let y = codes[i + 1]! / SCALE;
    const z = 1 - Math.abs(x) - Math.abs(y);
    if (z < 0) {
      x += x >= 0 ? z : -z;
      y += y >= 0 ? z : -z;
    }
    const length = Math.sqrt(x * x + y * y + z * z);
    normals[at] = x / length;
    normals[at + 1] = y / length;
    normals[at + 2] = z / length;
  }
  return normals;
}
