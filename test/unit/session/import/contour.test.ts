/** PASCAL's contours through an import: stored beside the labels, and no label of any task. */
import { expect, test } from 'vitest';
import { presetOf } from '../../../../src/config/parse';
import { pascal } from '../../../../src/data/importers/pascal';
import { sourceOf } from '../../../../src/data/importers/source';
import type { Sample } from '../../../../src/data/sample';
import type { ImportWishes } from '../../../../src/protocol/data-messages';
import { checkSample } from '../../../../src/session/import/check-sample';
import { previewOf } from '../../../../src/session/import/inspect';
import { resized } from '../../../../src/session/import/resize';
import { runImport, type Found } from '../../../../src/session/import/run';
import { openDataset } from '../../../../src/session/open-dataset';
import { storedDataset } from '../../../../src/session/stored-dataset';
import { givenOf } from '../../../helpers/layouts';
import { MemoryHost } from '../../../helpers/memory-host';
import { pascalMt, PASCAL_SIZES } from '../../../helpers/pascal-layout';

const TASKS = ['semseg', 'normals', 'boundary', 'parts', 'saliency'];

async function found(): Promise<Found> {
  const source = await sourceOf(givenOf(pascalMt()));
  return { source, layout: (await pascal.recognise(source))!, fingerprint: 'f00d' };
}

async function imported(host = new MemoryHost()) {
  const { data } = host;
  const all: ImportWishes = {
    name: 'p',
    limit: 100,
    splits: 'both',
    validationShare: 0.1,
    scenes: [],
    labelSet: 'pascal-21',
    chosen: {},
    height: 0,
    seed: 1,
  };
  await runImport(await found(), all, { store: data, tell: () => undefined, now: () => 0 });
  return storedDataset((await data.find('p'))!);
}

test('every image has its contour, and the description names the labels of tasks alone', async () => {
  const dataset = await imported();
  const { info } = dataset;
  expect(info.labels).toEqual(TASKS);
  expect(info.version).toBe(2);
  expect(info.origin.derived.boundary).toBe('from the regions of PASCAL-Context; odsF against their contours');
  const sample = await dataset.read('val', 0);
  const [height, width] = PASCAL_SIZES['2008_000003'];
  expect(sample.labels.contour).toEqual(
    Uint8Array.from({ length: height * width }, (_, i) => (i % width === 3 ? 1 : 0)),
  );
});

test('what is evaluated has it at the size of the network, with nothing around the image', async () => {
  const host = new MemoryHost();
  await imported(host);
  const preset = presetOf('nano');
  const { fitted } = await openDataset(host, {
    ...preset,
    input: [12, 16],
    tasks: ['boundary'],
    data: { ...preset.data, source: 'p', labelSet: 'pascal-21' },
    augmentation: { ...preset.augmentation, fit: 'pad' },
  });
  const { labels } = await fitted.read('train', 0); // 9 x 12, from row 1 and column 2 on
  const inside = (y: number): boolean => y >= 1 && y < 10;
  const expected = Uint8Array.from({ length: 12 * 16 }, (_, i) => (i % 16 === 5 && inside(Math.floor(i / 16)) ? 1 : 0));
  expect(labels.contour).toEqual(expected);
});

test('made smaller, it takes the nearest pixel as the labels do', async () => {
  const sample = resized(await (await imported()).read('train', 0), 6); // of 9 x 12
  expect([sample.height, sample.width]).toEqual([6, 8]);
  // Columns 0, 2, 3, 5, 6 … of which 3 has the contour.
  expect(sample.labels.contour).toEqual(Uint8Array.from({ length: 48 }, (_, i) => (i % 8 === 2 ? 1 : 0)));
});

test('the preview shows it as no task, and its bytes are counted', async () => {
  const preview = await previewOf(await found(), { id: 'x', bytes: 1, seed: 1, unfinished: null });
  expect(preview.tasks.map(({ id }) => id)).toEqual(TASKS);
  expect(preview.looks.flatMap(({ labels }) => Object.keys(labels))).not.toContain('contour');
  // 28 bytes of header, 11 a pixel, an eighth of one for the contour; of 108, 80 and 63 pixels, filled to whole words.
  expect(preview.bytesAnImage).toBeCloseTo((1232 + 920 + 732) / 3, 9);
});

test('one of another size, or that is none, is refused before it is stored', () => {
  const refused = (contour: Uint8Array): (() => void) => {
    const sample: Sample = { id: 'x', height: 1, width: 2, image: new Uint8Array(6), labels: { contour } };
    return () => checkSample(sample, 'pascal-21');
  };
  expect(refused(Uint8Array.of(0, 1))).not.toThrow();
  expect(refused(Uint8Array.of(0))).toThrow('The contour label of "x" has 1 values; an image of 1x2 needs 2.');
  expect(refused(Uint8Array.of(0, 2))).toThrow('A contour label of "x" is 2; allowed are 0 and 1.');
  expect(refused(Uint8Array.of(0, 255))).toThrow('A contour label of "x" is 255; allowed are 0 and 1.');
});
