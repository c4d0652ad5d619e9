import { expect, test, vi } from 'vitest';
import { identity4 } from '../../../src/base/geometry';
import { augment, augmentSeed, type AugmentOptions } from '../../../src/data/augment/augment';
import type { Dataset } from '../../../src/data/dataset';
import { fractionOf } from '../../../src/data/fraction';
import { batchIndices, Loader, partnerIndex } from '../../../src/data/loader';
import type { Sample, TrainingSample } from '../../../src/data/sample';
import { evenScenes } from '../../../src/data/scenes';
import { numbered, RULES } from '../../helpers/augmenting';

const COUNT = 7;

function counted(): { dataset: Dataset; reads: number[] } {
  const reads: number[] = [];
  const dataset: Dataset = {
    info: {
      name: 'seven',
      height: 1,
      width: 1,
      counts: { train: COUNT, val: 1 },
      meanDepth: 2,
      labelSet: 'nyuv2-40',
      labels: [],
    },
    read(_split, index) {
      reads.push(index);
      return Promise.resolve({
        id: String(index),
        height: 1,
        width: 1,
        image: new Uint8Array(3),
        labels: {},
      } satisfies Sample);
    },
  };
  return { dataset, reads };
}

test('an epoch shows each image once (the incomplete batch dropped), the next in another order', () => {
  const epoch = (first: number) =>
    [0, 1, 2].flatMap((i) => batchIndices({ count: COUNT, batch: 2, seed: 1 }, first + i));
  expect(new Set(epoch(0)).size).toBe(6);
  expect(new Set(epoch(3)).size).toBe(6);
  expect(epoch(3)).not.toEqual(epoch(0));
  expect(epoch(0)).toEqual(epoch(0));
});

test('a loader started in the middle gives the same batches', async () => {
  const ids = async (loader: Loader, step: number) => (await loader.batch(step)).map((sample) => sample.id);
  const options = { split: 'train', batch: 2, seed: 5 } as const;
  const whole = new Loader({ dataset: counted().dataset, ...options });
  const seen = [];
  for (let step = 0; step < 10; step++) seen.push(await ids(whole, step));
  expect(await ids(new Loader({ dataset: counted().dataset, ...options }), 8)).toEqual(seen[8]);
});

test('two batches are read ahead, none twice', async () => {
  const { dataset, reads } = counted();
  const loader = new Loader({ dataset, split: 'train', batch: 2, seed: 1 });
  await loader.batch(0);
  await vi.waitFor(() => expect(reads.length).toBe(6));
  await loader.batch(1);
  await vi.waitFor(() => expect(reads.length).toBe(8));
  await loader.batch(2);
  expect(new Set(reads.slice(0, 6)).size).toBe(6);
});

test('a batch larger than the split is refused with both numbers', () => {
  expect(() => new Loader({ dataset: counted().dataset, split: 'train', batch: 9, seed: 1 })).toThrow(
    /Batch is 9; the train split of seven holds 7 images/,
  );
});

/** Scenes of three posed views each, if not told: ids are the indices. */
function posed({ count = 12, scenes = evenScenes(count, 3), blind = -1 } = {}): Dataset {
  const camera = { intrinsics: { fx: 1, fy: 1, cx: 0.5, cy: 0.5 }, worldFromCamera: identity4() };
  return {
    info: { ...counted().dataset.info, counts: { train: count, val: 0 }, scenes: { train: scenes, val: [] } },
    async read(split, index) {
      const sample = await counted().dataset.read(split, index);
      return index === blind ? sample : { ...sample, camera };
    },
  };
}

const pairs = { split: 'train', batch: 4, seed: 5, pairs: true } as const;

/** All partners that an index gets in 200 steps. */
const partners = (index: number, scene: { first: number; end: number }, reach = Infinity): number[] =>
  [...new Set(Array.from({ length: 200 }, (_, step) => partnerIndex(index, { scene, reach, seed: 1, step })))].toSorted(
    (a, b) => a - b,
  );

test('a partner is another view of the same scene; every one of them in time', () => {
  expect(partners(7, { first: 6, end: 9 })).toEqual([6, 8]);
  for (let index = 0; index < 6; index++) {
    const first = index - (index % 2);
    expect(partners(index, { first, end: first + 2 })).toEqual([index % 2 === 0 ? index + 1 : index - 1]);
  }
});

test('a partner is within reach, as far as the scene goes', () => {
  const scene = { first: 10, end: 30 };
  expect(partners(20, scene, 2)).toEqual([18, 19, 21, 22]);
  expect(partners(10, scene, 3)).toEqual([11, 12, 13]);
  expect(partners(28, scene, 3)).toEqual([25, 26, 27, 29]);
});

test('pairs are the same for a loader started in the middle, and without them nothing more is read', async () => {
  const ids = async (loader: Loader, step: number) =>
    (await loader.batch(step)).map(({ id, partner }) => [Number(id), Number(partner?.id)]);
  const whole = new Loader({ dataset: posed(), ...pairs });
  const seen = [];
  for (let step = 0; step < 7; step++) seen.push(await ids(whole, step));
  expect(await ids(new Loader({ dataset: posed(), ...pairs }), 5)).toEqual(seen[5]);
  for (const [index, partner] of seen.flat() as [number, number][]) {
    expect(partner).not.toBe(index);
    expect(Math.floor(partner / 3)).toBe(Math.floor(index / 3));
  }
  const alone = await new Loader({ dataset: posed(), ...pairs, pairs: false }).batch(0);
  expect(alone.every((sample) => !('partner' in sample))).toBe(true);
});

test('data without pairs of posed views are refused, naming what to set', async () => {
  const of = (dataset: Dataset) => () => new Loader({ dataset, ...pairs });
  expect(of(counted().dataset)).toThrow(/seven has scenes of one; set data.rooms.views to 2 or more/);
  expect(of(posed({ scenes: [0, 3, 11] }))).toThrow(/seven has scenes of one/); // the last holds image 11 alone
  await expect(new Loader({ dataset: posed({ count: 6, blind: 4 }), ...pairs, batch: 6 }).batch(0)).rejects.toThrow(
    /needs the camera of every image, and "4" of seven has none/,
  );
});

const OPTIONS: AugmentOptions = { pipeline: 'inv-pt', fit: 'contain', input: [12, 16], rules: RULES };

/** Images that say where their pixels are, larger than the network's input. */
function pictures(): Dataset {
  const { info } = counted().dataset;
  return { info, read: async (_, index) => ({ ...numbered(30, 40), id: String(index) }) };
}

test('samples come augmented by seed, step and image alone; a loader started in the middle gives the same', async () => {
  const options = { dataset: pictures(), split: 'train', batch: 2, seed: 5, augment: OPTIONS } as const;
  const whole = new Loader(options);
  const seen: TrainingSample[][] = [];
  for (let step = 0; step < 6; step++) seen.push(await whole.batch(step));
  expect(await new Loader(options).batch(4)).toEqual(seen[4]);
  for (const [step, batch] of seen.entries()) {
    for (const sample of batch) {
      const alone = augment({ ...numbered(30, 40), id: sample.id }, OPTIONS, augmentSeed(5, step, Number(sample.id)));
      expect(sample).toEqual(alone.sample);
      expect([sample.height, sample.width]).toEqual([12, 16]);
    }
  }
  const [first, again] = [0, 3].map((step) => seen[step]!.map(({ image }) => image.join())); // two epochs
  expect(first).not.toEqual(again);
});

test('a batch that cannot be read is reported by its own step; the next ones come', async () => {
  const { dataset } = counted();
  const [bad] = batchIndices({ count: COUNT, batch: 2, seed: 1 }, 1);
  const broken: Dataset = {
    ...dataset,
    read: async (split, index) => {
      if (index === bad) throw new Error('this record is damaged');
      return dataset.read(split, index);
    },
  };
  const loader = new Loader({ dataset: broken, split: 'train', batch: 2, seed: 1 });
  expect(await loader.batch(0)).toHaveLength(2);
  await expect(loader.batch(1)).rejects.toThrow('this record is damaged');
  expect(await loader.batch(2)).toHaveLength(2);
});

const idsOf = (dataset: Dataset): Promise<string[]> =>
  Promise.all(Array.from({ length: dataset.info.counts.train }, async (_, k) => (await dataset.read('train', k)).id));

test('a fraction is picked by the seed, in order, a smaller one inside a larger one; all of it is the set itself', async () => {
  const whole = posed({ count: 40, scenes: evenScenes(40, 1) });
  const part = (fraction: number, seed = 3) => idsOf(fractionOf(whole, { fraction, seed }));
  const [quarter, half] = [await part(0.25), await part(0.5)];
  expect([quarter.length, half.length]).toEqual([10, 20]);
  expect(quarter.every((id) => half.includes(id))).toBe(true);
  expect(half).toEqual(half.toSorted((a, b) => Number(a) - Number(b)));
  expect(await part(0.25, 4)).not.toEqual(quarter);
  expect(await part(0.001)).toHaveLength(1);
  expect(fractionOf(whole, { fraction: 1, seed: 3 })).toBe(whole);
});

test('of posed views whole scenes are kept, and stay scenes', async () => {
  const whole = posed({ count: 14, scenes: [0, 2, 5, 9] }); // of 2, 3, 4 and 5 views
  const half = fractionOf(whole, { fraction: 0.5, seed: 1 });
  const ids = (await idsOf(half)).map(Number);
  const scenes = [
    [0, 1],
    [2, 3, 4],
    [5, 6, 7, 8],
    [9, 10, 11, 12, 13],
  ].filter((views) => ids.includes(views[0]!));
  expect(scenes).toHaveLength(2);
  expect(ids).toEqual(scenes.flat());
  expect(half.info.scenes?.train).toEqual([0, scenes[0]!.length]);
  const batch = await new Loader({ dataset: half, ...pairs, batch: 4 }).batch(0);
  for (const { id, partner } of batch) {
    expect(scenes.find((views) => views.includes(Number(id)))).toContain(Number(partner!.id));
  }
});

test('the validation split is whole', async () => {
  const half = fractionOf(pictures(), { fraction: 0.5, seed: 1 });
  expect(half.info.counts).toEqual({ train: 4, val: 1 });
  expect((await half.read('val', 0)).id).toBe('0');
});
