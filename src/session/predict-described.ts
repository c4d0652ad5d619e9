/** Everything that a described network predicts, for comparison with other programs. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { toPublished } from '../interchange/names';
import { writeSafetensors } from '../interchange/safetensors';
import type { MultiTaskOutput } from '../model/multitask';
import type { HeadMaps } from '../model/types';
import { resize } from '../nn/resize';
import type { PublishedTask } from '../tasks/published';
import type { Size } from '../training/labels';
import { describedModel, fittingWeights, loadedModel, type Tell, type WeightsInput } from './described-model';
import { imagesOf, imageTensor, storedMaps, tensorsOf } from './exchange';
import { withGpu } from './guarded-gpu';

/** Preliminary predictions of InvPT, which are published at the input's size; others stay at their own. */
const PRELIMINARY = 'inter';

export interface DescribedPrediction {
  /** Text of the model file. */
  readonly model: string;
  readonly weights: WeightsInput;
  /** Safetensors with `input` [B, 3, H, W]. */
  readonly input: Uint8Array;
  /** Batch statistics, drop-path and the regularizer's dropout and jitter on. */
  readonly training: boolean;
  readonly tell: Tell;
}

/**
 * @returns safetensors with raw maps [B, channels, h, w]: `<task>` at the input's size and, where there are any,
 *   `inter_preds/<task>` (too), `deep_supervision/scale_s/<task>` and `…/features_<task>`, `rendered/<task>`
 * @throws InputError before anything is computed
 */
export async function predictDescribed(options: DescribedPrediction): Promise<Uint8Array> {
  const images = imagesOf(tensorsOf(options.input, 'The input'));
  const [, , height, width] = images.shape;
  const described = describedModel(options.model, [height, width]);
  const weights = await fittingWeights(described, options.weights, options.tell);
  return withGpu(async () => {
    const model = await loadedModel(described, weights);
    const pass = { training: options.training, seed: described.config.seed };
    const maps = tf.tidy(() =>
      Object.fromEntries(publishedMaps(model.forward(imageTensor(images), pass), described.tasks, [height, width])),
    );
    return writeSafetensors(await storedMaps(new Map(Object.entries(maps))));
  });
}

/** Under the published names, sized as published. */
function publishedMaps(
  { maps, auxiliary, features = {}, rendered = {} }: MultiTaskOutput,
  tasks: readonly PublishedTask[],
  size: Size,
): [string, Tensor4D][] {
  const named = (byTask: HeadMaps, nameOf: (task: string) => string, to?: Size): [string, Tensor4D][] =>
    tasks.flatMap(({ id }) => {
      const map = byTask[id];
      // A copy: two names may share one map, and the reader disposes each.
      return map ? [[toPublished(nameOf(id), tasks), to ? resize(map, to) : tf.clone(map)]] : [];
    });
  const deep = (name: string, of: Readonly<Record<string, HeadMaps>>, before: string): [string, Tensor4D][] =>
    named(of[name] ?? {}, (task) => `deep_supervision/${name}/${before}${task}`);
  return [
    ...named(maps, (task) => task, size),
    ...Object.keys(auxiliary).flatMap((name) =>
      name === PRELIMINARY
        ? named(auxiliary[name]!, (task) => `inter_preds/${task}`, size)
        : [...deep(name, auxiliary, ''), ...deep(name, features, 'features_')],
    ),
    ...named(rendered, (task) => `rendered/${task}`, size),
  ];
}
