import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Random } from '../../../src/base/random';
import { BoundaryLoss } from '../../../src/tasks/metrics/boundary';
import { DepthErrors } from '../../../src/tasks/metrics/depth';
import type { Meter } from '../../../src/tasks/metrics/meter';
import { angleBetween, NormalAngles } from '../../../src/tasks/metrics/normals';
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
    meter.add(decode(nhwcValues(raw), raw.shape[1]!), nhwcValues(golden.get(`${batch}/${name}/label`)));
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

test('without a valid pixel there is no value', () => {
  for (const meter of [new IntersectionOverUnion(2), new DepthErrors(), new NormalAngles(), new BoundaryLoss()]) {
    meter.add(Float32Array.of(0, 0, 0), Float32Array.of(255, 255, 255));
    for (const value of Object.values(meter.values())) expect(value).toBeNaN();
  }
});

test('a prediction that is not a number does not pass for a depth', () => {
  const meter = new DepthErrors();
  meter.add(Float32Array.of(NaN), Float32Array.of(2));
  expect(meter.values().rmse).toBeNaN();
});
