/** Raw predictions for a tensor in a file, in the published names and layout. */
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import { renderedTasks } from '../config/rendered';
import { rawPredictions, type PredictionSource } from '../evaluation/evaluate';
import { writeSafetensors } from '../interchange/safetensors';
import { decodeWeights } from '../training/checkpoint';
import { imagesOf, imageTensor, storedMaps, tensorsOf } from './exchange';
import { withGpu } from './guarded-gpu';
import { restoreModel } from './restore';

type From = ExperimentConfig['predictions'];

const SOURCE: Readonly<Record<From, PredictionSource>> = {
  heads: 'decoder',
  regularizer: 'rendered',
  average: 'average',
};

/** @throws InputError if some word names no place that predictions come from */
export function checkFrom(word: string): asserts word is From {
  if (Object.hasOwn(SOURCE, word)) return;
  throw new InputError(`--from is "${word}"; allowed are ${Object.keys(SOURCE).join(', ')}.`);
}

/** @throws InputError if the model does not render all of its tasks, and predictions are to come from there */
function checkRendered(config: ExperimentConfig, from: From): void {
  const rendered = renderedTasks(config);
  const missing = config.tasks.find((task) => !rendered.includes(task));
  if (from === 'heads' || missing === undefined) return;
  throw new InputError(
    `Predictions from "${from}" need every task rendered, and these weights do not render ${missing}; take those of "heads".`,
  );
}

export interface PredictOptions {
  /** A checkpoint, or weights for inference. */
  readonly weights: Uint8Array;
  /** Safetensors with `input` [B, 3, H, W]. */
  readonly input: Uint8Array;
  /** Paper Table 5; default: as the configuration says. The heads' need nothing of the regularizer. */
  readonly from?: From;
}

/** @returns safetensors with one raw map [B, channels, H, W] for each task, resized to the input */
export async function predict({ weights: bytes, input, from: wanted }: PredictOptions): Promise<Uint8Array> {
  const images = imagesOf(tensorsOf(input, 'The input'));
  const weights = decodeWeights(bytes);
  const from = wanted ?? weights.config.predictions;
  checkRendered(weights.config, from);
  return withGpu(async () => {
    const { model, tasks } = restoreModel(weights, { inference: from === 'heads' });
    const [, , height, width] = images.shape;
    const raw = tf.tidy(
      () =>
        rawPredictions(model, tasks, imageTensor(images), { size: [height, width], sources: [SOURCE[from]] })[
          SOURCE[from]
        ]!,
    );
    return writeSafetensors(await storedMaps(new Map(tasks.map(({ id, publishedName }) => [publishedName, raw[id]!]))));
  });
}
