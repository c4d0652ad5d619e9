/** Which part of a stored image the network sees, and where: by hand for every fit, and against `fitted` itself. */
import { describe, expect, test } from 'vitest';
import type { Crop } from '../../../../src/data/augment/crop';
import { fitted, type Fit } from '../../../../src/data/augment/fit';
import { ownSize, seenOf } from '../../../../src/data/augment/seen';
import type { AugmentRule } from '../../../../src/data/augment/rules';
import type { Sample } from '../../../../src/data/sample';

const IGNORE = 255;

const RULES: AugmentRule[] = [{ label: 'semseg', channels: 1, empty: IGNORE, flip: 'keep', zoom: 'keep' }];

/** Every pixel has a label. */
const numbered = (height: number, width: number): Sample => ({
  id: `${height}x${width}`,
  height,
  width,
  image: new Uint8Array(3 * height * width),
  labels: { semseg: Uint8Array.from({ length: height * width }, (_, i) => i % IGNORE) },
});

const crop = (top: number, left: number, height: number, width: number) => ({ top, left, height, width });

test.each<[Fit, readonly [number, number], Crop, Crop]>([
  // Into 8x12. Twice as large, and narrower: one column of padding left, two right (12 - 9 = 3).
  ['contain', [16, 18], crop(0, 0, 16, 18), crop(0, 1, 8, 9)],
  // Wider: 12 / 7 = 1.71, so 3 rows become 5; one row of padding above, two below.
  ['contain', [3, 7], crop(0, 0, 3, 7), crop(1, 0, 5, 12)],
  ['stretch', [5, 31], crop(0, 0, 5, 31), crop(0, 0, 8, 12)],
  ['pad', [5, 9], crop(0, 0, 5, 9), crop(1, 1, 5, 9)],
  // Larger than the input: its middle is seen, (11 - 8) / 2 and (19 - 12) / 2, rounded down.
  ['pad', [11, 19], crop(1, 3, 8, 12), crop(0, 0, 8, 12)],
  // Higher and narrower.
  ['pad', [11, 9], crop(1, 0, 8, 9), crop(0, 1, 8, 9)],
])('%s of %j into 8x12', (fit, [height, width], stored, network) => {
  expect(seenOf({ height, width }, { input: [8, 12], fit })).toEqual({ stored, network });
});

describe.each<Fit>(['contain', 'pad', 'stretch'])('%s', (fit) => {
  const options = { input: [8, 12] as const, fit, rules: RULES };

  test('an image of the input’s size is itself, whole', () => {
    const sample = numbered(8, 12);
    const own = ownSize(sample, options);
    expect(own.truth).toBe(sample);
    expect(own.image).toBe(sample);
    expect(own.part).toEqual(crop(0, 0, 8, 12));
  });

  test.each([
    [3, 7],
    [11, 19],
    [11, 9],
    [16, 18],
  ])('of %ix%i what is labelled in the input is that part', (height, width) => {
    const { truth, image, part } = ownSize(numbered(height, width), options);
    expect(image).toEqual(fitted(numbered(height, width), options));
    const labels = image.labels.semseg!;
    const inside = (y: number, x: number): boolean =>
      y >= part.top && y < part.top + part.height && x >= part.left && x < part.left + part.width;
    const want = Array.from(labels, (_, i) => inside(Math.floor(i / 12), i % 12));
    expect(Array.from(labels, (label) => label !== IGNORE)).toEqual(want);
    if (fit === 'pad') {
      const found = Array.from(labels).filter((label) => label !== IGNORE);
      expect(Array.from(truth.labels.semseg!)).toEqual(found);
      expect([truth.height, truth.width]).toEqual([part.height, part.width]);
    } else expect(truth.labels.semseg).toEqual(numbered(height, width).labels.semseg);
  });
});
