/**
 * Metrics of a model over a split of a data set, image by image in constant memory: of the decoder's predictions and,
 * where the model has a regularizer, of the rendered ones and of the average of both (paper Table 5).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Crop, Size } from '../data/augment/crop';
import { ownSize, type OwnSize, type OwnSizes } from '../data/augment/seen';
import type { Dataset, Split } from '../data/dataset';
import { normalizeImages } from '../data/normalize';
import type { Sample } from '../data/sample';
import { readTensors } from '../gpu/read';
import type { MultiTaskModel } from '../model/multitask';
import type { HeadMaps } from '../model/types';
import { resize } from '../nn/resize';
import type { MeterTools, Task } from '../tasks/task';
import { Tally } from './tally';

/** The two branches of the model that predict. */
export type Source = 'decoder' | 'rendered';

/** Where a prediction comes from; 'average' is the average of the other two's. */
export type PredictionSource = Source | 'average';

const BRANCHES: readonly Source[] = ['decoder', 'rendered'];
const ALL: readonly PredictionSource[] = [...BRANCHES, 'average'];

/** Decoded predictions by source and task, [H, W] or [H, W, 3] each; of the tasks that a source has. */
export type Predictions = Readonly<Partial<Record<PredictionSource, Readonly<Record<string, Float32Array>>>>>;

/** Evaluation is not random: no dropout, samples in the middle of their bins. */
const PASS = { training: false, seed: 0 } as const;

type RawMaps = Readonly<Partial<Record<PredictionSource, HeadMaps>>>;

/** A part of the maps, enlarged or made smaller. */
interface PartAt {
  readonly part: Crop;
  readonly size: Size;
}

interface RawOptions {
  /** Height and width of the maps. */
  readonly size: Size;
  readonly sources: readonly PredictionSource[];
  /** Only this part of the maps, then, at a size of its own. */
  readonly at?: PartAt;
}

/** As the published InvPT saves predictions: padding is cut off. @param map [B, H, W, channels] */
function partOf(map: Tensor4D, { part: { top, left, height, width }, size }: PartAt): Tensor4D {
  const [batch, rows, columns, channels] = map.shape;
  const isWhole = height === rows && width === columns;
  return resize(isWhole ? map : tf.slice(map, [0, top, left, 0], [batch, height, width, channels]), size);
}

/**
 * Raw maps at one size, of the sources that are wanted and that the model has; those of the decoder alone run nothing
 * of the regularizer.
 * @param image [B, H, W, 3], normalised @returns [B, height, width, channels] each, all to be disposed of
 */
export function rawPredictions(
  model: MultiTaskModel,
  tasks: readonly Task[],
  image: Tensor4D,
  { size, sources, at }: RawOptions,
): RawMaps {
  return tf.tidy(() => {
    const render = sources.some((source) => source !== 'decoder');
    const { maps, rendered } = model.forward(image, PASS, { render });
    const placed = (raw: Tensor4D): Tensor4D => (at ? partOf(resize(raw, size), at) : resize(raw, size));
    const sized = (raw: HeadMaps): HeadMaps =>
      Object.fromEntries(tasks.flatMap(({ id }) => (raw[id] ? [[id, placed(raw[id])]] : [])));
    const decoder = sized(maps);
    if (!rendered) return sources.includes('decoder') ? { decoder } : {};
    const seen = sized(rendered);
    const both = tasks.filter(({ id }) => seen[id]);
    const found: Record<PredictionSource, () => HeadMaps> = {
      decoder: () => decoder,
      rendered: () => seen,
      average: () => Object.fromEntries(both.map((task) => [task.id, task.average(decoder[task.id]!, seen[task.id]!)])),
    };
    return Object.fromEntries(sources.map((source) => [source, found[source]()]));
  });
}

/** Decoded predictions for one image at its size, of both branches unless told; one wait for the GPU. */
export async function predictSample(
  model: MultiTaskModel,
  tasks: readonly Task[],
  sample: Sample,
  { sources = BRANCHES, at }: Partial<Omit<RawOptions, 'size'>> = {},
): Promise<Predictions> {
  const { height, width } = sample;
  const decoded = tf.tidy(() => {
    const image = tf.tensor4d(normalizeImages([sample]), [1, height, width, 3]);
    const raw = rawPredictions(model, tasks, image, { size: [height, width], sources, ...(at && { at }) });
    return Object.entries(raw).flatMap(([source, maps]) =>
      tasks.flatMap((task) => (maps[task.id] ? [{ source, task: task.id, map: task.decode(maps[task.id]!) }] : [])),
    );
  });
  const tensors = decoded.map(({ map }) => map);
  const values = await readTensors(tensors);
  tf.dispose(tensors);
  const predictions: Record<string, Record<string, Float32Array>> = {};
  decoded.forEach(({ source, task }, i) => ((predictions[source] ??= {})[task] = values[i]!));
  return predictions;
}

export interface Score {
  readonly source: PredictionSource;
  readonly task: string;
  /** Images with at least one labelled pixel; with none, there is nothing to say. */
  readonly images: number;
  /** By metric key. */
  readonly values: Readonly<Record<string, number>>;
  /** Pixels by label (rows) and prediction (columns), of tasks whose pixels are classes. */
  readonly confusion?: readonly (readonly number[])[];
  /** Images whose prediction holds NaN: why a value may be none. Absent: there is none. */
  readonly broken?: number;
  /** Images measured against contours that their data keeps for that; absent of tasks that ask for none. */
  readonly contours?: number;
}

/** What one image's picture would say (`Task.imageScore`); of the tasks that it has labels for. */
export interface ImageScore {
  readonly index: number;
  readonly id: string;
  readonly source: PredictionSource;
  readonly task: string;
  readonly value: number;
}

export interface EvaluateOptions {
  readonly model: MultiTaskModel;
  readonly tasks: readonly Task[];
  /** Of the size that the network reads. */
  readonly dataset: Dataset;
  readonly split: Split;
  /** Truth and predictions at the images' own sizes: instead of `dataset`'s, of which only the facts are read. */
  readonly ownSizes?: OwnSizes;
  /** Default: all that the model has. */
  readonly sources?: readonly PredictionSource[];
  readonly tools?: MeterTools;
  readonly onImage?: (score: ImageScore) => void;
  readonly onProgress?: (done: number, total: number) => void;
  /** Looked at between images. */
  readonly signal?: AbortSignal;
  /** Takes the GPU for one image's predictions, where others use it meanwhile. */
  readonly turn?: <T>(job: () => Promise<T>) => Promise<T>;
}

/** An evaluation image by image, for who goes at a pace of his own. Needs the open GPU. */
export class Evaluation {
  private readonly tally: Tally;

  constructor(private readonly options: Omit<EvaluateOptions, 'onProgress' | 'signal'>) {
    this.tally = new Tally(options);
  }

  /** Predicts one image. @returns `counted`, once every meter has it: others may count it elsewhere meanwhile */
  async add(index: number): Promise<{ readonly counted: Promise<void> }> {
    const { model, tasks, sources = ALL, turn = (job) => job() } = this.options;
    const { truth, image, part } = await this.read(index);
    const at = part && { part, size: [truth.height, truth.width] as const };
    const predictions = await turn(() => predictSample(model, tasks, image, { sources, ...(at && { at }) }));
    const counted = this.tally.add(index, truth, predictions);
    counted.catch(() => undefined); // thrown where it is waited for
    return { counted };
  }

  /** Of the images so far. */
  scores(): Score[] {
    return this.tally.scores();
  }

  private async read(index: number): Promise<Pick<OwnSize, 'truth' | 'image'> & Partial<OwnSize>> {
    const { dataset, split, ownSizes } = this.options;
    if (ownSizes) return ownSize(await ownSizes.stored.read(split, index), ownSizes.fitting);
    const sample = await dataset.read(split, index);
    return { truth: sample, image: sample };
  }
}

/** Images whose numbers may be computed elsewhere at once. */
const IN_FLIGHT = 3;

/**
 * @returns scores by source, each of the tasks that it predicts: decoder, then rendered and their average if there are any
 * @throws the signal's reason
 */
export async function evaluate({ onProgress, signal, ...options }: EvaluateOptions): Promise<Score[]> {
  const evaluation = new Evaluation(options);
  const total = options.dataset.info.counts[options.split];
  const counting: Promise<void>[] = [];
  let done = 0;
  for (let index = 0; index < total; index++) {
    signal?.throwIfAborted();
    const { counted } = await evaluation.add(index);
    const told = counted.then(() => onProgress?.(++done, total));
    told.catch(() => undefined); // thrown where it is waited for
    counting.push(told);
    if (counting.length >= IN_FLIGHT) await counting.shift();
  }
  await Promise.all(counting);
  return evaluation.scores();
}
