/** A stored data set looked at: its numbers over some images, and images painted. */
import { InputError } from '../base/errors';
import type { Split } from '../data/dataset';
import type { Sample } from '../data/sample';
import { sceneOf } from '../data/scenes';
import type { DataStatistics, LookedAt } from '../protocol/data-messages';
import { comparedFrames, statisticsOf } from './data-statistics';
import type { DataStore } from './host';
import { lookAt, rangesOf } from './looks';
import { storedDataset, type StoredDataset } from './stored-dataset';

const COUNTED = 32; // images that the numbers are taken over
const SCENES = 4; // whose poses are checked
const MOST_AT_ONCE = 48; // images painted in one answer

/** @throws InputError if there is none of this name, or it is of another version */
export async function openStored(store: DataStore, name: string): Promise<StoredDataset> {
  const folder = await store.find(name);
  if (!folder) throw new InputError(`The data set "${name}" is not stored here; choose one from the list.`);
  return storedDataset(folder);
}

/** @throws InputError if there is no such image */
export async function readStored(dataset: StoredDataset, split: Split, index: number): Promise<Sample> {
  const { name, counts } = dataset.info;
  if (Number.isInteger(index) && index >= 0 && index < counts[split]) return dataset.read(split, index);
  throw new InputError(
    `Image ${index} of the ${split} split of "${name}" was asked for; it has ${counts[split]}, counted from 0.`,
  );
}

interface Place {
  readonly split: Split;
  readonly index: number;
}

/** Spread evenly over both splits. */
function placesOf({ info: { counts } }: StoredDataset, wanted: number): Place[] {
  const all = counts.train + counts.val;
  const some = Math.min(wanted, all);
  return Array.from({ length: some }, (_, k) => {
    const place = Math.floor((k * all) / some);
    return place < counts.train ? { split: 'train', index: place } : { split: 'val', index: place - counts.train };
  });
}

/** Frames of some scenes, if there are poses. */
function framePlaces(dataset: StoredDataset): Place[] {
  if (!dataset.info.scenes) return [];
  const ranges = new Map(
    placesOf(dataset, SCENES).map(({ split, index }) => {
      const range = sceneOf(dataset.info, split, index);
      return [`${split} ${range.first}`, { split, range }] as const;
    }),
  );
  return [...ranges.values()].flatMap(({ split, range }) =>
    comparedFrames(range).map((index): Place => ({ split, index })),
  );
}

/** @throws InputError if there is no such data set, or an image is damaged */
export async function storedStatistics(store: DataStore, name: string): Promise<DataStatistics> {
  const dataset = await openStored(store, name);
  async function* read(places: readonly Place[]): AsyncGenerator<Sample> {
    for (const { split, index } of places) yield dataset.read(split, index);
  }
  const { labelSet, origin } = dataset.info;
  return statisticsOf({
    samples: read(placesOf(dataset, COUNTED)),
    labelSet,
    fitted: origin.derived.normals !== undefined,
    frames: read(framePlaces(dataset)),
  });
}

interface Range {
  readonly name: string;
  readonly split: Split;
  readonly first: number;
  readonly count: number;
}

/** Painted on one scale; fewer where the split ends. */
export async function storedLooks(store: DataStore, { name, split, first, count }: Range): Promise<LookedAt[]> {
  const dataset = await openStored(store, name);
  const { counts, labelSet } = dataset.info;
  const wanted = Math.max(0, Math.min(count, MOST_AT_ONCE, counts[split] - first));
  const samples: Sample[] = [];
  for (let index = first; index < first + wanted; index++) samples.push(await readStored(dataset, split, index));
  const ranges = rangesOf(samples, labelSet);
  return samples.map((sample) => lookAt(sample, { labelSet, split, scene: sample.scene ?? null, ranges }));
}
