/**
 * Metrics of a model over a split of a data set, image by image in constant memory: of the decoder's predictions and,
 * where the model has a regularizer, of the rendered ones (paper Table 5).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Dataset, Split } from '../data/dataset';
import { normalizeImages } from '../data/normalize';
import type { Sample } from '../data/sample';
import { readTensors } from '../gpu/read';
import type { MultiTaskModel } from '../model/multitask';
import type { HeadMaps } from '../model/types';
import { resize } from '../nn/resize';
import type { Meter } from '../tasks/metrics/meter';
import { labelOf, type Task } from '../tasks/task';

/** Where a prediction comes from. */
export type Source = 'decoder' | 'rendered';

/** Decoded predictions by source and task, [H, W] or [H, W, 3] each. */
export type Predictions = Readonly<Partial<Record<Source, Readonly<Record<string, Float32Array>>>>>;

/** Evaluation is not random: no dropout, samples in the middle of their bins. */
const PASS = { training: false, seed: 0 } as const;

/** Decoded predictions for one sample at its own size; one wait for the GPU. */
export async function predictSample(
  model: MultiTaskModel,
  tasks: readonly Task[],
  sample: Sample,
): Promise<Predictions> {
  const { height, width } = sample;
  const decodeAll = (maps: HeadMaps): Tensor[] =>
    tasks.map((task) => task.decode(resize(maps[task.id]!, [height, width])));
  const tensors = tf.tidy(() => {
    const image = tf.tensor4d(normalizeImages([sample]), [1, height, width, 3]);
    const output = model.forward(image, PASS);
    return [...decodeAll(output.maps), ...(output.rendering ? decodeAll(output.rendering.maps) : [])];
  });
  const values = await readTensors(tensors);
  tf.dispose(tensors);
  const named = (first: number) => Object.fromEntries(tasks.map((task, i) => [task.id, values[first + i]!]));
  return { decoder: named(0), ...(values.length > tasks.length && { rendered: named(tasks.length) }) };
}

export interface Score {
  readonly source: Source;
  readonly task: string;
  /** By metric key. */
  readonly values: Readonly<Record<string, number>>;
}

export interface EvaluateOptions {
  readonly model: MultiTaskModel;
  readonly tasks: readonly Task[];
  readonly dataset: Dataset;
  readonly split: Split;
  readonly onProgress?: (done: number, total: number) => void;
}

/** @returns scores of the decoder for each task, then those of the regularizer if the model has one */
export async function evaluate({ model, tasks, dataset, split, onProgress }: EvaluateOptions): Promise<Score[]> {
  const meters = new Map<Source, Meter[]>();
  const total = dataset.info.counts[split];
  for (let index = 0; index < total; index++) {
    const sample = await dataset.read(split, index);
    const predictions = await predictSample(model, tasks, sample);
    for (const [source, byTask] of Object.entries(predictions) as [Source, Record<string, Float32Array>][]) {
      if (!meters.has(source))
        meters.set(
          source,
          tasks.map((task) => task.meter()),
        );
      tasks.forEach((task, i) => meters.get(source)![i]!.add(byTask[task.id]!, labelOf(task, sample)));
    }
    onProgress?.(index + 1, total);
  }
  return [...meters].flatMap(([source, each]) =>
    tasks.map(({ id }, i) => ({ source, task: id, values: each[i]!.values() })),
  );
}
