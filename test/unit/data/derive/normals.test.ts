/** Fitted normals against surfaces whose normals are known. */
import { expect, test } from 'vitest';
import { normalsFromDepth } from '../../../../src/data/derive/normals';
import type { Vec3 } from '../../../../src/base/geometry';

const SIZE = { height: 96, width: 128, intrinsics: { fx: 0.81, fy: 1.08, cx: 0.51, cy: 0.53 } };
const { height, width, intrinsics } = SIZE;

/** What a camera (x right, y down, z forward) sees along each pixel's ray (a, b, 1). */
function depthOf(surface: (a: number, b: number, x: number, y: number) => number): Float32Array {
  return Float32Array.from({ length: height * width }, (_, i) => {
    const x = i % width;
    const y = Math.floor(i / width);
    const a = ((x + 0.5) / width - intrinsics.cx) / intrinsics.fx;
    return surface(a, ((y + 0.5) / height - intrinsics.cy) / intrinsics.fy, x, y);
  });
}

/** The plane n·X = n·through, in camera axes. */
const plane = (n: Vec3, through: Vec3) => (a: number, b: number) =>
  (n[0] * through[0] + n[1] * through[1] + n[2] * through[2]) / (n[0] * a + n[1] * b + n[2]);

const angle = (normals: Float32Array, pixel: number, want: Vec3): number => {
  const [x, y, z] = normals.subarray(3 * pixel, 3 * pixel + 3) as unknown as Vec3;
  return (Math.acos(Math.min(1, (x * want[0] + y * want[1] + z * want[2]) / Math.hypot(...want))) * 180) / Math.PI;
};

function worst(normals: Float32Array, want: Vec3, which: (x: number, y: number) => boolean = () => true): number {
  let most = 0;
  for (let i = 0; i < height * width; i++) {
    if (which(i % width, Math.floor(i / width))) most = Math.max(most, angle(normals, i, want));
  }
  return most;
}

const F32_DEGREES = 0.05; // acos near 1 and depth as f32: 1e-7 in a cosine is already .03 degrees

test.each<[string, Vec3, Vec3, Vec3]>([
  ['a wall straight ahead', [0, 0, 1], [0, 0, 3], [0, 0, 1]],
  ['a floor 1.4 m below: its normal points up', [0, 1, 0.5], [0, 1.4, 2], [0, 1, 0.5]],
  ['a wall to the right: its normal points left', [0.8, 0, 0.6], [0.5, 0, 2.5], [-0.8, 0, 0.6]],
])('%s, to every pixel', (_, n, through, want) => {
  expect(worst(normalsFromDepth(depthOf(plane(n, through)), SIZE), want)).toBeLessThan(F32_DEGREES);
});

test('a sphere: the normal is the direction from its centre', () => {
  const depth = depthOf((a, b) => {
    // |t (a, b, 1) - (0, 0, 3)| = 1
    const square = a * a + b * b + 1;
    const discriminant = 9 - square * 8;
    return discriminant > 0 ? (3 - Math.sqrt(discriminant)) / square : 0;
  });
  const normals = normalsFromDepth(depth, SIZE);
  let looked = 0;
  let most = 0;
  for (let i = 0; i < depth.length; i++) {
    const z = depth[i]!;
    const a = (((i % width) + 0.5) / width - intrinsics.cx) / intrinsics.fx;
    const b = ((Math.floor(i / width) + 0.5) / height - intrinsics.cy) / intrinsics.fy;
    const want: Vec3 = [a * z, -b * z, 3 - z];
    if (z === 0 || want[2] < 0.6) continue; // steeper than 53 degrees the rim's curvature shows
    looked++;
    most = Math.max(most, angle(normals, i, want));
  }
  expect(looked).toBeGreaterThan(1000);
  expect(most).toBeLessThan(3); // windows of 5 pixels, on a sphere of 36 pixels in radius
});

test('a box before a wall: neither bleeds over its edge', () => {
  const tilted = plane([0.5, 0, 0.8], [0, 0, 1.5]);
  const isBox = (x: number): boolean => x >= 50 && x < 80;
  const normals = normalsFromDepth(
    depthOf((a, b, x) => (isBox(x) ? tilted(a, b) : 3)),
    SIZE,
  );
  expect(worst(normals, [-0.5, 0, 0.8], (x) => isBox(x))).toBeLessThan(F32_DEGREES);
  expect(worst(normals, [0, 0, 1], (x) => !isBox(x))).toBeLessThan(F32_DEGREES);
});

test('a crease: both walls keep their normals beside it', () => {
  const left = plane([1, 0, 1], [0, 0, 3]);
  const right = plane([-1, 0, 1], [0, 0, 3]);
  const normals = normalsFromDepth(
    depthOf((a, b) => Math.max(left(a, b), right(a, b))),
    SIZE,
  );
  const middle = intrinsics.cx * width;
  expect(worst(normals, [1, 0, 1], (x) => x > middle + 6)).toBeLessThan(1);
  expect(worst(normals, [-1, 0, 1], (x) => x < middle - 7)).toBeLessThan(1);
});

test('no depth, no normal; around a hole the plane goes on', () => {
  const hole = (x: number, y: number): boolean => x >= 60 && x < 66 && y >= 40 && y < 46;
  const normals = normalsFromDepth(
    depthOf((a, b, x, y) => (hole(x, y) ? [0, NaN, -1, Infinity][x % 4]! : plane([0, 1, 1], [0, 1, 2])(a, b))),
    SIZE,
  );
  for (let y = 40; y < 46; y++) {
    expect(Array.from(normals.subarray(3 * (y * width + 60), 3 * (y * width + 66)))).toEqual(new Array(18).fill(0));
  }
  expect(worst(normals, [0, 1, 1], (x, y) => !hole(x, y))).toBeLessThan(F32_DEGREES);
});

test('lone points have no normal', () => {
  const normals = normalsFromDepth(
    depthOf((_a, _b, x, y) => (y === 20 || (x === 5 && y === 60) ? 2 : 0)),
    SIZE,
  );
  expect(normals.every((value) => value === 0)).toBe(true);
});

test('sensor noise: within 3 degrees at the median', () => {
  // A Kinect at 2 m: inverse depth in steps of .0029 1/m.
  const depth = depthOf(plane([0, 1, 0.5], [0, 1.4, 2])).map((z) => 1 / (Math.round(1 / z / 0.0029) * 0.0029));
  const normals = normalsFromDepth(depth, SIZE);
  const angles = Float32Array.from(depth, (_, i) => angle(normals, i, [0, 1, 0.5])).sort();
  expect(angles[angles.length >> 1]!).toBeLessThan(3);
});
