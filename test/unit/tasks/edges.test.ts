/** odsF against pyBSDS's values with exact matching (golden/mtl edge_ods), and by hand. */
import { expect, test } from 'vitest';
import { contourOf } from '../../../src/base/contour';
import { thin } from '../../../src/base/thin';
import { BoundaryMatcher, largestMatching } from '../../../src/tasks/metrics/edges/matching';
import { countEdges, MAX_DISTANCE, OdsF, THRESHOLDS } from '../../../src/tasks/metrics/edges/ods';
import { orientation, suppressed } from '../../../src/tasks/metrics/edges/suppression';
import { Random } from '../../../src/base/random';
import { readGoldenBytes } from '../../helpers/golden-bytes';

const golden = readGoldenBytes('mtl/edge_ods.safetensors');
const SIZE = { height: 72, width: 96 };
const IMAGES = [0, 1, 2] as const;

const probabilities = (image: number): Float64Array =>
  Float64Array.from(golden.get(`pred/${image}`), (byte) => byte / 255);

test.each(IMAGES)('image %i: direction and what suppression leaves', (image) => {
  const map = probabilities(image);
  const want = golden.get(`nms_orient/${image}`);
  orientation(map, SIZE).forEach((angle, i) => {
    const off = Math.abs(angle - want[i]!);
    expect(Math.min(off, Math.PI - off), `pixel ${i}`).toBeLessThan(1e-4); // 0 and pi are one direction
  });
  const left = suppressed(map, SIZE);
  golden.get(`nms/${image}`).forEach((value, i) => expect(Math.abs(left[i]! - value), `pixel ${i}`).toBeLessThan(1e-6));
});

test.each(['nyud', 'pascal'])('%s: the truth is where labels change, thinned', (set) => {
  for (const image of IMAGES) {
    const labels = golden.get(`${set}/${image}/gt_input`);
    const contour = contourOf(labels, SIZE.height, SIZE.width);
    expect([...thin(contour, SIZE.height, SIZE.width)]).toEqual([...golden.get(`${set}/${image}/gt_bmap_thin`)]);
  }
});

const CASES = [
  { name: 'nyud_nms', set: 'nyud', suppress: true, odsF: 0.805778, threshold: 0.34, P: 0.836097, R: 0.77758 },
  { name: 'nyud_plain', set: 'nyud', suppress: false, odsF: 0.822742, threshold: 0.59, P: 0.844042, R: 0.802491 },
  { name: 'pascal_nms', set: 'pascal', suppress: true, odsF: 0.448213, threshold: 0.35, P: 0.473752, R: 0.425287 },
] as const;

test.each(CASES)('$name: every count, and the score', ({ name, set, suppress, odsF, threshold, P, R }) => {
  const want = golden.get(`${name}/counts_max_cardinality`);
  const sum = new OdsF();
  for (const image of IMAGES) {
    const truth = golden.get(`${set}/${image}/gt_bmap_thin`) as Uint8Array;
    const counts = countEdges(probabilities(image), truth, { ...SIZE, suppress, maxDistance: MAX_DISTANCE[set] });
    const got = counts.flatMap(({ matchedTruth, truth: all, matchedPrediction, prediction }) => [
      matchedTruth,
      all,
      matchedPrediction,
      prediction,
    ]);
    const length = 4 * THRESHOLDS.length;
    expect(got).toEqual(Array.from(want.slice(image * length, (image + 1) * length)));
    sum.add(counts);
  }
  const score = sum.score();
  expect(score.odsF).toBeCloseTo(odsF, 6);
  expect(score.precision).toBeCloseTo(P, 6);
  expect(score.recall).toBeCloseTo(R, 6);
  expect(score.threshold).toBe(threshold);
});

test('pairs: a greedy choice is undone where that brings one more', () => {
  // 0 takes a first; only 0 can do without it.
  expect(largestMatching([Int32Array.of(0, 1), Int32Array.of(0)], 2)).toBe(2);
  expect(largestMatching([Int32Array.of(0), Int32Array.of(0)], 2)).toBe(1);
  expect(largestMatching([], 3)).toBe(0);
});

/** Augmenting one vertex at a time, without layers. */
function simpleMatching(near: readonly Int32Array[], right: number): number {
  const partner = new Int32Array(right).fill(-1);
  const augment = (left: number, seen: Set<number>): boolean =>
    [...near[left]!].some((one) => {
      if (seen.has(one)) return false;
      seen.add(one);
      if (partner[one] !== -1 && !augment(partner[one]!, seen)) return false;
      partner[one] = left;
      return true;
    });
  return near.filter((_, left) => augment(left, new Set())).length;
}

test('pairs: as many as a matcher that tries everything finds, on 300 random graphs', () => {
  const random = new Random(7);
  for (let graph = 0; graph < 300; graph++) {
    const [left, right] = [1 + random.below(20), 1 + random.below(20)];
    const share = random.uniform() ** 2;
    const near = Array.from({ length: left }, () =>
      Int32Array.from(Array.from({ length: right }, (_, k) => k).filter(() => random.uniform() < share)),
    );
    expect(largestMatching(near, right)).toBe(simpleMatching(near, right));
  }
});

test('a pair is as far apart as allowed, no farther; nothing wraps around the rim', () => {
  const truth = Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0);
  const at = (place: number): Uint8Array => truth.map((_, i) => (i === place ? 1 : 0));
  const matcher = new BoundaryMatcher(truth, { height: 2, width: 4 }, 1);
  expect(matcher.count).toBe(1);
  expect(matcher.match(at(2))).toEqual({ pairs: 1, count: 1 });
  expect(matcher.match(at(4))).toEqual({ pairs: 0, count: 1 }); // beside it in memory, a row below in the image
  expect(matcher.match(at(6))).toEqual({ pairs: 0, count: 1 });
});

test('a perfect prediction scores 1, one image twice scores as once, no boundary at all no number', () => {
  const truth = golden.get('nyud/0/gt_bmap_thin') as Uint8Array;
  const options = { ...SIZE, suppress: false, maxDistance: MAX_DISTANCE.nyud };
  const counts = countEdges(truth, truth, options);
  const [one, two] = [new OdsF(), new OdsF()];
  one.add(counts);
  expect(one.score().odsF).toBe(1);
  const other = countEdges(probabilities(0), truth, options);
  const [once, twice] = [new OdsF(), two];
  once.add(other);
  twice.add(other);
  twice.add(other);
  expect(twice.score()).toEqual(once.score());
  expect(new OdsF().score().odsF).toBeNaN();
});
