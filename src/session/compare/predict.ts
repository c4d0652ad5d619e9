/** What two models predict for one image, each at its own input size, both back at the image's. */
import * as tf from '@tensorflow/tfjs-core';
import { fitted } from '../../data/augment/fit';
import { normalizeImages } from '../../data/normalize';
import type { Sample } from '../../data/sample';
import { rawPredictions } from '../../evaluation/evaluate';
import { gpu } from '../../gpu/device';
import { readTensors } from '../../gpu/read';
import type { Pair } from '../../protocol/compare';
import { labelRules } from '../label-rules';
import type { RunPair, Side } from './pair';
import { apart } from '../room';

/** Decoded maps by task. */
export type Maps = Readonly<Record<string, Float32Array>>;

/** Stretched, whatever its run did with its own images: only so do its maps lie on the other's, pixel by pixel. */
function inputOf({ config }: Side, sample: Sample): tf.Tensor4D {
  const bare = { ...sample, labels: {} };
  const own = fitted(bare, { input: config.input, fit: 'stretch', rules: labelRules() });
  return tf.tensor4d(normalizeImages([own]), [1, own.height, own.width, 3]);
}

/** Needs a turn on the GPU; one wait. @param sample of the pair's data */
export async function predictPair({ a, b, tasks }: RunPair, sample: Sample): Promise<Pair<Maps>> {
  const size = [sample.height, sample.width] as const;
  const decoded = (side: Side): tf.Tensor[] => {
    const raw = rawPredictions(side.model, tasks, inputOf(side, sample), { size, sources: [side.source] });
    return tasks.map((task) => task.decode(raw[side.source]![task.id]!));
  };
  return apart(gpu().device, async () => {
    const tensors = tf.tidy(() => [...decoded(a), ...decoded(b)]);
    try {
      const read = await readTensors(tensors);
      const mapsFrom = (first: number): Maps =>
        Object.fromEntries(tasks.map(({ id }, place) => [id, read[first + place]!]));
      return { a: mapsFrom(0), b: mapsFrom(tasks.length) };
    } finally {
      tf.dispose(tensors);
    }
  });
}
