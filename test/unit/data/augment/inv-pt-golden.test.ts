/** The operations of InvPT's augmentation against the published code's values, given their draws. */
import { expect, test } from 'vitest';
import { hsvOf, rgbOf } from '../../../../src/data/augment/hsv';
import { fitted } from '../../../../src/data/augment/fit';
import { padded } from '../../../../src/data/augment/pad';
import { applyPhotometric, type Photometric } from '../../../../src/data/augment/photometric';
import { flippedSample, placed } from '../../../../src/data/augment/place';
import { cubicPlaces, linearPlaces, nearestPlaces } from '../../../../src/data/augment/places';
import { atCubic, atNearest, fillLinear } from '../../../../src/data/augment/resample';
import { zoomedLabels } from '../../../../src/data/augment/zoom';
import { normalizeImages } from '../../../../src/data/normalize';
import type { Sample } from '../../../../src/data/sample';
import { RULES } from '../../../helpers/augmenting';
import { expectClose } from '../../../helpers/close';
import { readGolden } from '../../../helpers/golden';

const golden = readGolden('mtl/augment_invpt.safetensors');
const resized = readGolden('mtl/resize_reference.safetensors');
const values = (name: string): Float32Array => golden.get(name).data;
const bytes = (name: string): Uint8Array => Uint8Array.from(values(name));

const INPUT: Sample = {
  id: 'input',
  height: 40,
  width: 56,
  image: bytes('input/image'),
  labels: {
    semseg: bytes('input/semseg'),
    depth: values('input/depth'),
    normals: values('input/normals'),
    boundary: bytes('input/edge'),
  },
};
const NAMES = { semseg: 'semseg', depth: 'depth', normals: 'normals', boundary: 'edge' } as const;

const positiveZero = (value: number): number => value + 0; // -0 + 0 is 0

function expectLabels({ labels }: Sample, name: string): void {
  for (const [label, published] of Object.entries(NAMES) as [keyof typeof NAMES, string][]) {
    expect([...labels[label]!], `${name}/${label}`).toEqual([...values(`${name}/${published}`)].map(positiveZero));
  }
}

const whole = (height: number, width: number) => ({ top: 0, left: 0, height, width });

test.each([0.5, 0.73, 1.37])('scaled by %s: image bilinear, labels nearest, depth divided', (scale) => {
  const name = `scale_${scale}`;
  const [height, width] = [Math.trunc(40 * scale), Math.trunc(56 * scale)];
  expect(golden.get(`${name}/image`).shape).toEqual([height, width, 3]);
  const rows = linearPlaces({ from: 40, to: height });
  const columns = linearPlaces({ from: 56, to: width });
  const image = Float32Array.from(INPUT.image);
  const exact = fillLinear(
    { values: image, width: 56, channels: 3 },
    { rows, columns, offset: 0 },
    new Float32Array(3 * height * width),
  );
  expectClose([...exact], [...values(`${name}/image`)], 1e-3, 'image');

  const size = [height, width] as const;
  const placement = { size, crop: whole(height, width), flipped: false, bytes: 'cut' } as const;
  const sample = zoomedLabels(placed(INPUT, placement, RULES), scale, RULES);
  expectLabels({ ...sample, labels: { ...sample.labels, depth: values(`${name}/depth`) } }, name);
  expectClose([...sample.labels.depth!], [...values(`${name}/depth`)], 1e-5, 'depth');
  sample.image.forEach((byte, i) => {
    const published = values(`${name}/image`)[i]!;
    const whole = Math.round(published);
    const close = Math.abs(published - whole) < 1e-3; // float32's rounding decides which side it is cut to
    expect(close ? [whole - 1, whole] : [Math.trunc(published)]).toContain(byte);
  });
});

test('mirrored, cropped, padded', () => {
  const flipped = flippedSample(INPUT, RULES);
  expectLabels(flipped, 'flip');
  expect([...flipped.image]).toEqual([...values('flip/image')]);

  const crop = { top: 5, left: 9, height: 24, width: 32 };
  const cropped = placed(INPUT, { size: [40, 56], crop, flipped: false, bytes: 'cut' }, RULES);
  expectLabels(cropped, 'crop_5_29_9_41');
  expect([...cropped.image]).toEqual([...values('crop_5_29_9_41/image')]);

  const around = padded(INPUT, [48, 61], RULES);
  expectLabels(around, 'pad_48x61');
  const inside = values('pad_48x61/semseg').map((_, i) => {
    const [row, column] = [Math.floor(i / 61), i % 61];
    return row >= 4 && row < 44 && column >= 2 && column < 58 ? 1 : 0;
  });
  around.image.forEach((byte, i) => {
    const published = values('pad_48x61/image')[i]!;
    const expected = inside[Math.floor(i / 3)] ? published : [124, 116, 104][i % 3]!;
    expect(byte).toBe(expected);
  });
});

test('evaluation pads and changes nothing else; padding is the mean colour to half a level', () => {
  const sample = fitted(INPUT, { input: [48, 64], fit: 'pad', rules: RULES });
  const image = normalizeImages([sample]);
  const published = values('test_pipeline_48x64/image'); // channels first
  const pixels = 48 * 64;
  const halfLevel = 0.5 / 255 / 0.224;
  for (let i = 0; i < pixels; i++) {
    const [row, column] = [Math.floor(i / 64), i % 64];
    const inside = row >= 4 && row < 44 && column >= 4 && column < 60;
    for (let c = 0; c < 3; c++) {
      const difference = Math.abs(image[3 * i + c]! - published[c * pixels + i]!);
      expect(difference).toBeLessThan(inside ? 1e-5 : halfLevel);
    }
  }
  expect([...sample.labels.semseg!]).toEqual([...values('test_pipeline_48x64/semseg')]);
  const depth = values('test_pipeline_48x64/depth').map((value) => (value === 255 ? 0 : value)); // before ignore marks
  expect([...sample.labels.depth!]).toEqual([...depth]);
});

const NOTHING: Photometric = { brightness: null, contrast: null, contrastLast: false, saturation: null, hue: null };

function largestDifference(name: string, change: Partial<Photometric>): number {
  const image = bytes('photo/input');
  applyPhotometric(image, { ...NOTHING, ...change });
  return image.reduce((most, byte, i) => Math.max(most, Math.abs(byte - values(`photo/${name}`)[i]!)), 0);
}

test('brightness and contrast are exact; saturation, hue and both within OpenCV’s own rounding', () => {
  for (const brightness of [-32, -7.5, 20.25, 32]) {
    const name = `brightness_${Number.isInteger(brightness) ? brightness.toFixed(1) : brightness}`;
    expect(largestDifference(name, { brightness }), name).toBe(0);
  }
  for (const contrast of [0.5, 0.83, 1.5]) expect(largestDifference(`contrast_${contrast}`, { contrast })).toBe(0);
  for (const saturation of [0.5, 1.27, 1.5])
    expect(largestDifference(`saturation_${saturation}`, { saturation })).toBeLessThanOrEqual(1);
  for (const hue of [-18, -5, 9, 17]) expect(largestDifference(`hue_${hue}`, { hue })).toBeLessThanOrEqual(1);
  const all = { brightness: 12, contrast: 1.2, saturation: 0.8, hue: 7 };
  expect(largestDifference('full_mode1_b12_c1.2_s0.8_h7', all)).toBeLessThanOrEqual(4);
  expect(largestDifference('full_mode0_b12_s0.8_h7_c1.2', { ...all, contrastLast: true })).toBeLessThanOrEqual(4);
});

test('8-bit HSV is OpenCV’s, there exactly and back to one level', () => {
  const image = bytes('photo/input');
  const hsv = values('photo/hsv_of_input');
  const back = values('photo/rgb_roundtrip');
  for (let i = 0; i < image.length; i += 3) {
    const packed = hsvOf(image[i]!, image[i + 1]!, image[i + 2]!);
    expect([packed & 255, (packed >> 8) & 255, packed >> 16]).toEqual([...hsv.subarray(i, i + 3)]);
    const rgb = rgbOf(packed & 255, (packed >> 8) & 255, packed >> 16);
    [rgb & 255, (rgb >> 8) & 255, rgb >> 16].forEach((byte, c) =>
      expect(Math.abs(byte - back[i + c]!)).toBeLessThanOrEqual(1),
    );
  }
});

test.each(['26x34', '20x31', '7x9', '13x17', '5x40'])('a map is resized to %s as cv2.resize does', (size) => {
  const [height, width] = size.split('x').map(Number) as [number, number];
  const input = resized.get('input').data;
  const three = Float32Array.from({ length: 3 * input.length }, (_, i) => input[Math.floor(i / 3)]!);
  const [rows, columns] = [
    { from: 13, to: height },
    { from: 17, to: width },
  ];
  const grid = { values: three, width: 17, channels: 3 };
  const first = (values: Float32Array): number[] => [...values].filter((_, i) => i % 3 === 0);
  const expected = (kind: string): number[] => [...resized.get(`${kind}_${size}`).data];
  expect([
    ...atNearest({ values: input, width: 17, channels: 1 }, nearestPlaces(rows), nearestPlaces(columns)),
  ]).toEqual(expected('nearest'));
  const between = { rows: linearPlaces(rows), columns: linearPlaces(columns), offset: 0 };
  expectClose(first(fillLinear(grid, between, new Float32Array(3 * height * width))), expected('linear'), 1e-5);
  expectClose(first(atCubic(grid, cubicPlaces(rows), cubicPlaces(columns))), expected('cubic'), 1e-5);
});
