/** What odsF is measured against on PASCAL: contours of the map of 459 labels, from its file to the score. */
import { expect, test } from 'vitest';
import { contourOf } from '../../../src/base/contour';
import { fitted } from '../../../src/data/augment/fit';
import { pascal } from '../../../src/data/importers/pascal';
import { regionBoundary } from '../../../src/data/importers/pascal-labels';
import { sourceOf } from '../../../src/data/importers/source';
import { decodeRecord, encodeRecord } from '../../../src/data/record';
import type { Sample } from '../../../src/data/sample';
import { Tally } from '../../../src/evaluation/tally';
import { Tally as Comparison } from '../../../src/session/compare/scores';
import { remarksOn } from '../../../src/session/evaluation-lines';
import { evaluationRules, labelRules } from '../../../src/session/label-rules';
import { tasksFor } from '../../../src/tasks';
import type { Task } from '../../../src/tasks/task';
import { readGoldenBytes } from '../../helpers/golden-bytes';
import { givenOf, jpg, text, type LayoutFile } from '../../helpers/layouts';
import { mat5Bytes } from '../../helpers/mat5-writer';
import { matrixOf } from '../../helpers/pascal-layout';

const { boundary } = tasksFor('pascal-21');

type Options = ConstructorParameters<typeof Tally>[0];

/** Scores of predictions, image by image. */
async function scored(images: readonly [Sample, Float32Array][], rest: Partial<Options> = {}) {
  const tally = new Tally({ tasks: [boundary as Task], ...rest });
  for (const [index, [sample, prediction]] of images.entries())
    await tally.add(index, sample, { decoder: { boundary: prediction } });
  return tally.scores()[0]!;
}

const SIDE = 16;
/** A region in the corner: its contour is an L along its own last pixels. */
const REGIONS = Uint16Array.from({ length: SIDE * SIDE }, (_, i) => (i % SIDE < 8 && i < 8 * SIDE ? 300 : 2));
const CONTOUR = contourOf(REGIONS, SIDE, SIDE);

const corner = (labels: Sample['labels']): Sample => ({
  id: 'corner',
  height: SIDE,
  width: SIDE,
  image: new Uint8Array(3 * SIDE * SIDE),
  labels,
});
const edges = regionBoundary(REGIONS, SIDE, SIDE);
const now = corner({ boundary: edges, contour: CONTOUR });
const before = corner({ boundary: edges });

/** Sure of the contour, and of nothing else. */
const PREDICTION = Float32Array.from(CONTOUR, (edge) => 0.9 * edge);

/*
 * By hand. The contour: rows 0 to 7 of column 7 and columns 0 to 7 of row 7; thinning takes the corner: 14 pixels. The
 * Laplacian marks both sides of the rim; thinned, its upper arm lies in rows 1 to 6 of column 7, the corner stays, and
 * its left arm lies in row 8: 14 pixels, too. Of the prediction the outermost row and column fade to 0, thinning takes
 * its corner: rows 1 to 6 of column 7, columns 1 to 6 of row 7. Pairs are no farther apart than .0075 * 22.6 = .17.
 */
const AGAINST_CONTOUR = (2 * 12) / (12 + 14);
const AGAINST_EDGES = (2 * 6) / (12 + 14);

test('a case where they differ: against the contour if there is one, else against the stored edges', async () => {
  const rows = Array.from({ length: 10 }, (_, y) => edges.subarray(y * SIDE, y * SIDE + 9).join(''));
  expect(rows).toEqual(['000000000', ...Array<string>(6).fill('000000010'), '000000010', '111111100', '000000000']);
  const { values } = await scored([[now, PREDICTION]]);
  expect(values.odsF).toBeCloseTo(AGAINST_CONTOUR, 12);
  expect([values.odsPrecision, values.odsRecall]).toEqual([1, 12 / 14]);
  expect((await scored([[before, PREDICTION]])).values.odsF).toBeCloseTo(AGAINST_EDGES, 12);
});

test('the balanced loss and an image’s own score keep the edges that are learnt', async () => {
  const told: number[] = [];
  const onImage: Options['onImage'] = ({ value }) => void told.push(value);
  const losses = [
    (await scored([[now, PREDICTION]], { onImage })).values.balancedLoss,
    (await scored([[before, PREDICTION]], { onImage })).values.balancedLoss,
  ];
  expect(losses[0]).toBe(losses[1]);
  expect(told).toEqual(losses);
});

test('an evaluation says which truth it took', async () => {
  const remarks = async (...samples: Sample[]): Promise<string[]> => {
    const score = await scored(samples.map((sample) => [sample, PREDICTION]));
    const { key, after } = boundary.imageScore;
    return remarksOn({
      name: 'run',
      step: 1,
      data: 'pascal',
      split: 'val',
      resolution: 'original',
      total: samples.length,
      tasks: [{ ...boundary, imageScore: { key, after, better: 'lower' } }],
      scores: [score],
      images: [],
    }).filter((text) => text.startsWith('Boundaries:'));
  };
  expect(await remarks(now)).toEqual(['Boundaries: odsF against the contours of the regions, as published.']);
  const of = (which: string): string[] => [
    `Boundaries: odsF of ${which} images against the edges that networks learn, since no contours are stored with them; import the data again for the published truth.`,
  ];
  expect(await remarks(before, before)).toEqual(of('all'));
  expect(await remarks(now, before, before)).toEqual(of('2 of 3'));
  const nyud = new Tally({ tasks: [tasksFor('nyuv2-40').boundary] });
  await nyud.add(0, now, { decoder: { boundary: PREDICTION } });
  expect(nyud.scores()[0]).not.toHaveProperty('contours');
});

test('NYUv2’s boundaries know no contour', () => {
  expect(tasksFor('nyuv2-40').boundary.labels.truth).toBeUndefined();
  expect(boundary.labels.truth!({})).toBeUndefined();
});

test('two runs are compared by the same truth', async () => {
  const comparison = new Comparison('a, b', [boundary], {});
  await comparison.add(now, { a: { boundary: PREDICTION }, b: { boundary: PREDICTION } });
  const { values } = comparison.scores([], 1).metrics[0]!;
  expect(values!.a).toBeCloseTo(AGAINST_CONTOUR, 12);
  expect(values!.b).toBeCloseTo(AGAINST_CONTOUR, 12);
});

test('padding: no contour around the image, and no change of the score', async () => {
  const padded = fitted(now, { input: [24, 21], fit: 'pad', rules: evaluationRules() });
  const at = (i: number): number | undefined => {
    const [y, x] = [Math.floor(i / 21) - 4, (i % 21) - 2];
    return y >= 0 && y < SIDE && x >= 0 && x < SIDE ? y * SIDE + x : undefined;
  };
  padded.labels.contour!.forEach((edge, i) => expect(edge).toBe(CONTOUR[at(i) ?? -1] ?? 0));
  const prediction = Float32Array.from({ length: 24 * 21 }, (_, i) => PREDICTION[at(i) ?? -1] ?? 0.8);
  const [whole, inside] = [await scored([[padded, prediction]]), await scored([[now, PREDICTION]])];
  expect(whole.values).toEqual(inside.values);
});

test('evaluation at another size takes the nearest pixel; training goes without', () => {
  for (const fit of ['stretch', 'contain'] as const) {
    const options = { input: [8, 8] as const, fit };
    const { contour } = fitted(now, { ...options, rules: evaluationRules() }).labels;
    contour!.forEach((edge, i) => expect(edge).toBe(CONTOUR[2 * SIDE * Math.floor(i / 8) + 2 * (i % 8)]));
    expect(Object.keys(fitted(now, { ...options, rules: labelRules() }).labels)).toEqual(['boundary']);
  }
});

const golden = readGoldenBytes('mtl/edge_ods.safetensors');
const IDS = ['a', 'b', 'c'];
const [HEIGHT, WIDTH] = [72, 96];

/** PASCAL_MT with the golden maps for its LabelMaps. */
function goldenLayout(): LayoutFile[] {
  const files = IDS.flatMap((id, image): LayoutFile[] => {
    const map = golden.get(`pascal/${image}/gt_input`);
    const labelMap = matrixOf('uint16', HEIGHT, WIDTH, (y, x) => map[y * WIDTH + x]!);
    return [
      { path: `P/JPEGImages/${id}.jpg`, bytes: jpg(WIDTH, HEIGHT, new Uint8Array(3 * HEIGHT * WIDTH)) },
      { path: `P/pascal-context/trainval/${id}.mat`, bytes: mat5Bytes({ LabelMap: labelMap }) },
    ];
  });
  return [...files, { path: 'P/ImageSets/Context/val.txt', bytes: text(IDS.join('\n')) }];
}

test('SEISM’s numbers for PASCAL, from the files to the score', async () => {
  const layout = (await pascal.recognise(await sourceOf(givenOf(goldenLayout()))))!;
  const [top, left, height, width] = [4, 8, 80, 112];
  const images: [Sample, Float32Array][] = [];
  for (const [image, entry] of layout.entries.entries()) {
    expect(entry.labels).toEqual(['boundary']);
    const stored = decodeRecord(encodeRecord(await layout.read(entry, {}, 'pascal-21')));
    const prediction = new Float32Array(height * width).fill(0.7);
    // Between two bytes, since predictions are cut off to bytes.
    golden.get(`pred/${image}`).forEach((byte, i) => {
      prediction[(top + Math.floor(i / WIDTH)) * width + left + (i % WIDTH)] = (byte + 0.25) / 255;
    });
    images.push([fitted(stored, { input: [height, width], fit: 'pad', rules: evaluationRules() }), prediction]);
  }
  const { values } = await scored(images);
  expect(values.odsF).toBeCloseTo(0.44821320411871596, 6);
  expect(values.odsPrecision).toBeCloseTo(0.473752, 6);
  expect(values.odsRecall).toBeCloseTo(0.425287, 6);
  expect(values.odsThreshold).toBe(0.35);
});
