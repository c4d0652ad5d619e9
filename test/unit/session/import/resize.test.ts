/** Samples made smaller: averages checked by hand, labels never mixed. */
import { expect, test } from 'vitest';
import type { Sample } from '../../../../src/data/sample';
import { averageAreas, resized } from '../../../../src/session/import/resize';

const grey = (values: readonly number[]): Uint8Array => Uint8Array.from(values.flatMap((v) => [v, v, v]));
const first = (image: Uint8Array): number[] => Array.from(image).filter((_, i) => i % 3 === 0);

test('an image halved is the mean of four pixels', () => {
  const image = grey([0, 10, 20, 30, 40, 50, 60, 70]);
  expect(first(averageAreas(image, { height: 2, width: 4 }, { height: 1, width: 2 }))).toEqual([25, 45]);
});

test('pixels that are cut count by their share', () => {
  // 3 -> 2: (a + b/2) / 1.5, (b/2 + c) / 1.5
  expect(first(averageAreas(grey([0, 90, 30]), { height: 1, width: 3 }, { height: 1, width: 2 }))).toEqual([30, 50]);
  expect(first(averageAreas(grey([0, 90, 30]), { height: 3, width: 1 }, { height: 2, width: 1 }))).toEqual([30, 50]);
});

test('labels take the pixel under the middle, all channels of it; depth keeps its metres; the camera stays', () => {
  const camera = { intrinsics: { fx: 1, fy: 1, cx: 0.5, cy: 0.5 }, worldFromCamera: new Float32Array(16) };
  const sample: Sample = {
    id: 'a',
    height: 4,
    width: 4,
    image: grey(Array.from({ length: 16 }, () => 100)),
    labels: {
      semseg: Uint8Array.from({ length: 16 }, (_, i) => i),
      depth: Float32Array.from({ length: 16 }, (_, i) => i / 2),
      normals: Float32Array.from({ length: 48 }, (_, i) => i),
    },
    camera,
  };
  const small = resized(sample, 2);
  expect([small.height, small.width]).toEqual([2, 2]);
  expect([...small.labels.semseg!]).toEqual([5, 7, 13, 15]);
  expect([...small.labels.depth!]).toEqual([2.5, 3.5, 6.5, 7.5]);
  expect([...small.labels.normals!.subarray(0, 6)]).toEqual([15, 16, 17, 21, 22, 23]);
  expect(first(small.image)).toEqual([100, 100, 100, 100]);
  expect(small.camera).toBe(camera);
  expect(small.labels).not.toHaveProperty('parts');
});

test('nothing is enlarged', () => {
  const sample: Sample = { id: 'a', height: 2, width: 3, image: new Uint8Array(18), labels: {} };
  expect(resized(sample, 4)).toBe(sample);
  expect(resized(sample, 0)).toBe(sample);
  expect(resized(sample, 1).width).toBe(2); // 1.5, rounded up
});
