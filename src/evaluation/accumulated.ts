/** How much a regularizer's rays meet: their accumulated weight, the mean over a few held-out images. */
import * as tf from '@tensorflow/tfjs-core';
import type { Dataset } from '../data/dataset';
import { normalizeImages } from '../data/normalize';
import { readTensors } from '../gpu/read';
import type { MultiTaskModel } from '../model/multitask';

const MOST_IMAGES = 8; // the mean moves little from image to image

interface AccumulatedOptions {
  readonly model: MultiTaskModel;
  /** Of the size that the network reads. */
  readonly dataset: Dataset;
  /** Takes the GPU for one image, where others use it meanwhile. */
  readonly turn?: <T>(job: () => Promise<T>) => Promise<T>;
}

/** @returns 0 to 1; null without a regularizer or without held-out images. Needs the open GPU. */
export async function accumulatedWeight({ model, dataset, turn = (job) => job() }: AccumulatedOptions) {
  const count = Math.min(dataset.info.counts.val, MOST_IMAGES);
  const means: number[] = [];
  for (let index = 0; index < count; index++) {
    const sample = await dataset.read('val', index);
    const mean = await turn(async () => {
      const weight = tf.tidy(() => {
        const image = tf.tensor4d(normalizeImages([sample]), [1, sample.height, sample.width, 3]);
        const { rendering } = model.forward(image, { training: false, seed: 0 }, { render: true });
        return rendering ? [tf.mean(rendering.accumulated)] : [];
      });
      const [values] = await readTensors(weight);
      tf.dispose(weight);
      return values?.[0];
    });
    if (mean === undefined) return null;
    means.push(mean);
  }
  return count > 0 ? means.reduce((sum, mean) => sum + mean, 0) / count : null;
}
