/** Points of a camera in its box, and a camera that turns about a point of it. */
import { expect, test } from 'vitest';
import {
  identity4,
  invertRigid,
  project,
  transformDirection,
  transformPoint,
  type Vec3,
} from '../../../src/base/geometry';
import { AT_HOME, boxPoint, orbitPose, type Volume } from '../../../src/base/volume';
import { zOfMetres } from '../../../src/base/z-range';

const F32 = 5; // digits: poses are float32, distances a few metres

const LENS = { fx: 0.9, fy: 1.2, cx: 0.5, cy: 0.5 };
const METRIC: Volume = { pinhole: LENS, zRange: 'metric', zNear: 0.5, zFar: 10 };
const CENTRE: Vec3 = [0.4, -0.3, 2];

function expectVec(got: readonly number[], want: readonly number[]): void {
  want.forEach((value, i) => expect(got[i]!).toBeCloseTo(value, F32));
}

test('a point of the camera lies in the box where it lies in the image', () => {
  expectVec(boxPoint(METRIC, [0, 0, 5.25]), [0, 0, 0]);
  expectVec(boxPoint(METRIC, [0.5 / 0.9, 0, 1]), [1, 0, zOfMetres(1, METRIC)]); // the image's right edge
  expectVec(boxPoint(METRIC, [0, -2 * (0.5 / 1.2), 2]), [0, -1, zOfMetres(2, METRIC)]); // its upper edge
});

test('at home the second camera is the first', () => {
  expectVec([...orbitPose(CENTRE, AT_HOME)], [...identity4()]);
});

test('what it turns about keeps its place in the picture, and its distance is in parts', () => {
  for (const orbit of [
    { yaw: 30, pitch: 0, distance: 1 },
    { yaw: -50, pitch: 20, distance: 1 },
    { yaw: 10, pitch: -40, distance: 1.7 },
  ]) {
    const pose = orbitPose(CENTRE, orbit);
    const seen = transformPoint(invertRigid(pose), CENTRE);
    expectVec(project(LENS, seen), project(LENS, CENTRE));
    expect(Math.hypot(...seen)).toBeCloseTo(orbit.distance * Math.hypot(...CENTRE), F32);
  }
});

test('by hand: yaw 90 looks from the right to the left, pitch 90 from above down', () => {
  const ahead: Vec3 = [0, 0, 1];
  const right = orbitPose([0, 0, 2], { yaw: 90, pitch: 0, distance: 1 });
  expectVec(transformPoint(right, [0, 0, 0]), [2, 0, 2]);
  expectVec(transformDirection(right, ahead), [-1, 0, 0]);
  const above = orbitPose([0, 0, 2], { yaw: 0, pitch: 90, distance: 0.5 });
  expectVec(transformPoint(above, [0, 0, 0]), [0, -1, 2]); // y points down
  expectVec(transformDirection(above, ahead), [0, 1, 0]);
});
