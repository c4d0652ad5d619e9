/** Views that cannot be rendered are refused before anything is dispatched. */
import { expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../../../src/base/errors';
import { identity4 } from '../../../src/base/geometry';
import { gpu } from '../../../src/gpu/device';
import { checkViews, ViewRays } from '../../../src/model/regularizer/camera';
import { composedRenderer } from '../../../src/model/regularizer/composed';
import { FreeRenderer } from '../../../src/model/regularizer/free-fused';
import type { CameraView, RenderOptions } from '../../../src/model/regularizer/types';
import { caseTensors } from '../../helpers/regularizer-case';
import { randomCase, SMALL_OPTIONS } from '../../helpers/regularizer-random';
import { ASIDE, BACK, PINHOLE, pose, SAME } from '../../helpers/views';

function withPose(change: (m: Float32Array) => void): CameraView {
  const volumeFromCamera = identity4();
  change(volumeFromCamera);
  return { ...SAME, volumeFromCamera };
}

const FLIP = (m: Float32Array): void => {
  m[0] = -1;
};

const BAD: readonly [what: string, view: CameraView, message: RegExp][] = [
  ['NaN in the pose', withPose((m) => (m[7] = NaN)), /view 0 holds a number that is not finite/],
  ['an infinite translation', withPose((m) => (m[3] = Infinity)), /not finite/],
  ['a singular pose', withPose((m) => (m[5] = 0)), /view 0 is singular/],
  ['a scaled pose', withPose((m) => (m[0] = m[5] = m[10] = 1.1)), /scales, shears or mirrors/],
  ['a sheared pose', withPose((m) => (m[1] = 0.2)), /scales, shears or mirrors/],
  ['a mirrored pose', withPose(FLIP), /scales, shears or mirrors/],
  ['a projective last row', withPose((m) => (m[14] = 0.5)), /another last row/],
  ['a pose of 3x4', { ...SAME, volumeFromCamera: identity4().slice(0, 12) }, /has 12 numbers/],
  ['a far translation', withPose((m) => (m[3] = 1e7)), /more than 1000000 m/],
  ['no focal length', { ...SAME, camera: { ...PINHOLE, fx: 0 } }, /looking camera of view 0 has focal lengths 0, 1.07/],
  ['a negative focal length', { ...SAME, volume: { ...PINHOLE, fy: -1 } }, /volume's camera of view 0 .* 0.81, -1/],
  ['an infinite focal length', { ...SAME, camera: { ...PINHOLE, fy: Infinity } }, /Infinity/],
  ['a focal length of NaN', { ...SAME, camera: { ...PINHOLE, fx: NaN } }, /NaN/],
  ['a centre of NaN', { ...SAME, camera: { ...PINHOLE, cy: NaN } }, /centre at 0.52, NaN/],
];

test.each(BAD)('%s', (_, view, message) => {
  expect(() => checkViews([view], 1, SMALL_OPTIONS)).toThrow(InputError);
  expect(() => checkViews([view], 1, SMALL_OPTIONS)).toThrow(message);
});

test.each<[Partial<RenderOptions>, RegExp]>([
  [{ zNear: 4, zFar: 2 }, /zNear 4 and zFar 2/],
  [{ zNear: -1 }, /zNear -1/],
  [{ zRange: 'linear' }, /"linear"/],
])('depths without metres: %o', (options, message) => {
  expect(() => checkViews([SAME], 1, { ...SMALL_OPTIONS, ...options })).toThrow(message);
});

test('good views pass, poses of float32 products among them', () => {
  expect(() => checkViews([SAME, ASIDE, BACK], 3, SMALL_OPTIONS)).not.toThrow();
  expect(() => checkViews([{ ...SAME, volumeFromCamera: pose([1, 2], [3, 4, 5]) }], 1, SMALL_OPTIONS)).not.toThrow();
});

test.each([
  ['composed', composedRenderer(SMALL_OPTIONS)],
  ['free', new FreeRenderer(SMALL_OPTIONS)],
] as const)('the %s renderer refuses at the door: nothing is dispatched', async (_, renderer) => {
  const { planes, fields, positions } = caseTensors(randomCase(SMALL_OPTIONS));
  const bad = BAD[0]![1];
  const { profiler } = gpu().backend;
  profiler.begin();
  expect(() => renderer.render(planes, fields, positions, [SAME, bad])).toThrow(InputError);
  expect(() => renderer.density(planes, fields, positions, [SAME, bad])).toThrow(InputError);
  expect(() => renderer.render(planes, fields, positions, [SAME])).toThrow('1 views were given for 2 images');
  expect(() => renderer.render(planes, fields, tf.zeros([2, 12, 0]), [SAME, SAME])).toThrow(/at least one sample/);
  expect((await profiler.end()).launches).toBe(0);
});

test('rays without samples', () => {
  expect(() => new ViewRays([SAME], 1, SMALL_OPTIONS).at(tf.zeros([1, 12, 0]))).toThrow(/0 samples/);
});
