/** Part of a training split, picked by a seed (paper Table 7). */
import { deriveSeed, Random } from '../base/random';
import type { Dataset } from './dataset';

export interface FractionOptions {
  /** 0 < fraction <= 1 */
  readonly fraction: number;
  readonly seed: number;
}

/** Where the scenes of the training split begin; without scenes every sample is one. */
function scenesOf({ info }: Dataset): readonly number[] {
  return info.scenes?.train ?? Array.from({ length: info.counts.train }, (_, index) => index);
}

/**
 * That share of the training split's images, at least one, and of posed views whole scenes. A smaller share of the same
 * seed lies within a larger one. Order and validation stay.
 */
export function fractionOf(dataset: Dataset, { fraction, seed }: FractionOptions): Dataset {
  if (fraction === 1) return dataset;
  const { info } = dataset;
  const starts = scenesOf(dataset);
  const wanted = Math.max(Math.round(starts.length * fraction), 1);
  const order = new Random(deriveSeed(seed, 'fraction')).permutation(starts.length);
  const kept = [...order.subarray(0, wanted)].sort((a, b) => a - b);
  const indices: number[] = [];
  const begins = kept.map((scene) => {
    const begin = indices.length;
    const end = starts[scene + 1] ?? info.counts.train;
    for (let index = starts[scene]!; index < end; index++) indices.push(index);
    return begin;
  });
  return {
    info: {
      ...info,
      name: `${info.name} (${Number((100 * fraction).toPrecision(3))} % of it)`,
      counts: { ...info.counts, train: indices.length },
      ...(info.scenes && { scenes: { ...info.scenes, train: begins } }),
    },
    read: (split, index) => dataset.read(split, split === 'train' ? indices[index]! : index),
  };
}
