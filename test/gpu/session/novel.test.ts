/** The field from another camera: at home it is the image's own rendering; elsewhere it is not; bad wishes are refused. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { identity4, project, transformPoint, invertRigid } from '../../../src/base/geometry';
import { AT_HOME, orbitPose } from '../../../src/base/volume';
import { metresOfZ } from '../../../src/base/z-range';
import type { RegularizerConfig } from '../../../src/config/regularizer';
import type { Sample } from '../../../src/data/sample';
import type { NovelPlace, Painted } from '../../../src/protocol/views';
import { look } from '../../../src/session/views/look';
import { lensOf, novelView } from '../../../src/session/views/novel';
import { rayView } from '../../../src/session/views/ray';
import { sampleView } from '../../../src/session/views/sample';
import { expectClose } from '../../helpers/close';
import { configOf, contextOf, SAMPLES, withContext } from '../../helpers/view-context';

/**
 * Levels of 255, in the mean. The second camera computes its samples' places in another order, so an importance
 * sample now and then falls into a neighbouring bin and a pixel near a class border changes.
 */
const SAME = 1;
const RAY = 1e-4;
const PIXEL = { row: 13, column: 30 };
const ELSEWHERE = { yaw: 30, pitch: 15, distance: 0.8 };

function difference(a: Painted, b: Painted): number {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  return a.rgba.reduce((sum, value, k) => sum + Math.abs(value - b.rgba[k]!), 0) / a.rgba.length;
}

const SETTINGS: readonly { name: string; options: Partial<RegularizerConfig> }[] = [
  { name: 'metric', options: {} },
  { name: 'disparity', options: { zRange: 'disparity' } },
  { name: 'density per task', options: { density: 'per_task' } },
];

test.each(SETTINGS)('$name: at home it shows what the maps show, elsewhere something else', async ({ options }) => {
  await withContext(async (context) => {
    const sample = await sampleView(context, 0);
    const home = await novelView(context, 0, { pixel: PIXEL, place: AT_HOME });
    const away = await novelView(context, 0, { pixel: PIXEL, place: ELSEWHERE });
    expect(home.maps.map(({ task }) => task)).toEqual(sample.maps.map(({ task }) => task));
    home.maps.forEach(({ rendered, legend, truth }, k) => {
      expect(difference(rendered, sample.maps[k]!.rendered!)).toBeLessThan(SAME);
      expect(legend).toEqual(sample.maps[k]!.legend);
      expect(truth).toBeNull();
    });
    expect(home.absorbed.mean).toBeCloseTo(sample.absorbed!.mean, 3);
    expect(difference(home.absorbed.map, away.absorbed.map)).toBeGreaterThan(SAME);
    expect(away).toMatchObject({ index: 0, step: 7, place: ELSEWHERE, assumed: true, image: null, others: [] });
    expect(away.expectedZ.words).toMatch(/^\d+\.\d\d m$/);
  }, configOf(options));
});

test('it turns about the point that the picked pixel’s ray expects', async () => {
  await withContext(async (context) => {
    const { centre, volume, volumeFromCamera } = await novelView(context, 0, { pixel: PIXEL, place: ELSEWHERE });
    const { expectedZ } = await rayView(context, 0, { pixel: PIXEL, samples: 0 });
    expectClose([centre[2]], [metresOfZ(expectedZ, volume)], RAY, 'depth');
    expectClose([...volumeFromCamera], [...orbitPose(centre, ELSEWHERE)], RAY, 'pose');
    const seen = project(volume.pinhole, transformPoint(invertRigid(volumeFromCamera), centre));
    expectClose([...seen], [30.5 / 48, 13.5 / 32], RAY, 'its place in the picture');
  });
});

test('an image without a camera has a lens of 60 degrees across with square pixels', () => {
  const { fx, fy, cx, cy } = lensOf({ height: 30, width: 40 });
  expect(2 * Math.atan(0.5 / fx) * (180 / Math.PI)).toBeCloseTo(60, 9);
  expect(fy * 30).toBeCloseTo(fx * 40, 9);
  expect([cx, cy]).toEqual([0.5, 0.5]);
});

/** The second image's camera stands a little to the right. */
function posed(): Sample[] {
  const intrinsics = { fx: 0.8, fy: 1.2, cx: 0.5, cy: 0.5 };
  const right = identity4();
  right[3] = 0.25;
  return [identity4(), right].map((worldFromCamera, k) => ({
    ...SAMPLES[k]!,
    camera: { intrinsics, worldFromCamera },
  }));
}

test('from the camera of another image of the scene, with its truth beside', async () => {
  const bare = contextOf(configOf(), posed());
  const info = { ...bare.dataset.info, scenes: { train: [], val: [0] } };
  const context = { ...bare, dataset: { ...bare.dataset, info, read: bare.dataset.read.bind(bare.dataset) } };
  const own = await novelView(context, 0, { pixel: PIXEL, place: AT_HOME });
  expect(own.others).toEqual([1]);
  expect(own.assumed).toBe(false);
  const beside = await novelView(context, 0, { pixel: PIXEL, place: { image: 1 } });
  expectClose([...beside.volumeFromCamera], [1, 0, 0, 0.25, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], RAY, 'pose');
  expect([...beside.image!.rgba.subarray(0, 3)]).toEqual([...SAMPLES[1]!.image.subarray(0, 3)]);
  const truths = (await sampleView(context, 1)).maps.map(({ truth }) => truth!);
  const normals = beside.maps.findIndex(({ task }) => task === 'normals'); // no scale: the same colours in both
  expect(difference(beside.maps[normals]!.truth!, truths[normals]!)).toBe(0);
  for (const { truth } of beside.maps) expect(truth).not.toBeNull();
  context.model.dispose();
});

test('what cannot be looked at is refused in a sentence', async () => {
  const refused = (place: NovelPlace, sentence: string, options: Partial<RegularizerConfig> = {}) =>
    withContext(
      (context) => expect(novelView(context, 0, { pixel: PIXEL, place })).rejects.toThrow(new InputError(sentence)),
      configOf(options),
    );
  await refused({ ...AT_HOME, yaw: 120 }, "The camera's yaw is 120; allowed is -90 to 90.");
  await refused({ ...AT_HOME, distance: NaN }, "The camera's distance is NaN; allowed is 0.1 to 4.");
  await refused({ image: 1 }, 'The image "synthetic-1" has no camera, so it cannot be looked at from another image.');
  await refused({ image: 2 }, 'Image 2 was asked for; made up has 2 held-out images: 0 to 1.');
  await refused(
    AT_HOME,
    'z of this run\'s box has no metres (regularizer.zRange is "linear"), so no other camera can be placed; runs with "metric" or "disparity" can.',
    { zRange: 'linear' },
  );
  await refused(AT_HOME, 'This run has no regularizer, so there is no field to look at from elsewhere.', {
    enabled: false,
  });
});

test('a second camera leaves no tensor behind, and reads the image once', async () => {
  await withContext(async (context) => {
    const turned = (yaw: number) => novelView(context, 0, { pixel: PIXEL, place: { ...AT_HOME, yaw } });
    await turned(5);
    const before = tf.memory().numTensors;
    await turned(10);
    expect(tf.memory().numTensors - before).toBe(0);
    expect(context.dataset.reads).toBe(1);
    expect((await look(context, 0)).sample.id).toBe('synthetic-1');
  });
});
