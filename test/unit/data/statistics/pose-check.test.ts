/** Poses against their images: right ones explain what moved, wrong ones do not. */
import { expect, it } from 'vitest';
import { lookAt } from '../../../../src/base/geometry';
import type { Camera, Sample } from '../../../../src/data/sample';
import { PoseCheck } from '../../../../src/data/statistics/pose-check';
import type { DataStatistics } from '../../../../src/protocol/data-messages';

const [HEIGHT, WIDTH, WALL] = [48, 64, 3];
const INTRINSICS = { fx: 0.9, fy: 1.2, cx: 0.5, cy: 0.5 };

/** A wavy wall at z = -3 of the world, seen by a camera before it: rays are met with the plane one by one. */
function frame(worldFromCamera: Float32Array, camera: Partial<Camera> = {}): Sample {
  const image = new Uint8Array(3 * HEIGHT * WIDTH);
  const depth = new Float32Array(HEIGHT * WIDTH);
  for (let i = 0; i < depth.length; i++) {
    const ray = [
      ((i % WIDTH) + 0.5 - INTRINSICS.cx * WIDTH) / (INTRINSICS.fx * WIDTH),
      (Math.floor(i / WIDTH) + 0.5 - INTRINSICS.cy * HEIGHT) / (INTRINSICS.fy * HEIGHT),
      1,
    ];
    const along = (row: number): number => ray.reduce((sum, part, k) => sum + worldFromCamera[4 * row + k]! * part, 0);
    const z = (-WALL - worldFromCamera[11]!) / along(2);
    depth[i] = z;
    const [x, y] = [worldFromCamera[3]! + z * along(0), worldFromCamera[7]! + z * along(1)];
    image.fill(128 + 100 * Math.sin(2.1 * x) * Math.cos(1.7 * y), 3 * i, 3 * i + 3);
  }
  const pose = { intrinsics: INTRINSICS, worldFromCamera, ...camera };
  return { id: 'x', height: HEIGHT, width: WIDTH, image, labels: { depth }, camera: pose };
}

const POSES = [
  lookAt([0, 0, 0], [0, 0, -1]),
  lookAt([0.3, 0.1, 0.2], [0.1, 0, -1]),
  lookAt([-0.2, 0.2, 0.1], [0, 0.1, -1], 0.1),
];

function check(frames: readonly (readonly [Sample, string])[]): DataStatistics['poses'] {
  const poses = new PoseCheck();
  for (const [sample, scene] of frames) poses.add(sample, scene);
  return poses.result();
}

it('right poses leave less than a level, none leaves many', () => {
  const result = check(POSES.map((pose) => [frame(pose), 'a'] as const))!;
  expect(result.pairs).toBe(2);
  expect(result.withPose).toBeLessThan(1);
  expect(result.without).toBeGreaterThan(10);
});

it('poses of another convention explain no more than none', () => {
  const inverted = POSES.map((pose) => {
    const wrong = pose.slice();
    for (const row of [0, 1, 2]) wrong[4 * row + 3]! *= -1; // the camera moves the other way
    return [frame(pose, { worldFromCamera: wrong }), 'a'] as const;
  });
  const { withPose, without } = check(inverted)!;
  expect(withPose).toBeGreaterThan(0.6 * without);
});

it('frames of different scenes, and such without camera or depth, are no pairs', () => {
  const [first, second] = [frame(POSES[0]!), frame(POSES[1]!)];
  expect(
    check([
      [first, 'a'],
      [second, 'b'],
    ]),
  ).toBeNull();
  expect(
    check([
      [first, 'a'],
      [{ ...second, labels: {} }, 'a'],
    ]),
  ).toBeNull();
  const { camera: _none, ...unposed } = second;
  expect(
    check([
      [first, 'a'],
      [unposed, 'a'],
      [second, 'a'],
    ])!.pairs,
  ).toBe(1);
});

it('a frame that shows something else is compared with the one before it', () => {
  const [far, near] = [lookAt([4, 0, 0], [4, 0, -1]), lookAt([4.2, 0, 0], [4.1, 0, -1])];
  const apart = [POSES[0]!, far].map((pose) => [frame(pose), 'a'] as const);
  expect(check(apart)).toBeNull();
  expect(
    check([
      [frame(POSES[0]!), 'a'],
      [frame(far), 'a'],
      [frame(near), 'a'],
    ])!.pairs,
  ).toBe(1);
});
