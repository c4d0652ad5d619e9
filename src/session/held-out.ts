/** What a model scores while it trains, on the first held-out images: one number for each task and source. */
import { ENDING } from '../base/step-facts';
import type { Dataset } from '../data/dataset';
import { evaluate, type PredictionSource } from '../evaluation/evaluate';
import type { MultiTaskModel } from '../model/multitask';
import type { Task } from '../tasks/task';

interface HeldOut {
  readonly model: MultiTaskModel;
  readonly tasks: readonly Task[];
  /** Of the size that the network reads. */
  readonly dataset: Dataset;
  /** At most so many. */
  readonly images: number;
}

const ENDINGS: Readonly<Record<PredictionSource, string>> = {
  decoder: '',
  rendered: ENDING.rendered,
  average: ENDING.average,
};

/** The name of a score beside the names of losses. */
export const scoreName = (task: string, source: PredictionSource): string => task + ENDINGS[source];

/** The first metric of each task, by `scoreName`; of tasks without a labelled pixel there is none. */
export async function scoresOf({ model, tasks, dataset, images }: HeldOut): Promise<Record<string, number>> {
  const { info } = dataset;
  const first: Dataset = {
    info: { ...info, counts: { ...info.counts, val: Math.min(images, info.counts.val) } },
    read: (split, index) => dataset.read(split, index),
  };
  const scores = await evaluate({ model, tasks, dataset: first, split: 'val' });
  const keyOf = (id: string): string => tasks.find((task) => task.id === id)!.metrics[0]!.key;
  return Object.fromEntries(
    scores
      .filter((score) => score.images > 0)
      .map(({ source, task, values }) => [scoreName(task, source), values[keyOf(task)]!]),
  );
}
