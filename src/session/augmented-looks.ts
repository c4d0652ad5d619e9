/** A stored image as training would see it, drawn several times. */
import type { AugmentationConfig } from '../config/experiment';
import { augment, augmentSeed } from '../data/augment/augment';
import { wordsOf } from '../data/augment/words';
import type { Split } from '../data/dataset';
import type { AugmentedLook } from '../protocol/data-messages';
import type { DataStore } from './host';
import { labelRules } from './label-rules';
import { lookAt, rangesOf } from './looks';
import { openStored, readStored } from './stored-looks';

const MOST_DRAWS = 24;

interface Wish {
  readonly name: string;
  readonly split: Split;
  readonly index: number;
  /** Height and width of the network's input. */
  readonly input: readonly [number, number];
  readonly augmentation: AugmentationConfig;
  /** Of the first draw; the next is of seed + 1. */
  readonly seed: number;
  readonly count: number;
}

/** @throws InputError if there is no such data set or image */
export async function augmentedLooks(store: DataStore, wish: Wish): Promise<AugmentedLook> {
  const { split, index, input, augmentation, seed } = wish;
  const dataset = await openStored(store, wish.name);
  const { labelSet } = dataset.info;
  const sample = await readStored(dataset, split, index);
  const options = { ...augmentation, input, rules: labelRules() };
  const drawn = Array.from({ length: Math.min(wish.count, MOST_DRAWS) }, (_, draw) =>
    augment(sample, options, augmentSeed(seed + draw, 0, index)),
  );
  const ranges = rangesOf(
    drawn.map((one) => one.sample),
    labelSet,
  );
  return {
    looks: drawn.map((one) => lookAt(one.sample, { labelSet, split, scene: sample.scene ?? null, ranges })),
    did: drawn.map(({ change }) => wordsOf(change)),
  };
}
