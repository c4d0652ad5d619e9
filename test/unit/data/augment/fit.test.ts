/** Images of any size brought to the network's, and what their cameras and labels say then. */
import { expect, test } from 'vitest';
import { identity4, project } from '../../../../src/base/geometry';
import { fitted, fittedDataset, fittedSize } from '../../../../src/data/augment/fit';
import type { Camera, Sample } from '../../../../src/data/sample';
import { numbered, RULES } from '../../../helpers/augmenting';

const CAMERA: Camera = { intrinsics: { fx: 0.8, fy: 1.1, cx: 0.48, cy: 0.53 }, worldFromCamera: identity4() };

test('sizes: to fit with the aspect kept, as it is, or exactly', () => {
  const of = (fit: 'contain' | 'pad' | 'stretch') => fittedSize({ height: 480, width: 640 }, [128, 192], fit);
  expect(of('contain')).toEqual([128, 171]);
  expect(of('pad')).toEqual([480, 640]);
  expect(of('stretch')).toEqual([128, 192]);
  expect(fittedSize({ height: 100, width: 400 }, [64, 64], 'contain')).toEqual([16, 64]);
});

test('a sample of the input’s size is untouched: the same object', () => {
  const sample = numbered(12, 16);
  for (const fit of ['contain', 'pad', 'stretch'] as const)
    expect(fitted(sample, { input: [12, 16], fit, rules: RULES })).toBe(sample);
});

test('contained: half as large, no labels and the mean colour at both sides', () => {
  const sample: Sample = { ...numbered(8, 8), camera: CAMERA };
  const small = fitted(sample, { input: [4, 8], fit: 'contain', rules: RULES });
  expect([small.height, small.width]).toEqual([4, 8]);
  const expected = (x: number, y: number): number => (x < 2 || x > 5 ? 255 : (16 * y + 2 * (x - 2)) % 40);
  small.labels.semseg!.forEach((label, i) => expect(label).toBe(expected(i % 8, Math.floor(i / 8))));
  const depth = small.labels.depth!;
  expect([depth[1], depth[6], depth[2]]).toEqual([0, 0, sample.labels.depth![0]]); // fitting is no zoom: not divided
  expect([...small.labels.normals!.subarray(0, 6)]).toEqual([0, 0, 0, 0, 0, 0]);
  expect([...small.image.subarray(0, 3)]).toEqual([124, 116, 104]);
  const mean = (channel: number): number =>
    [0, 1, 8, 9].reduce((sum, pixel) => sum + sample.image[3 * pixel + channel]! / 4, 0);
  for (const channel of [0, 1, 2])
    expect(Math.abs(small.image[3 * 2 + channel]! - mean(channel))).toBeLessThanOrEqual(0.5);
  const { fx, fy, cx, cy } = small.camera!.intrinsics;
  expect(fx).toBeCloseTo(0.8 * (4 / 8), 9);
  expect(fy).toBeCloseTo(1.1, 9);
  expect([cx * 8, cy]).toEqual([expect.closeTo(0.48 * 4 + 2, 9), expect.closeTo(0.53, 9)]);
});

test('padded and cropped at the middle, without scaling', () => {
  const sample: Sample = { ...numbered(6, 10), camera: CAMERA };
  const changed = fitted(sample, { input: [9, 6], fit: 'pad', rules: RULES });
  changed.labels.saliency!.forEach((label, i) => {
    const [x, y] = [(i % 6) + 2, Math.floor(i / 6) - 1];
    expect(label).toBe(y < 0 || y > 5 ? 255 : (y * 10 + x) % 2);
  });
  const point = [0.1, -0.2, 1.5] as const;
  const before = project(CAMERA.intrinsics, point);
  const after = project(changed.camera!.intrinsics, point);
  expect(after[0] * 6).toBeCloseTo(before[0] * 10 - 2, 9);
  expect(after[1] * 9).toBeCloseTo(before[1] * 6 + 1, 9);
});

test('stretched: relative intrinsics stay, labels nearest, normals of unit length', () => {
  const sample: Sample = { ...numbered(6, 10), camera: CAMERA };
  const changed = fitted(sample, { input: [12, 10], fit: 'stretch', rules: RULES });
  expect(changed.camera!.intrinsics).toEqual(CAMERA.intrinsics);
  changed.labels.parts!.forEach((label, i) => expect(label).toBe((Math.floor(i / 20) * 10 + (i % 10)) % 7));
  for (let i = 0; i < 120; i++)
    expect(Math.hypot(...changed.labels.normals!.subarray(3 * i, 3 * i + 3))).toBeCloseTo(1, 5);
});

test('a sample that lacks labels stays without them', () => {
  const { image } = numbered(8, 8);
  const bare: Sample = { id: 'bare', height: 8, width: 8, image, labels: { depth: new Float32Array(64).fill(2) } };
  for (const fit of ['contain', 'pad', 'stretch'] as const)
    expect(Object.keys(fitted(bare, { input: [4, 8], fit, rules: RULES }).labels)).toEqual(['depth']);
});

test('a data set of mixed sizes becomes one of the input’s', async () => {
  const samples = [numbered(8, 8), numbered(4, 12)];
  const info = {
    name: 'mixed',
    height: 8,
    width: 12,
    mixedSizes: true,
    counts: { train: 0, val: 2 },
    meanDepth: 2,
    labelSet: 'nyuv2-40',
    labels: ['depth'],
  } as const;
  const dataset = fittedDataset(
    { info, read: async (_, index) => samples[index]! },
    { input: [6, 6], fit: 'contain', rules: RULES },
  );
  expect(dataset.info).toEqual({ ...info, height: 6, width: 6, mixedSizes: false });
  for (const index of [0, 1]) expect(await dataset.read('val', index)).toMatchObject({ height: 6, width: 6 });
});
