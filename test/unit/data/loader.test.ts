import { expect, test } from 'vitest';
import { identity4 } from '../../../src/base/geometry';
import { batchIndices, Loader, partnerIndex } from '../../../src/data/loader';
import type { Dataset } from '../../../src/data/dataset';
import type { Sample } from '../../../src/data/sample';

const COUNT = 7;

function counted(): { dataset: Dataset; reads: number[] } {
  const reads: number[] = [];
  const dataset: Dataset = {
    info: { name: 'seven', height: 1, width: 1, counts: { train: COUNT, val: 1 }, meanDepth: 2, classes: [] },
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
  expect(reads.length).toBe(6);
  await loader.batch(1);
  expect(reads.length).toBe(8);
});

test('a batch larger than the split is refused with both numbers', () => {
  expect(() => new Loader({ dataset: counted().dataset, split: 'train', batch: 9, seed: 1 })).toThrow(
    /Batch is 9; the train split of seven holds 7 images/,
  );
});

/** Scenes of three posed views each: ids are the indices. */
function posed({ views = 3, count = 12, blind = -1 } = {}): Dataset {
  const camera = { intrinsics: { fx: 1, fy: 1, cx: 0.5, cy: 0.5 }, worldFromCamera: identity4() };
  return {
    info: { ...counted().dataset.info, counts: { train: count, val: 0 }, viewsPerScene: views },
    async read(split, index) {
      const sample = await counted().dataset.read(split, index);
      return index === blind ? sample : { ...sample, camera };
    },
  };
}

const pairs = { split: 'train', batch: 4, seed: 5, pairs: true } as const;

test('a partner is another view of the same scene; every one of them in time', () => {
  const seen = new Set(Array.from({ length: 40 }, (_, step) => partnerIndex(7, { views: 3, seed: 1, step })));
  expect([...seen].sort()).toEqual([6, 8]);
  for (let index = 0; index < 6; index++) {
    for (let step = 0; step < 20; step++) {
      const partner = partnerIndex(index, { views: 2, seed: 9, step });
      expect(partner).toBe(index % 2 === 0 ? index + 1 : index - 1);
    }
  }
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
  expect(of(counted().dataset)).toThrow(/seven has one of each; set data.rooms.views to 2 or more/);
  expect(of(posed({ count: 11 }))).toThrow(/holds 11 images, which are no whole scenes of 3 views/);
  await expect(new Loader({ dataset: posed({ count: 6, blind: 4 }), ...pairs, batch: 6 }).batch(0)).rejects.toThrow(
    /needs the camera of every image, and "4" of seven has none/,
  );
});
