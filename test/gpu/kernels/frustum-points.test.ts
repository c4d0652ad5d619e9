import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { identity4 } from '../../../src/base/geometry';
import { readTensor } from '../../../src/gpu/read';
import { ViewRays } from '../../../src/model/regularizer/camera';
import type { CameraView, RenderOptions } from '../../../src/model/regularizer/types';
import { referencePoint } from '../../helpers/frustum-reference';
import { randomDepths, SMALL_OPTIONS } from '../../helpers/regularizer-random';
import { ASIDE, BACK, PINHOLE, SAME } from '../../helpers/views';

const PLACE = 5e-6; // box units: float32 through a projection, distances up to 4
const CLAMPED = 4; // shaders/frustum-points.wgsl
const [ROWS, COLUMNS] = [6, 7];
const SAMPLES = 12;

const OPTIONS: RenderOptions = { ...SMALL_OPTIONS, rays: [ROWS, COLUMNS] };

const pointsOf = (t: tf.Tensor3D, views: readonly CameraView[], options: RenderOptions): Promise<Float32Array> =>
  readTensor(new ViewRays(views, views.length, options).at(t));

test('one ray by hand: a step to the right, along the same axis', async () => {
  const camera = { fx: 1, fy: 1, cx: 0.5, cy: 0.5 };
  const volumeFromCamera = identity4();
  volumeFromCamera[3] = 0.5; // metres
  const options: RenderOptions = { ...OPTIONS, rays: [1, 1], zNear: 1, zFar: 3, outside: 'zero' };
  const t = tf.tensor3d([-1, 0, 1], [1, 1, 3]); // 1, 2, 3 m: u = .5 + .5 / metres
  const points = await pointsOf(t, [{ volume: camera, camera, volumeFromCamera }], options);
  [1, 0, -1, 1, 0.5, 0, 0, 1, 1 / 3, 0, 1, 1].forEach((want, i) => expect(points[i]).toBeCloseTo(want, 6));
});

test.each([
  ['metric', 'zero'],
  ['metric', 'border'],
  ['disparity', 'zero'],
  ['disparity', 'border'],
] as const)('%s depths, outside %s: as plain float64 has it', async (zRange, outside) => {
  const options: RenderOptions = { ...OPTIONS, zRange, outside };
  const views = [ASIDE, BACK];
  const t = randomDepths([2, ROWS * COLUMNS, SAMPLES], 3);
  const [points, depths] = [await pointsOf(t, views, options), await readTensor(t)];
  let counted = 0;
  depths.forEach((depth, i) => {
    const ray = Math.floor(i / SAMPLES) % (ROWS * COLUMNS);
    const place = { row: Math.floor(ray / COLUMNS), column: ray % COLUMNS };
    const view = views[Math.floor(i / SAMPLES / (ROWS * COLUMNS))]!;
    const { point, counts } = referencePoint(view, place, depth, options);
    const got = [...points.subarray(4 * i, 4 * i + 4)];
    if (!counts) {
      expect(got).toEqual([0, 0, 0, 0]);
      return;
    }
    counted++;
    expect(got[3]).toBe(1);
    point.forEach((want, axis) => {
      expect(Math.abs(got[axis]! - Math.min(Math.max(want, -CLAMPED), CLAMPED))).toBeLessThan(PLACE * 10);
    });
  });
  expect(counted).toBeGreaterThan(depths.length / 8); // the case must have both kinds
  expect(counted).toBeLessThan(depths.length);
});

test('the same camera: points of the orthographic rays, the faces of the box included', async () => {
  for (const zRange of ['metric', 'disparity'] as const) {
    const t = tf.tensor3d(Array.from({ length: 42 }, () => [-1, -0.25, 0.5, 1]).flat(), [1, 42, 4]);
    const points = await pointsOf(t, [SAME], { ...OPTIONS, zRange });
    for (let i = 0; i < 42 * 4; i++) {
      const ray = Math.floor(i / 4);
      const want = [(2 * (ray % 7) + 1) / 7 - 1, (2 * Math.floor(ray / 7) + 1) / 6 - 1, [-1, -0.25, 0.5, 1][i % 4]!, 1];
      want.forEach((value, axis) => expect(Math.abs(points[4 * i + axis]! - value)).toBeLessThan(PLACE));
    }
  }
});

test('extreme cameras give finite points', async () => {
  const wild: CameraView = {
    volume: { ...PINHOLE, fx: 1000, fy: 0.001 },
    camera: { ...PINHOLE, fx: 0.001, cy: 900 },
    volumeFromCamera: Float32Array.of(0, 0, 1, 1e6, 0, 1, 0, -1e6, -1, 0, 0, 1e-9, 0, 0, 0, 1),
  };
  for (const zRange of ['metric', 'disparity'] as const) {
    const t = tf.reshape(tf.linspace(-1, 3, 42 * 8), [1, 42, 8]) as tf.Tensor3D; // past infinite depth, too
    const points = await pointsOf(t, [wild], { ...OPTIONS, zRange, outside: 'border' });
    expect(points.every((value) => Math.abs(value) <= CLAMPED)).toBe(true);
  }
});
