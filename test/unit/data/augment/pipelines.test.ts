/** Whole pipelines: what they draw, that every label and the camera follow the image, and pairs. */
import { expect, test } from 'vitest';
import { identity4, invertRigid, multiply4, project, transformPoint } from '../../../../src/base/geometry';
import { Random } from '../../../../src/base/random';
import { augment, augmentForTraining, augmentSeed, type AugmentOptions } from '../../../../src/data/augment/augment';
import { drawCrop, isVaried } from '../../../../src/data/augment/crop';
import { fitted } from '../../../../src/data/augment/fit';
import { drawPhotometric } from '../../../../src/data/augment/photometric';
import { flippedSample } from '../../../../src/data/augment/place';
import { wordsOf } from '../../../../src/data/augment/words';
import type { Camera, Sample } from '../../../../src/data/sample';
import { numbered, RULES } from '../../../helpers/augmenting';

const PIPELINES = ['inv-pt', 'mti-net-nyud', 'mti-net-pascal'] as const;
const options = (changes: Partial<AugmentOptions> = {}): AugmentOptions => ({
  pipeline: 'inv-pt',
  fit: 'contain',
  input: [24, 32],
  rules: RULES,
  ...changes,
});

function camera(): Camera {
  const pose = identity4();
  [pose[3], pose[7], pose[11]] = [0.3, -0.2, 1.1];
  return { intrinsics: { fx: 0.8, fy: 1.1, cx: 0.48, cy: 0.53 }, worldFromCamera: pose };
}

test('mirrored twice is what it was: every label, the image and the camera', () => {
  const sample: Sample = { ...numbered(7, 10), camera: camera() };
  const once = flippedSample(sample, RULES);
  for (const { label } of RULES) expect(once.labels[label], label).not.toEqual(sample.labels[label]);
  expect(flippedSample(once, RULES)).toEqual(sample);
});

test('mirrored by hand: pixels from the right, x of normals negated, nothing else', () => {
  const sample = numbered(2, 3);
  const { labels } = flippedSample(sample, RULES);
  expect([...labels.semseg!]).toEqual([2, 1, 0, 5, 4, 3]);
  const [x, y, z] = sample.labels.normals!.subarray(6, 9);
  expect([...labels.normals!.subarray(0, 3)]).toEqual([0 - x!, y, z]);
});

test.each(PIPELINES)(
  '%s: a function of the seed; of the input’s size with all labels; the stored sample stays',
  (pipeline) => {
    const sample = numbered(30, 44);
    const before = structuredClone(sample);
    const seen = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      const { sample: one, change } = augment(sample, options({ pipeline }), seed);
      expect(augment(sample, options({ pipeline }), seed)).toEqual({ sample: one, change });
      expect([one.height, one.width, one.image.length]).toEqual([24, 32, 3 * 24 * 32]);
      for (const { label, channels } of RULES) expect(one.labels[label]!.length).toBe(channels * 24 * 32);
      seen.add(wordsOf(change));
    }
    expect(seen.size).toBeGreaterThan(pipeline === 'mti-net-nyud' ? 3 : 8);
    expect(sample).toEqual(before);
  },
);

/** A square of one class in the middle of others, 3 metres away, where u = .4375, v = .5. */
function target(): Sample {
  const [height, width] = [64, 96];
  const inside = (i: number): boolean => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x >= 36 && x < 48 && y >= 26 && y < 38;
  };
  const labels = {
    semseg: Uint8Array.from({ length: height * width }, (_, i) => (inside(i) ? 39 : i % 5)),
    depth: new Float32Array(height * width).fill(3),
  };
  const image = Uint8Array.from({ length: 3 * height * width }, (_, i) => (inside(Math.floor(i / 3)) ? 200 : 20));
  return { id: 'target', height, width, image, labels, camera: camera() };
}

/** The middle of what `is` picks, pixels. */
function middleOf(
  width: number,
  pixels: number,
  is: (pixel: number) => boolean,
): { x: number; y: number; count: number } {
  let [x, y, count] = [0, 0, 0];
  for (let i = 0; i < pixels; i++) {
    if (!is(i)) continue;
    x += (i % width) + 0.5;
    y += Math.floor(i / width) + 0.5;
    count += 1;
  }
  return { x: x / count, y: y / count, count };
}

const POINT = [((0.4375 - 0.48) / 0.8) * 3, ((0.5 - 0.53) / 1.1) * 3, 3] as const; // of the square's middle

test.each([
  { pipeline: 'inv-pt', fit: 'contain' },
  { pipeline: 'inv-pt', fit: 'pad' },
  { pipeline: 'inv-pt', fit: 'stretch' },
  { pipeline: 'mti-net-nyud', fit: 'contain' },
  { pipeline: 'mti-net-nyud', fit: 'stretch' },
] as const)('$pipeline, $fit: image, labels, depth and camera agree on where a thing is', ({ pipeline, fit }) => {
  const sample = target();
  let seen = 0;
  for (let seed = 0; seed < 60; seed++) {
    const { sample: one, change } = augment(sample, options({ pipeline, fit, input: [48, 60] }), seed);
    const pixels = 48 * 60;
    const label = middleOf(60, pixels, (i) => one.labels.semseg![i] === 39);
    const [down, across] = [change.size[0] / 64, change.size[1] / 96];
    const zoom = pipeline === 'inv-pt' ? 1 : change.scale; // there, `size` has it already
    if (label.count < 0.95 * 144 * down * across * zoom * zoom) continue; // cut by an edge
    seen += 1;
    const scene = [POINT[0] / change.scale, POINT[1] / change.scale, POINT[2] / change.scale] as const;
    const there = [change.flipped ? -scene[0] : scene[0], scene[1], scene[2]] as const;
    const [u, v] = project(one.camera!.intrinsics, there);
    const slack = 0.6 + 0.5 * Math.max(down, across) * zoom; // nearest sampling moves labels by half a source pixel
    expect(Math.abs(u * 60 - label.x)).toBeLessThan(slack);
    expect(Math.abs(v * 48 - label.y)).toBeLessThan(slack);
    const centre = Math.floor(label.y) * 60 + Math.floor(label.x);
    expect(one.labels.depth![centre]).toBeCloseTo(3 / change.scale, 5);
    const red = (x: number): number => one.image[3 * (Math.floor(label.y) * 60 + x)]!;
    const halfWidth = Math.sqrt(label.count) / 2;
    const outside = Math.floor(label.x + halfWidth * 1.3 + 2);
    if (outside < 55) expect(red(Math.floor(label.x))).toBeGreaterThan(red(outside));
  }
  expect(seen).toBeGreaterThan(10);
});

test('a mirrored, enlarged sample’s pose is that of the mirrored, smaller world', () => {
  const sample = target();
  const { sample: one, change } = Array.from({ length: 20 }, (_, seed) => augment(sample, options(), seed)).find(
    ({ change: { flipped } }) => flipped,
  )!;
  const world = transformPoint(sample.camera!.worldFromCamera, POINT);
  const now = [-world[0] / change.scale, world[1] / change.scale, world[2] / change.scale] as const;
  const seen = transformPoint(invertRigid(one.camera!.worldFromCamera), now);
  [-POINT[0] / change.scale, POINT[1] / change.scale, POINT[2] / change.scale].forEach((value, k) =>
    expect(seen[k]).toBeCloseTo(value, 5),
  );
  const product = multiply4(one.camera!.worldFromCamera, invertRigid(one.camera!.worldFromCamera));
  product.forEach((value, k) => expect(value).toBeCloseTo(identity4()[k]!, 5)); // still a rigid motion
});

test('InvPT scales by .5 to 2, mirrors half of the time and colours each by halves', () => {
  const sample = numbered(8, 10);
  const changes = Array.from({ length: 400 }, (_, k) => augment(sample, options(), augmentSeed(1, k, 0)).change);
  const scales = changes.map(({ scale }) => scale);
  expect(Math.min(...scales)).toBeLessThan(0.55);
  expect(Math.max(...scales)).toBeGreaterThan(1.9);
  expect(scales.every((scale) => scale >= 0.5 && scale < 2)).toBe(true);
  const share = (of: (change: (typeof changes)[number]) => boolean): number => changes.filter(of).length / 400;
  const keys = ['brightness', 'contrast', 'saturation', 'hue'] as const;
  for (const key of keys)
    expect(Math.abs(share(({ photometric }) => photometric![key] !== null) - 0.5)).toBeLessThan(0.1);
  expect(Math.abs(share(({ flipped }) => flipped) - 0.5)).toBeLessThan(0.1);
  expect(Math.abs(share(({ photometric }) => photometric!.contrastLast) - 0.5)).toBeLessThan(0.1);
  const hues = new Set(changes.map(({ photometric }) => photometric!.hue).filter((hue) => hue !== null));
  expect([Math.min(...hues), Math.max(...hues)]).toEqual([-18, 17]);
});

test('MTI-Net enlarges by 1, 1.2 or 1.5 on NYUD, and turns by up to 20 degrees on PASCAL', () => {
  const sample = numbered(8, 10);
  const all = (pipeline: AugmentOptions['pipeline']) =>
    Array.from({ length: 60 }, (_, seed) => augment(sample, options({ pipeline }), seed).change);
  expect(new Set(all('mti-net-nyud').map(({ scale }) => scale))).toEqual(new Set([1, 1.2, 1.5]));
  expect(all('mti-net-nyud').every(({ angle, photometric }) => angle === 0 && photometric === null)).toBe(true);
  const turns = all('mti-net-pascal');
  expect(Math.min(...turns.map(({ angle }) => angle))).toBeLessThan(-15);
  expect(Math.max(...turns.map(({ angle }) => angle))).toBeGreaterThan(15);
  expect(turns.every(({ angle, scale }) => Math.abs(angle) <= 20 && scale >= 0.75 && scale < 1.25)).toBe(true);
});

test('a crop is varied with two classes and none on three quarters of the labelled pixels', () => {
  const size = [2, 4] as const;
  const crop = { top: 0, left: 0, height: 2, width: 4 };
  const of = (...labels: number[]): boolean => isVaried({ labels: Uint8Array.from(labels), stored: size }, size, crop);
  expect(of(1, 1, 1, 1, 1, 2, 2, 2)).toBe(true);
  expect(of(1, 1, 1, 1, 1, 1, 2, 2)).toBe(false); // exactly three quarters
  expect(of(1, 1, 1, 1, 1, 1, 1, 1)).toBe(false);
  expect(of(1, 1, 2, 255, 255, 255, 255, 255)).toBe(true); // unlabelled pixels do not count
  expect(of(1, 1, 1, 2, 255, 255, 255, 255)).toBe(false);
  expect(of(255, 255, 255, 255, 255, 255, 255, 255)).toBe(false);
  expect(isVaried({ labels: undefined, stored: size }, size, crop)).toBe(true);
});

test('of an image without variety the eleventh draw is kept; a varied one takes the first', () => {
  const at = [20, 30] as const;
  const draws = Array.from({ length: 11 }, ((random) => () => [random.below(11), random.below(13)])(new Random(4)));
  const flat = { labels: new Uint8Array(600), stored: at };
  expect(drawCrop(new Random(4), flat, at, [10, 18])).toEqual({
    top: draws[10]![0],
    left: draws[10]![1],
    height: 10,
    width: 18,
  });
  const varied = { labels: Uint8Array.from({ length: 600 }, (_, i) => i % 9), stored: at };
  expect(drawCrop(new Random(4), varied, at, [10, 18])).toEqual({
    top: draws[0]![0],
    left: draws[0]![1],
    height: 10,
    width: 18,
  });
});

test('of a pair only the colours of the encoded image change', () => {
  const [first, second] = [target(), { ...target(), id: 'second' }];
  const input = [48, 60] as const;
  const fit = { input, fit: 'contain', rules: RULES } as const;
  for (const pipeline of ['none', ...PIPELINES] as const) {
    const seed = [...Array(20).keys()].find((k) => drawPhotometric(new Random(k)).brightness !== null)!;
    const { partner, image, ...rest } = augmentForTraining({ ...first, partner: second }, { ...fit, pipeline }, seed);
    const { image: plain, ...expected } = fitted(first, fit);
    expect(rest).toEqual(expected);
    expect(partner).toEqual(fitted(second, fit));
    if (pipeline === 'inv-pt') expect(image).not.toEqual(plain);
    else expect(image).toEqual(plain);
  }
  expect(first).toEqual(target());
});

test('words', () => {
  const crop = { top: 1, left: 2, height: 3, width: 4 };
  const photometric = { brightness: -12.4, contrast: 0.8, contrastLast: false, saturation: null, hue: 9 };
  const change = { scale: 1.373, angle: 0, flipped: true, crop, size: [9, 9] as const, photometric };
  expect(wordsOf(change)).toBe('x1.37, flipped, brightness −12, contrast x0.80, hue +18°');
  expect(wordsOf({ ...change, scale: 1, flipped: false, angle: -7.2, photometric: null })).toBe('turned −7°');
  const none = augment(numbered(24, 32), options({ pipeline: 'none' }), 1);
  expect(wordsOf(none.change)).toBe('unchanged');
});
