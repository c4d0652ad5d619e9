/** Depth and normals in 16-bit codes: how far off, what is kept exactly, what is refused. */
import { describe, expect, test } from 'vitest';
import { decodeDepth, decodeNormals, encodeDepth, encodeNormals, FARTHEST } from '../../../src/data/quantize';
import { Random } from '../../../src/base/random';

function depthAndBack(metres: readonly number[]): Float32Array {
  const codes = new Uint16Array(metres.length);
  encodeDepth(Float32Array.from(metres), codes, '"a"');
  return decodeDepth(codes);
}

function normalsAndBack(normals: Float32Array): Float32Array {
  const codes = new Int16Array((normals.length / 3) * 2);
  encodeNormals(normals, codes, '"a"');
  return decodeNormals(codes);
}

/** Evenly over the sphere: z uniform, angle uniform. */
function directions(count: number): Float32Array {
  const random = new Random(1);
  const normals = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    const z = random.between(-1, 1);
    const angle = random.between(0, 2 * Math.PI);
    const r = Math.sqrt(1 - z * z);
    normals.set([r * Math.cos(angle), r * Math.sin(angle), z], 3 * i);
  }
  return normals;
}

/** Angles between vectors of two lists, degrees; by the cross product, which is exact where angles are small. */
function angles(a: Float32Array, b: Float32Array): number[] {
  return Array.from({ length: a.length / 3 }, (_, i) => {
    const [ax, ay, az] = a.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
    const [bx, by, bz] = b.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
    const cross = Math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx);
    return (Math.atan2(cross, ax * bx + ay * by + az * bz) * 180) / Math.PI;
  });
}

describe('depth', () => {
  test('is off by half a millimetre at most, over all of its range', () => {
    const random = new Random(2);
    const metres = Array.from({ length: 100_000 }, () => Math.fround(random.between(0.001, FARTHEST)));
    const errors = Array.from(depthAndBack(metres), (back, i) => Math.abs(back - metres[i]!));
    expect(errors.reduce((most, error) => Math.max(most, error))).toBeLessThanOrEqual(0.000504); // 4 um: f32 at 65 m
  });

  test('whole millimetres are exact, 0 stays invalid, and so is what lies beyond the range', () => {
    const metres = [0, 0.001, 1.234, 10, FARTHEST, 65.536, 1000];
    expect(Array.from(depthAndBack(metres))).toEqual([0, 0.001, 1.234, 10, FARTHEST, 0, 0].map(Math.fround));
  });

  test.each([NaN, -0.5, Infinity])('%s is refused, with its pixel', (bad) => {
    expect(() => depthAndBack([1, bad])).toThrow(`The depth of "a" holds ${bad} at pixel 1; allowed are metres`);
  });
});

describe('normals', () => {
  test('are off by less than 0.004 degrees, in all directions', () => {
    const normals = directions(200_000);
    const back = normalsAndBack(normals);
    expect(angles(normals, back).reduce((most, angle) => Math.max(most, angle))).toBeLessThan(0.004);
    const lengths = Array.from({ length: back.length / 3 }, (_, i) => Math.hypot(...back.subarray(3 * i, 3 * i + 3)));
    expect(Math.max(...lengths.slice(0, 10_000).map((length) => Math.abs(length - 1)))).toBeLessThan(1e-6);
  });

  test('axes are exact, and the zero vector stays zero', () => {
    const normals = Float32Array.of(0, 0, 1, 0, 0, -1, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0);
    expect(Array.from(normalsAndBack(normals), (value) => value + 0)).toEqual(Array.from(normals));
  });

  test('what was read back is stored without further change', () => {
    const once = normalsAndBack(directions(20_000));
    const twice = normalsAndBack(once);
    expect(angles(once, twice).reduce((most, angle) => Math.max(most, angle))).toBeLessThan(1e-5);
  });

  test('only directions are kept: a vector of another length comes back as a unit vector', () => {
    expect(Array.from(normalsAndBack(Float32Array.of(0, 0, 0.5)))).toEqual([0, 0, 1]);
  });

  test.each([NaN, Infinity])('%s is refused, with its pixel', (bad) => {
    const normals = Float32Array.of(0, 0, 1, 0, bad, 0);
    expect(() => normalsAndBack(normals)).toThrow(
      `The normals of "a" hold (0, ${bad}, 0) at pixel 1; allowed are unit`,
    );
  });
});
