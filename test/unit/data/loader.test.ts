import { expect, test } from 'vitest';
import { batchIndices, Loader } from '../../../src/data/loader';
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
