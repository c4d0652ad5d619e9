/** What a data set's description says of its samples, counted as they come. Plain data, so that it can be stored. */
import type { DatasetInfo, Split } from './dataset';
import type { Sample, TaskId } from './sample';

const ORDER: readonly TaskId[] = ['semseg', 'depth', 'normals', 'boundary', 'parts', 'saliency'];

export interface Tally {
  readonly counts: Readonly<Record<Split, number>>;
  /** Of the largest sides so far. */
  readonly height: number;
  readonly width: number;
  readonly mixedSizes: boolean;
  readonly labels: readonly TaskId[];
  /** Metres and number of the valid depths of the training split. */
  readonly depth: { readonly sum: number; readonly count: number };
  /** Where scenes begin, and the last scene's name. */
  readonly scenes: Readonly<Record<Split, readonly number[]>>;
  readonly last: Readonly<Record<Split, string | null>>;
  /** Whether every sample has a camera. */
  readonly posed: boolean;
  /** Whether every sample names its scene. */
  readonly placed: boolean;
}

export const emptyTally = (): Tally => ({
  counts: { train: 0, val: 0 },
  height: 0,
  width: 0,
  mixedSizes: false,
  labels: [],
  depth: { sum: 0, count: 0 },
  scenes: { train: [], val: [] },
  last: { train: null, val: null },
  posed: true,
  placed: true,
});

/** The tally with one more sample at the end of its split. */
export function tallied(tally: Tally, split: Split, sample: Sample): Tally {
  const { counts, scenes, last } = tally;
  const { height, width, scene } = sample;
  const isFirst = counts.train + counts.val === 0;
  const placed = tally.placed && scene !== undefined;
  const begins = scene !== last[split];
  return {
    counts: { ...counts, [split]: counts[split] + 1 },
    height: Math.max(tally.height, height),
    width: Math.max(tally.width, width),
    mixedSizes: tally.mixedSizes || (!isFirst && (height !== tally.height || width !== tally.width)),
    labels: ORDER.filter((name) => sample.labels[name] || tally.labels.includes(name)),
    depth: split === 'train' ? withDepth(tally.depth, sample.labels.depth) : tally.depth,
    scenes: placed && begins ? { ...scenes, [split]: [...scenes[split], counts[split]] } : scenes,
    last: { ...last, [split]: scene ?? null },
    posed: tally.posed && sample.camera !== undefined,
    placed,
  };
}

function withDepth({ sum, count }: Tally['depth'], depth?: Float32Array): Tally['depth'] {
  for (const metres of depth ?? []) {
    if (metres <= 0) continue;
    sum += metres;
    count += 1;
  }
  return { sum, count };
}

/** Scenes count where every sample is posed and placed: they are what the cross-view term draws its pairs from. */
export function talliedInfo(tally: Tally): Omit<DatasetInfo, 'name' | 'labelSet'> {
  const { counts, height, width, mixedSizes, labels, depth, scenes, posed, placed } = tally;
  return {
    height,
    width,
    ...(mixedSizes && { mixedSizes }),
    counts,
    meanDepth: depth.count > 0 ? depth.sum / depth.count : 0,
    labels,
    ...(posed && placed && { scenes }),
  };
}
