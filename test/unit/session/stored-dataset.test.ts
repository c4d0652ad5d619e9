/** Data sets of records: written sample by sample, described by themselves, read back, gone on with. */
import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import type { Origin } from '../../../src/data/manifest';
import type { Sample } from '../../../src/data/sample';
import { StoredDatasetWriter, storedDataset } from '../../../src/session/stored-dataset';
import { MemoryHost } from '../../helpers/memory-host';

const origin: Origin = {
  title: 'PASCAL',
  importer: 'pascal',
  source: 'PASCAL_MT.tgz',
  chosen: {},
  derived: {},
  skipped: 0,
  createdAt: 1,
};
const facts = { name: 'p', labelSet: 'pascal-21', origin } as const;

function sampleOf(id: string, [height, width]: readonly [number, number], rest: Partial<Sample> = {}): Sample {
  const pixels = height * width;
  const labels = { semseg: new Uint8Array(pixels).fill(3) };
  return { id, height, width, image: new Uint8Array(3 * pixels).fill(7), labels, ...rest };
}

const tall = sampleOf('tall', [4, 2]);
const wide = sampleOf('wide', [2, 5], { labels: { depth: new Float32Array(10).fill(2) } });

test('images of several sizes and with other labels each come back as they are, and the description says so', async () => {
  const { data } = new MemoryHost();
  const writer = new StoredDatasetWriter(await data.create('p'));
  await writer.add('train', tall);
  await writer.add('train', wide);
  await writer.add('val', tall);
  expect(writer.counts).toEqual({ train: 2, val: 1 });
  const made = await writer.finish(facts);
  const stored = await storedDataset(await data.open('p'));
  expect(stored.info).toEqual(made.info);
  expect(stored.info).toEqual({
    format: 'taskfield-dataset',
    version: 2,
    ...facts,
    height: 4,
    width: 5,
    mixedSizes: true,
    counts: { train: 2, val: 1 },
    meanDepth: 2,
    labels: ['semseg', 'depth'],
  });
  expect([await stored.read('train', 0), await stored.read('train', 1)]).toEqual([tall, wide]);
  expect(await stored.read('val', 0)).toEqual(tall);
});

test('an interrupted import goes on with its note, and describes the samples of before, too', async () => {
  const { data } = new MemoryHost();
  const resume = { key: 'k', wishes: '' };
  const lost = new StoredDatasetWriter(await data.create('p', resume));
  expect(lost.note).toBe('');
  await lost.add('train', wide, 'one done');
  const writer = new StoredDatasetWriter(await data.create('p', resume));
  expect([writer.note, writer.counts]).toEqual(['one done', { train: 1, val: 0 }]);
  await writer.add('train', tall, 'two done');
  const { info } = await writer.finish(facts);
  expect(info).toMatchObject({ height: 4, width: 5, mixedSizes: true, counts: { train: 2, val: 0 }, meanDepth: 2 });
  expect(await (await storedDataset(await data.open('p'))).read('train', 1)).toEqual(tall);
});

test('a sample that cannot be stored is left out, and the next follows', async () => {
  const { data } = new MemoryHost();
  const writer = new StoredDatasetWriter(await data.create('p'));
  const bad = sampleOf('bad', [1, 1], { labels: { depth: Float32Array.of(NaN) } });
  await expect(writer.add('train', bad)).rejects.toBeInstanceOf(InputError);
  await writer.add('train', tall);
  const { info } = await writer.finish(facts);
  expect([info.counts.train, info.labels]).toEqual([1, ['semseg']]);
});

test('what is missing or damaged is named with its place', async () => {
  const { data } = new MemoryHost();
  const writer = new StoredDatasetWriter(await data.create('p'));
  await writer.add('train', tall);
  await writer.add('train', tall);
  const stored = await writer.finish(facts);
  const { records } = data.made.get('p')!;
  records.delete('train 1');
  records.get('train 0')![40]! ^= 1;
  await expect(stored.read('train', 0)).rejects.toThrow(
    'Image 0 of the train split of p is damaged: its checksum is wrong; delete the data set and import or make it again.',
  );
  await expect(stored.read('train', 1)).rejects.toThrow(
    'The train split of p ends before image 1 of 2: it is cut off; delete it and import or make it again.',
  );
});

test('a folder without a description is no data set', async () => {
  const empty = { place: '/x', readManifest: async () => undefined, readRecord: async () => undefined };
  await expect(storedDataset(empty)).rejects.toThrow('/x is no data set: it holds no dataset.json;');
});
