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
import type { Meter } from '../tasks/metrics/meter';
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
  /** By metric key. */
  readonly values: Readonly<Record<string, number>>;
}

export interface EvaluateOptions {
  readonly model: MultiTaskModel;
  readonly tasks: readonly Task[];
  readonly dataset: Dataset;
  readonly split: Split;
  /** Default: all that the model has. */
  readonly sources?: readonly PredictionSource[];
  readonly tools?: MeterTools;
  readonly onProgress?: (done: number, total: number) => void;
}

/** @returns scores by source, each of the tasks that it predicts: decoder, then rendered and their average if there are any */
export async function evaluate(options: EvaluateOptions): Promise<Score[]> {
  const { model, tasks, dataset, split, sources = ALL, onProgress } = options;
  const meters = new Map<PredictionSource, Map<string, Meter>>();
  const total = dataset.info.counts[split];
  for (let index = 0; index < total; index++) {
    const sample = await dataset.read(split, index);
    const predictions = await predictSample(model, tasks, sample, sources);
    for (const [source, byTask] of Object.entries(predictions) as [PredictionSource, Record<string, Float32Array>][]) {
      const known = meters.get(source) ?? new Map<string, Meter>();
      meters.set(source, known);
      for (const task of tasks) {
        const prediction = byTask[task.id];
        if (!prediction) continue;
        const meter = known.get(task.id) ?? task.meter(options.tools);
        known.set(task.id, meter);
        await meter.add(prediction, labelOf(task, sample), sample);
      }
    }
    onProgress?.(index + 1, total);
  }
  return [...meters].flatMap(([source, each]) =>
    [...each].map(([task, meter]) => ({ source, task, values: meter.values() })),
  );
}
