import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Random } from '../../../src/base/random';
import { BoundaryLoss } from '../../../src/tasks/metrics/boundary';
import { EdgeMeter } from '../../../src/tasks/metrics/edges/meter';
import { DepthErrors } from '../../../src/tasks/metrics/depth';
import type { Meter } from '../../../src/tasks/metrics/meter';
import { angleBetween, NormalAngles } from '../../../src/tasks/metrics/normals';
import { MaxF } from '../../../src/tasks/metrics/saliency';
import { IntersectionOverUnion } from '../../../src/tasks/metrics/segmentation';
import { GOLDEN_FOLDER, readGolden, type Golden } from '../../helpers/golden';
import { nhwcValues } from '../../helpers/nhwc';

const PUBLISHED = 2e-6; // the published meters add up in float32, ours in float64

type Values = Record<string, Record<string, number>>;
const published = JSON.parse(readFileSync(`${GOLDEN_FOLDER}mtl/metrics_invpt.json`, 'utf8')) as Values;

/** Feeds both batches of a golden file to a meter. */
function measured(
  golden: Golden,
  name: string,
  meter: Meter,
  decode: (raw: Float32Array, channels: number) => Float32Array,
) {
  for (const batch of ['batch0', 'batch1']) {
    const raw = golden.get(`${batch}/${name}/pred`);
    const [, channels, height, width] = raw.shape as [number, number, number, number];
    const label = nhwcValues(golden.get(`${batch}/${name}/label`));
    void meter.add(decode(nhwcValues(raw), channels), label, { height: 2 * height, width });
  }
  return meter.values();
}

function expectPublished(got: number | undefined, want: number | undefined, tolerance = PUBLISHED): void {
  expect(Math.abs(got! / want! - 1)).toBeLessThan(tolerance);
}

const argmax = (raw: Float32Array, channels: number): Float32Array =>
  Float32Array.from({ length: raw.length / channels }, (_, row) => {
    const logits = raw.subarray(row * channels, (row + 1) * channels);
    return logits.indexOf(Math.max(...logits));
  });

const rest = readGolden('mtl/metrics_invpt_rest.safetensors');

test.each([
  ['semseg', 40],
  ['semseg_pascal', 21],
  ['human_parts', 7],
] as const)('mIoU of %s is the published one', (name, classes) => {
  expectPublished(measured(rest, name, new IntersectionOverUnion(classes), argmax).mIoU, published[name]!.mIoU);
});

test('depth errors are the published ones', () => {
  const got = measured(rest, 'depth', new DepthErrors(), (raw) => raw);
  expectPublished(got.rmse, published.depth!.rmse);
  expectPublished(got.absRel, published.depth!.abs_rel);
  expectPublished(got.sqRel, published.depth!.sq_rel);
  expectPublished(got.logRmse, published.depth!.log_rmse);
});

test('the mean angle is the published one', () => {
  expectPublished(measured(rest, 'normals', new NormalAngles(), (raw) => raw).mean, published.normals!.mean);
});

test('the boundary meter is the published one', () => {
  const sigmoid = (raw: Float32Array): Float32Array => raw.map((x) => 1 / (1 + Math.exp(-x)));
  const golden = readGolden('mtl/metrics_invpt.safetensors');
  expectPublished(measured(golden, 'edge', new BoundaryLoss(), sigmoid).balancedLoss, published.edge!.loss);
});

test('a class that is never there counts as 0, ignored pixels do not count', () => {
  const meter = new IntersectionOverUnion(3);
  meter.add(Float32Array.of(0, 0, 1, 1), Float32Array.of(0, 1, 1, 255));
  expect(meter.perClass()).toEqual([0.5, 0.5, 0]);
  expect(meter.values()).toEqual({ mIoU: 1 / 3, pixelAccuracy: 2 / 3 });
});

test('the confusion matrix: labels down, predictions across; added up over images', () => {
  const meter = new IntersectionOverUnion(3);
  meter.add(Float32Array.of(0, 2, 1, 1), Float32Array.of(0, 1, 1, 255));
  meter.add(Float32Array.of(2), Float32Array.of(1));
  const rows = meter.confusion().map((row) => Array.from(row));
  expect(rows).toEqual([
    [1, 0, 0],
    [0, 1, 2],
    [0, 0, 0],
  ]);
  meter.add(Float32Array.of(0), Float32Array.of(0));
  expect(rows[0]).toEqual([1, 0, 0]); // its own
});

test('angles are right where acos is not', () => {
  expect(angleBetween([0, 0, 2], [0, 3, 0])).toBeCloseTo(90, 10);
  expect(angleBetween([1, 0, 0], [-1, 0, 0])).toBeCloseTo(180, 10);
  expect(angleBetween([1, 1e-9, 0], [1, 0, 0])).toBeCloseTo((1e-9 * 180) / Math.PI, 15);
});

test('the median of 2001 angles is right to a hundredth of a degree', () => {
  const random = new Random(1);
  const angles = Array.from({ length: 2001 }, () => 180 * random.uniform() ** 2);
  const meter = new NormalAngles();
  for (const angle of angles) {
    const radians = (angle * Math.PI) / 180;
    meter.add(Float32Array.of(Math.cos(radians), Math.sin(radians), 0), Float32Array.of(1, 0, 0));
  }
  const want = angles.sort((a, b) => a - b)[1000]!;
  expect(Math.abs(meter.values().median - want)).toBeLessThan(0.01);
  expect(meter.values().within30).toBe(angles.filter((angle) => angle < 30).length / 2001);
});

test('without a valid pixel there is no value', async () => {
  const meters: Meter[] = [
    new IntersectionOverUnion(2),
    new DepthErrors(),
    new NormalAngles(),
    new BoundaryLoss(),
    new MaxF(),
    new EdgeMeter({ maxDistance: 0.01, fromChanges: true }),
  ];
  for (const meter of meters) {
    await meter.add(Float32Array.of(0, 0, 0), Float32Array.of(255, 255, 255), { height: 1, width: 3 });
    for (const value of Object.values(meter.values())) expect(value).toBeNaN();
  }
});

test('a prediction that is not a number does not pass for a depth', () => {
  const meter = new DepthErrors();
  meter.add(Float32Array.of(NaN), Float32Array.of(2));
  expect(meter.values().rmse).toBeNaN();
});

test('δ: the share of depths that are off by less than a factor, either way', () => {
  const meter = new DepthErrors();
  meter.add(Float32Array.of(1, 1.2, 1.5, 0.5, 1.9), Float32Array.of(1, 1, 1, 1, 1));
  expect(meter.values()).toMatchObject({ delta1: 2 / 5, delta2: 3 / 5, delta3: 4 / 5 }); // 2 > 1.953
});

test('root mean square of angles, and the mean through bytes', () => {
  const meter = new NormalAngles();
  meter.add(Float32Array.of(0, 0, 1, 1, 0, 0), Float32Array.of(0, 0, 1, 0, 0, 1));
  const { rmse, meanMti } = meter.values();
  expect(rmse).toBeCloseTo(Math.sqrt(90 ** 2 / 2), 10);
  // 0 is stored as 127: -1/255. So (0, 0, 1) is read as (-1, -1, 255) / 255, and (1, 0, 0) as (255, -1, -1) / 255.
  const off = [Math.atan(Math.SQRT2 / 255), Math.PI / 2 + Math.asin(1 / Math.hypot(255, 1, 1))];
  expect(meanMti).toBeCloseTo(((off[0]! + off[1]!) / 2) * (180 / Math.PI), 8);
});

test('saliency as MTI-Net has it: means over images, not over pixels', () => {
  const meter = new MaxF();
  // A small image found whole, with as much again beside it; a larger one of which a half is found.
  meter.add(Float32Array.of(1, 1, 0, 0), Float32Array.of(1, 0, 0, 255));
  meter.add(Float32Array.of(1, 0, 0, 0), Float32Array.of(1, 1, 0, 0));
  const [precision, recall] = [(1 / 2 + 1) / 2, (1 + 1 / 2) / 2];
  const { maxFMti, jaccardMti, maxFOnce } = meter.values();
  expect(maxFMti).toBeCloseTo((2 * precision * recall) / (precision + recall), 10);
  expect(jaccardMti).toBeCloseTo((1 / 2 + 1 / 2) / 2, 10);
  expect(maxFOnce).toBeCloseTo(2 / 3, 10); // of all pixels: P = R = 2/3
});

test('boundaries: padding is cut off before anything is suppressed or matched', async () => {
  const [height, width] = [24, 32];
  const inner = Float32Array.from({ length: height * width }, (_, i) => (i % width === 14 ? 1 : 0));
  const rule = { maxDistance: 0.0075, fromChanges: false };
  const bare = new EdgeMeter(rule);
  await bare.add(inner, inner, { height, width });
  const padded = new EdgeMeter(rule);
  const [tall, wide] = [height + 8, width + 6];
  const around = (fill: number) =>
    Float32Array.from({ length: tall * wide }, (_, i) => {
      const [y, x] = [Math.floor(i / wide) - 4, (i % wide) - 3];
      return y >= 0 && y < height && x >= 0 && x < width ? inner[y * width + x]! : fill;
    });
  await padded.add(around(0.9), around(255), { height: tall, width: wide });
  expect(padded.values()).toMatchObject({ odsF: bare.values().odsF, odsRecall: bare.values().odsRecall });
  expect(bare.values().odsF).toBeGreaterThan(0.8);
});
