/** Semantic segmentation with the 40 classes of NYUv2. */
import { InputError } from '../base/errors';
import { argmax } from '../gpu/kernels/argmax';
import { averageClasses } from './average';
import { crossEntropy } from '../gpu/kernels/cross-entropy';
import { NYU40 } from './classes';
import { MAGMA, paintPixels, rgb } from './colors';
import { IGNORE } from './metrics/meter';
import { IntersectionOverUnion } from './metrics/segmentation';
import type { Task } from './task';

const WORST = 1.5; // wrong is 1: two thirds up magma, so that a map of many errors does not glare

const COLORS = NYU40.map(([, color]) => rgb(color));

/** The first of the largest, as shaders/argmax.wgsl. */
function largest(logits: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < logits.length; c++) if (logits[c]! > logits[best]!) best = c;
  return best;
}

export const semseg: Task = {
  id: 'semseg',
  publishedName: 'semseg',
  title: 'Segmentation',
  channels: NYU40.length,
  weight: 1,
  labels: {
    channels: 1,
    empty: IGNORE,
    flip: 'keep',
    zoom: 'keep',
    stored: (labels) => labels.semseg,
    mark(stored) {
      const stray = stored.find((label) => label !== IGNORE && label >= NYU40.length);
      if (stray !== undefined) {
        throw new InputError(
          `A semseg label is ${stray}; allowed are 0 to ${NYU40.length - 1}, and 255 for ignored: import the data again.`,
        );
      }
      return Float32Array.from(stored);
    },
  },
  loss: crossEntropy,
  decode: argmax,
  average: averageClasses,
  decodePixel: (logits) => [largest(logits)],
  words: ({ 0: label }) => NYU40[label!]![0],
  error: {
    worst: WORST,
    at: (prediction, label, pixel) => (prediction[pixel] === label[pixel] ? 0 : 1),
    legend: () => ({
      kind: 'classes',
      classes: [
        { name: 'right', color: MAGMA[0] },
        { name: 'wrong', color: MAGMA[6] },
      ],
    }),
  },
  imageScore: { key: 'pixelAccuracy', after: 'right' }, // most classes are absent from one image: mIoU counts them as 0
  metrics: [
    { key: 'mIoU', name: 'mIoU', unit: '', better: 'higher', digits: 4 },
    { key: 'pixelAccuracy', name: 'pixel accuracy', unit: '', better: 'higher', digits: 4 },
  ],
  meter: () => new IntersectionOverUnion(NYU40.length),
  paint: (values) => paintPixels(values.length, (pixel) => COLORS[values[pixel]!]),
  legend: () => ({ kind: 'classes', classes: NYU40.map(([name, color]) => ({ name, color })) }),
};
