/** Semantic segmentation with the 40 classes of NYUv2. */
import { InputError } from '../base/errors';
import { argmax } from '../gpu/kernels/argmax';
import { crossEntropy } from '../gpu/kernels/cross-entropy';
import { NYU40 } from './classes';
import { paintPixels, rgb } from './colors';
import { IGNORE } from './metrics/meter';
import { IntersectionOverUnion } from './metrics/segmentation';
import type { Task } from './task';

const COLORS = NYU40.map(([, color]) => rgb(color));

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
  metrics: [
    { key: 'mIoU', name: 'mIoU', unit: '', better: 'higher', digits: 4 },
    { key: 'pixelAccuracy', name: 'pixel accuracy', unit: '', better: 'higher', digits: 4 },
  ],
  meter: () => new IntersectionOverUnion(NYU40.length),
  paint: (values) => paintPixels(values.length, (pixel) => COLORS[values[pixel]!]),
  legend: () => ({ kind: 'classes', classes: NYU40.map(([name, color]) => ({ name, color })) }),
};
