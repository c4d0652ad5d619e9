/**
 * Metrics of a model over a split of a data set, image by image in constant memory: of the decoder's predictions and,
 * where the model has a regularizer, of the rendered ones and of the average of both (paper Table 5).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Dataset, Split } from '../data/dataset';
import { normalizeImages } from '../data/normalize';
import type { Sample } from '../data/sample';
import { readTensors } from '../gpu/read';
import type { MultiTaskModel } from '../model/multitask';
import type { HeadMaps } from '../model/types';
import { resize } from '../nn/resize';
import { isIgnored } from '../tasks/error';
import type { Extent, Meter } from '../tasks/metrics/meter';
import { labelOf, type MeterTools, type Task } from '../tasks/task';

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

/**
 * Raw maps at one size, of the sources that are wanted and that the model has; those of the decoder alone run nothing
 * of the regularizer.
 * @param image [B, H, W, 3], normalised @returns [B, height, width, channels] each, all to be disposed of
 */
export function rawPredictions(
  model: MultiTaskModel,
  tasks: readonly Task[],
  image: Tensor4D,
  { size, sources }: { readonly size: readonly [number, number]; readonly sources: readonly PredictionSource[] },
): RawMaps {
  return tf.tidy(() => {
    const render = sources.some((source) => source !== 'decoder');
    const { maps, rendered } = model.forward(image, PASS, { render });
    const sized = (raw: HeadMaps): HeadMaps =>
      Object.fromEntries(tasks.flatMap(({ id }) => (raw[id] ? [[id, resize(raw[id], size)]] : [])));
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

/** Decoded predictions for one sample at its own size, of both branches unless told; one wait for the GPU. */
export async function predictSample(
  model: MultiTaskModel,
  tasks: readonly Task[],
  sample: Sample,
  sources: readonly PredictionSource[] = BRANCHES,
): Promise<Predictions> {
  const { height, width } = sample;
  const decoded = tf.tidy(() => {
    const image = tf.tensor4d(normalizeImages([sample]), [1, height, width, 3]);
    const raw = rawPredictions(model, tasks, image, { size: [height, width], sources });
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
  readonly dataset: Dataset;
  readonly split: Split;
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

interface Truth {
  readonly label: Float32Array;
  readonly extent: Extent;
}

/** The meters of one source, as tasks come up. */
class Meters {
  private readonly known = new Map<string, { meter: Meter; images: number }>();

  constructor(
    private readonly source: PredictionSource,
    private readonly tools: MeterTools | undefined,
  ) {}

  async add(task: Task, prediction: Float32Array, { label, extent }: Truth) {
    const entry = this.known.get(task.id) ?? { meter: task.meter(this.tools), images: 0 };
    this.known.set(task.id, entry);
    if (!hasLabels(label, task.labels.channels)) return;
    entry.images += 1;
    await entry.meter.add(prediction, label, extent);
  }

  scores(): Score[] {
    const { source } = this;
    return [...this.known].map(([task, { meter, images }]) => ({ source, task, images, values: meter.values() }));
  }
}

/** Whether any pixel counts. @param label as `labelOf` gives it */
export function hasLabels(label: Float32Array, channels: number): boolean {
  for (let pixel = 0; pixel * channels < label.length; pixel++) if (!isIgnored(label, channels, pixel)) return true;
  return false;
}

/** What stands beside a single image's map. @returns NaN without a labelled pixel */
export function imageScoreOf(task: Task, prediction: Float32Array, { label, extent }: Truth): number {
  const { key, meter: own = task.meter } = task.imageScore;
  const meter = own();
  void meter.add(prediction, label, extent); // an image's score is cheap: no task's waits for anything
  return meter.values()[key]!;
}

/** Images whose numbers may be computed elsewhere at once. */
const IN_FLIGHT = 3;

/** What an image adds to the meters, and its own score. */
class Tally {
  private readonly meters = new Map<PredictionSource, Meters>();

  constructor(private readonly options: EvaluateOptions) {}

  /** Calls every meter at once, so that images stay in order; resolves when all have counted. */
  async add(index: number, sample: Sample, predictions: Predictions): Promise<void> {
    const { tasks, tools, onImage } = this.options;
    const adding: Promise<void>[] = [];
    for (const [source, byTask] of Object.entries(predictions) as [PredictionSource, Record<string, Float32Array>][]) {
      const ofSource = this.meters.get(source) ?? new Meters(source, tools);
      this.meters.set(source, ofSource);
      for (const task of tasks) {
        const prediction = byTask[task.id];
        if (!prediction) continue;
        const truth = { label: labelOf(task, sample), extent: sample };
        adding.push(ofSource.add(task, prediction, truth));
        if (!onImage || !hasLabels(truth.label, task.labels.channels)) continue;
        onImage({ index, id: sample.id, source, task: task.id, value: imageScoreOf(task, prediction, truth) });
      }
    }
    await Promise.all(adding);
  }

  scores(): Score[] {
    return [...this.meters.values()].flatMap((one) => one.scores());
  }
}

/**
 * @returns scores by source, each of the tasks that it predicts: decoder, then rendered and their average if there are any
 * @throws the signal's reason
 */
export async function evaluate(options: EvaluateOptions): Promise<Score[]> {
  const { model, tasks, dataset, split, sources = ALL, onProgress, signal, turn = (job) => job() } = options;
  const tally = new Tally(options);
  const total = dataset.info.counts[split];
  const counting: Promise<void>[] = [];
  let done = 0;
  for (let index = 0; index < total; index++) {
    signal?.throwIfAborted();
    const sample = await dataset.read(split, index);
    const predictions = await turn(() => predictSample(model, tasks, sample, sources));
    const counted = tally.add(index, sample, predictions).then(() => onProgress?.(++done, total));
    counted.catch(() => undefined); // thrown where it is waited for
    counting.push(counted);
    if (counting.length >= IN_FLIGHT) await counting.shift();
  }
  await Promise.all(counting);
  return tally.scores();
}
