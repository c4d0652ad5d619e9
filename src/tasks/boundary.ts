/** Object boundaries: one logit a pixel, far more pixels off a boundary than on one. */
import * as tf from '@tensorflow/tfjs-core';
import { fixed } from '../base/words';
import { boundaryBce } from '../gpu/kernels/boundary-bce';
import { averageProbability } from './average';
import { BOUNDARY_RAMP, paintPixels, ramp } from './colors';
import { BoundaryLoss } from './metrics/boundary';
import { absoluteError } from './error';
import { IGNORE } from './metrics/meter';
import type { Task } from './task';

const POSITIVE_WEIGHT = 0.95; // fixed in both published code bases

const color = ramp(BOUNDARY_RAMP);

export const boundary: Task = {
  id: 'boundary',
  publishedName: 'edge',
  title: 'Boundaries',
  channels: 1,
  weight: 50,
  labels: {
    channels: 1,
    empty: IGNORE,
    flip: 'keep',
    zoom: 'keep',
    stored: (labels) => labels.boundary,
    mark: (stored) => Float32Array.from(stored),
  },
  loss: (prediction, label) => boundaryBce(prediction, label, POSITIVE_WEIGHT),
  decode: (raw) => tf.tidy(() => tf.sigmoid(tf.squeeze(raw, [3]))),
  average: averageProbability,
  decodePixel: ({ 0: logit }) => [1 / (1 + Math.exp(-logit!))],
  words: ({ 0: probability }) => fixed(probability!, 2),
  error: absoluteError({ worst: 1, unit: '' }),
  imageScore: { key: 'balancedLoss', after: 'loss' },
  metrics: [{ key: 'balancedLoss', name: 'balanced loss (indicative)', unit: '', better: 'lower', digits: 4 }],
  meter: () => new BoundaryLoss(),
  paint: (values) =>
    paintPixels(values.length, (pixel) => (values[pixel] === IGNORE ? undefined : color(values[pixel]!))),
  legend: () => ({ kind: 'ramp', low: 0, high: 1, unit: '', stops: BOUNDARY_RAMP }),
};
