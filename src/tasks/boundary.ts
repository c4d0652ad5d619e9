/** Object boundaries: one logit a pixel, far more pixels off a boundary than on one. */
import * as tf from '@tensorflow/tfjs-core';
import { fixed } from '../base/words';
import { boundaryBce } from '../gpu/kernels/boundary-bce';
import { averageProbability } from './average';
import { BOUNDARY_RAMP, paintPixels, ramp } from './colors';
import { BoundaryLoss } from './metrics/boundary';
import { EdgeMeter, type EdgeRule } from './metrics/edges/meter';
import { MAX_DISTANCE } from './metrics/edges/ods';
import type { Labels } from '../data/sample';
import { absoluteError } from './error';
import { IGNORE } from './metrics/meter';
import type { Task } from './task';

const POSITIVE_WEIGHT = 0.95; // fixed in both published code bases

const color = ramp(BOUNDARY_RAMP);

/**
 * SEISM's for each benchmark. On NYUD the stored edges are the truth, taken for a segmentation; on PASCAL the contours of
 * the map of 459 labels are, which an import keeps beside the edges that are learnt. Data that was imported before has no
 * contours: there the stored edges stand in for them.
 */
const EDGE_RULES = {
  nyud: { maxDistance: MAX_DISTANCE.nyud, fromChanges: true },
  pascal: { maxDistance: MAX_DISTANCE.pascal, fromChanges: false },
} as const satisfies Record<string, EdgeRule>;

export const boundaryOf = (benchmark: keyof typeof EDGE_RULES): Task => ({
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
    ...(benchmark === 'pascal' && { truth: (labels: Labels) => labels.contour }),
    mark: (stored) => Float32Array.from(stored),
  },
  loss: (prediction, label) => boundaryBce(prediction, label, POSITIVE_WEIGHT),
  decode: (raw) => tf.tidy(() => tf.sigmoid(tf.squeeze(raw, [3]))),
  average: averageProbability,
  decodePixel: ({ 0: logit }) => [1 / (1 + Math.exp(-logit!))],
  words: ({ 0: probability }) => fixed(probability!, 2),
  error: absoluteError({ worst: 1, unit: '' }),
  imageScore: { key: 'balancedLoss', after: 'loss', meter: () => new BoundaryLoss() },
  metrics: [
    { key: 'odsF', name: 'odsF', unit: '', better: 'higher', digits: 4 },
    { key: 'odsPrecision', name: 'precision at ods', unit: '', better: 'higher', digits: 4 },
    { key: 'odsRecall', name: 'recall at ods', unit: '', better: 'higher', digits: 4 },
    { key: 'odsThreshold', name: 'threshold at ods', unit: '', better: null, digits: 3 },
    { key: 'balancedLoss', name: 'balanced loss (indicative)', unit: '', better: 'lower', digits: 4 },
  ],
  meter: (tools) => new EdgeMeter(EDGE_RULES[benchmark], tools?.countEdges),
  paint: (values) =>
    paintPixels(values.length, (pixel) => (values[pixel] === IGNORE ? undefined : color(values[pixel]!))),
  legend: () => ({ kind: 'ramp', low: 0, high: 1, unit: '', stops: BOUNDARY_RAMP }),
});
