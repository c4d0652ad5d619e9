/**
 * What stands out. Two classes as InvPT has it, or one logit as MTI-Net does; the loss weighs both sides by how rare
 * they are in the batch (spec/mtl-models.md §5).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { fixed } from '../base/words';
import { boundaryBce } from '../gpu/kernels/boundary-bce';
import { balancedCrossEntropy } from '../gpu/kernels/cross-entropy';
import { averageClasses, averageProbability } from './average';
import { paintPixels, ramp, SALIENCY_RAMP } from './colors';
import { absoluteError } from './error';
import { IGNORE } from './metrics/meter';
import { MaxF } from './metrics/saliency';
import type { Task } from './task';

const color = ramp(SALIENCY_RAMP);

/** Of the second class over the first, which is the logit of its probability. */
const logitOf = (raw: Tensor4D): tf.Tensor =>
  raw.shape[3] === 1 ? raw : tf.sub(tf.slice(raw, [0, 0, 0, 1]), tf.slice(raw, [0, 0, 0, 0], [-1, -1, -1, 1]));

export const saliency: Task = {
  id: 'saliency',
  publishedName: 'sal',
  title: 'Saliency',
  channels: 2,
  weight: 5,
  labels: {
    channels: 1,
    empty: IGNORE,
    flip: 'keep',
    zoom: 'keep',
    stored: (labels) => labels.saliency,
    mark: (stored) => Float32Array.from(stored),
  },
  loss: (prediction, label) =>
    prediction.shape[3] === 1 ? boundaryBce(prediction, label, 'automatic') : balancedCrossEntropy(prediction, label),
  decode: (raw) => tf.tidy(() => tf.sigmoid(tf.squeeze(logitOf(raw), [3]))),
  average: (a, b) => (a.shape[3] === 1 ? averageProbability(a, b) : averageClasses(a, b)),
  decodePixel: (raw) => [1 / (1 + Math.exp(raw.length === 1 ? -raw[0]! : raw[0]! - raw[1]!))],
  words: ({ 0: probability }) => fixed(probability!, 2),
  error: absoluteError({ worst: 1, unit: '' }),
  imageScore: { key: 'maxF', after: 'maxF' },
  metrics: [
    { key: 'maxF', name: 'maxF', unit: '', better: 'higher', digits: 4 },
    { key: 'maxFOnce', name: 'maxF, one sigmoid', unit: '', better: 'higher', digits: 4 },
    { key: 'maxFMti', name: 'maxF as MTI-Net', unit: '', better: 'higher', digits: 4 },
    { key: 'jaccardMti', name: 'Jaccard as MTI-Net', unit: '', better: 'higher', digits: 4 },
  ],
  meter: () => new MaxF(),
  paint: (values) =>
    paintPixels(values.length, (pixel) => (values[pixel] === IGNORE ? undefined : color(values[pixel]!))),
  legend: () => ({ kind: 'ramp', low: 0, high: 1, unit: '', stops: SALIENCY_RAMP }),
};
