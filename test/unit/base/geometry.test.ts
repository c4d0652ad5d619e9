import { expect, test } from 'vitest';
import {
  cross3,
  invertRigid,
  lookAt,
  multiply4,
  project,
  transformDirection,
  transformPoint,
  turnY,
  unproject,
  type Vec3,
} from '../../../src/base/geometry';

const F32 = 6; // digits: poses are float32

function expectVec(got: readonly number[], want: readonly number[]): void {
  expect(got.length).toBe(want.length);
  want.forEach((value, i) => expect(got[i]!).toBeCloseTo(value, F32));
}

test('x cross y is z', () => {
  expect(cross3([1, 0, 0], [0, 1, 0])).toEqual([0, 0, 1]);
});

test('a quarter turn about y takes z to x and x to -z', () => {
  expectVec(turnY([0, 0, 1], Math.PI / 2), [1, 0, 0]);
  expectVec(turnY([1, 5, 0], Math.PI / 2), [0, 5, -1]);
});

test('a camera that looks along -z of a y-up world has x right and y down', () => {
  const worldFromCamera = lookAt([1, 2, 3], [1, 2, 0]);
  expectVec(transformPoint(worldFromCamera, [0, 0, 0]), [1, 2, 3]);
  expectVec(transformDirection(worldFromCamera, [0, 0, 1]), [0, 0, -1]);
  expectVec(transformDirection(worldFromCamera, [1, 0, 0]), [1, 0, 0]);
  expectVec(transformDirection(worldFromCamera, [0, 1, 0]), [0, -1, 0]);
});

test('a quarter roll, clockwise, turns the right of the camera to the ground', () => {
  expectVec(transformDirection(lookAt([0, 0, 0], [0, 0, -1], Math.PI / 2), [1, 0, 0]), [0, -1, 0]);
});

test('invertRigid undoes a pose', () => {
  const worldFromCamera = lookAt([0.3, 1.4, -2], [1, 0.5, 2], 0.1);
  const product = multiply4(invertRigid(worldFromCamera), worldFromCamera);
  expectVec([...product], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
});

test('multiply4 applies its right factor first', () => {
  const shift = Float32Array.of(1, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  const double = Float32Array.of(2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1);
  expectVec(transformPoint(multiply4(shift, double), [1, 1, 1]), [7, 2, 2]);
});

test('project and unproject by hand', () => {
  const intrinsics = { fx: 0.8, fy: 1, cx: 0.5, cy: 0.5 };
  const point: Vec3 = [1, -0.5, 4];
  expectVec(project(intrinsics, point), [0.7, 0.375]);
  expectVec(unproject(intrinsics, [0.7, 0.375], 4), point);
});
