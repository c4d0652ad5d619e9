/** Where the slice of the density and the second camera's frustum lie in the box, by hand. */
import { expect, test } from 'vitest';
import { identity4 } from '../../../src/base/geometry';
import { AT_HOME, orbitPose } from '../../../src/base/volume';
import { frustumEdges, pictureOutline, poseOf, sightLine } from '../../../src/inspector/frustum';
import { wallPoint } from '../../../src/inspector/geometry';
import { densityOn, ontoSlice, slicePoint, sliceWords } from '../../../src/inspector/slice';
import type { NovelView, SliceView } from '../../../src/protocol/views';

const F32 = 5; // digits

const sliceOf = (axis: SliceView['axis'], position: number, width = 2): SliceView => ({
  index: 0,
  step: 1,
  axis,
  position,
  painted: { width, height: 4 / width, rgba: new Uint8ClampedArray(16) },
  values: Float32Array.of(1, 2, 3, 4),
  legend: { kind: 'ramp', low: 0, high: 4, unit: '', stops: [] },
});

test('a slice is laid out as the plane across the same axis', () => {
  for (const [axis, plane] of [
    ['z', 'xy'],
    ['y', 'xz'],
    ['x', 'yz'],
  ] as const) {
    const wall = wallPoint(plane, 0.25, -0.5);
    expect(slicePoint({ axis, position: 0.7 }, 0.25, -0.5)).toEqual(ontoSlice({ axis, position: 0.7 }, wall));
  }
});

test('what it holds at a point: the texel there, in words', () => {
  const across = sliceOf('z', 0.5);
  expect(densityOn(across, [-0.5, -0.5, 0.5])).toBe(1);
  expect(densityOn(across, [0.5, -0.5, 0.5])).toBe(2);
  expect(densityOn(across, [-0.5, 0.5, 0.5])).toBe(3);
  expect(densityOn(sliceOf('x', 0), [0, -0.5, 0.5])).toBe(2); // columns z, rows y
  expect(densityOn(sliceOf('y', 0), [0.5, 0, -0.5])).toBe(2); // columns x, rows z
  expect(sliceWords(across, [0.5, -0.25, 0.5])).toBe('σ 2.000 at x .50, y −.25, z .50');
});

const lens = { fx: 0.9, fy: 1.2, cx: 0.5, cy: 0.5 };
const sight = { volume: { pinhole: lens, zRange: 'metric', zNear: 0.5, zFar: 10 }, camera: lens } as const;

test('the first camera’s own frustum is the box: its edges run along z, its picture stands across it', () => {
  const edges = frustumEdges(sight, identity4());
  expect(edges.length).toBe(4);
  for (const line of edges) {
    const [near, far] = [line[0]!, line.at(-1)!];
    near.forEach((value) => expect(Math.abs(value)).toBeCloseTo(1, F32));
    expect([near[2], far[2]]).toEqual([expect.closeTo(-1, F32), expect.closeTo(1, F32)]);
    expect([far[0], far[1]]).toEqual([expect.closeTo(near[0], F32), expect.closeTo(near[1], F32)]);
  }
  const corners = pictureOutline(sight, identity4(), 5.25).map((line) => line[0]!);
  expect(corners.map((point) => point.map((value) => Math.round(value)))).toEqual([
    [-1, -1, 0],
    [1, -1, 0],
    [1, 1, 0],
    [-1, 1, 0],
  ]);
});

test('a camera that was turned far leaves no line behind the first camera, nor far outside the box', () => {
  const pose = orbitPose([0, 0, 2], { yaw: 75, pitch: 30, distance: 1.8 });
  const lines = [...frustumEdges(sight, pose), ...pictureOutline(sight, pose, 3.6)];
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines)
    for (const point of line) for (const value of point) expect(Math.abs(value)).toBeLessThanOrEqual(1.35);
});

test('its line of sight passes the point that it turns about', () => {
  const pose = orbitPose([0, 0, 2], { yaw: 20, pitch: 10, distance: 1 });
  const line = sightLine(sight, pose, [0, 0, 2]).flat();
  const nearest = Math.min(...line.map(([x, y, z]) => Math.hypot(x, y, z + 1 - (2 * 1.5) / 9.5)));
  expect(nearest).toBeCloseTo(0, F32);
});

test('an image’s camera stands where the answer says, the other where it is wished', () => {
  const novel = { ...sight, centre: [0, 0, 2], volumeFromCamera: Float32Array.of(7) } as unknown as NovelView;
  expect(poseOf({ on: true, orbit: AT_HOME, image: 1 }, novel)).toBe(novel.volumeFromCamera);
  const home = poseOf({ on: true, orbit: AT_HOME, image: null }, novel);
  identity4().forEach((value, i) => expect(home[i]).toBeCloseTo(value, F32));
});
