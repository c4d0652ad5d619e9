/** Labels of a second view in the frame of the first, by hand and against a scene that is known exactly. */
import { expect, test } from 'vitest';
import { identity4, invertRigid, lookAt, multiply4 } from '../../../src/base/geometry';
import type { Camera, Sample } from '../../../src/data/sample';
import { labelsSeenFrom } from '../../../src/data/second-view';

const [HEIGHT, WIDTH] = [4, 6] as const;
const PIXELS = HEIGHT * WIDTH;
const intrinsics = { fx: 1, fy: 1.5, cx: 0.5, cy: 0.5 };
const range = { zNear: 0.5, zFar: 10, depthAlong: 'first' } as const;

type Posed = Sample & { readonly camera: Camera };

/** Looks at a wall at right angles. */
function wallAt(depth: number, worldFromCamera = identity4()): Posed {
  const normals = Float32Array.from({ length: 3 * PIXELS }, (_, i) => (i % 3 === 2 ? 1 : 0));
  return {
    id: 'wall',
    height: HEIGHT,
    width: WIDTH,
    image: new Uint8Array(3 * PIXELS),
    labels: {
      depth: new Float32Array(PIXELS).fill(depth),
      normals,
      semseg: new Uint8Array(PIXELS).fill(3),
      boundary: new Uint8Array(PIXELS),
    },
    camera: { intrinsics, worldFromCamera },
  };
}

const moved = (x: number, y: number, z: number): Float32Array => {
  const pose = identity4();
  pose.set([x], 3);
  pose.set([y], 7);
  pose.set([z], 11);
  return pose;
};

test('seen from itself, a view keeps its labels', () => {
  const view = wallAt(2);
  const seen = labelsSeenFrom(view.camera, view, { firstFromSecond: identity4(), ...range });
  expect(seen).toEqual(view.labels);
});

test('a step back by 1 m: depths of the first camera are 1 m less; along the second they stay', () => {
  const first = wallAt(2);
  const second = wallAt(3, moved(0, 0, -1));
  const firstFromSecond = moved(0, 0, -1);
  const seen = labelsSeenFrom(first.camera, second, { firstFromSecond, ...range });
  const known = [...seen.depth!].filter((depth) => depth > 0);
  expect(new Set(known)).toEqual(new Set([2]));
  expect(known.length).toBeLessThan(PIXELS); // the second camera sees more of the wall than the first
  const own = labelsSeenFrom(first.camera, second, { firstFromSecond, ...range, depthAlong: 'second' });
  expect(new Set([...own.depth!].filter((depth) => depth > 0))).toEqual(new Set([3]));
});

test('points outside of the first volume have no label of any kind', () => {
  const first = wallAt(2);
  const second = wallAt(2, moved(1, 0, 0)); // half an image to the right at 2 m
  const seen = labelsSeenFrom(first.camera, second, { firstFromSecond: moved(1, 0, 0), ...range });
  for (let i = 0; i < PIXELS; i++) {
    const inside = i % WIDTH < WIDTH / 2;
    expect(seen.semseg![i]).toBe(inside ? 3 : 255);
    expect(seen.boundary![i]).toBe(inside ? 0 : 255);
    expect(seen.depth![i]).toBe(inside ? 2 : 0);
    expect([...seen.normals!.subarray(3 * i, 3 * i + 3)]).toEqual(inside ? [0, 0, 1] : [0, 0, 0]);
  }
  const near = labelsSeenFrom(first.camera, first, { firstFromSecond: identity4(), ...range, zFar: 1.5 });
  expect([...near.semseg!]).toEqual(new Array(PIXELS).fill(255));
});

test('unknown depth: the other labels stay, the depth stays unknown', () => {
  const view = wallAt(0);
  const seen = labelsSeenFrom(view.camera, view, { firstFromSecond: identity4(), ...range });
  expect(seen).toEqual(view.labels);
  const { depth: _depth, ...rest } = view.labels;
  expect(labelsSeenFrom(view.camera, { ...view, labels: rest }, { firstFromSecond: identity4(), ...range })).toEqual(
    rest,
  );
});

test('normals turn with the camera: of a floor they are the same vector of the world', () => {
  const worldFromFirst = lookAt([0, 1.5, 0], [0, 0.5, 3], 0.1);
  const worldFromSecond = lookAt([0.4, 1.3, 0.2], [0.5, 0.2, 3], -0.2);
  /** Up, in the axes of normals: x right, y up, z towards the camera. */
  const upIn = (worldFromCamera: Float32Array): number[] => {
    const m = invertRigid(worldFromCamera);
    return [m[1]!, -m[5]!, -m[9]!];
  };
  const up = upIn(worldFromSecond);
  const floor = wallAt(0, worldFromSecond);
  const labels = { normals: Float32Array.from({ length: 3 * PIXELS }, (_, i) => up[i % 3]!) };
  const firstFromSecond = multiply4(invertRigid(worldFromFirst), worldFromSecond);
  const seen = labelsSeenFrom(floor.camera, { ...floor, labels }, { firstFromSecond, ...range });
  const want = upIn(worldFromFirst);
  seen.normals!.forEach((value, i) => expect(value).toBeCloseTo(want[i % 3]!, 6));
});
