/** What tasks that tell classes apart share: one logit a class, cross-entropy, mIoU, a colour a class. */
import { InputError } from '../base/errors';
import { argmax } from '../gpu/kernels/argmax';
import { crossEntropy } from '../gpu/kernels/cross-entropy';
import { averageClasses } from './average';
import type { ClassList } from './classes';
import { MAGMA, paintPixels, rgb } from './colors';
import { IGNORE } from './metrics/meter';
import { IntersectionOverUnion } from './metrics/segmentation';
import type { LabelRule, Task } from './task';

const WORST = 1.5; // wrong is 1: two thirds up magma, so that a map of many errors does not glare

/** The first of the largest, as shaders/argmax.wgsl. */
function largest(logits: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < logits.length; c++) if (logits[c]! > logits[best]!) best = c;
  return best;
}

/** Classes as the loss wants them. @throws InputError for a label that is no class */
export function markClasses(id: string, classes: number): LabelRule['mark'] {
  return (stored) => {
    const stray = stored.find((label) => label !== IGNORE && label >= classes);
    if (stray !== undefined) {
      throw new InputError(
        `A ${id} label is ${stray}; allowed are 0 to ${classes - 1}, and 255 for ignored: import the data again.`,
      );
    }
    return Float32Array.from(stored);
  };
}

interface Named extends Pick<Task, 'id' | 'publishedName' | 'title' | 'weight'> {
  readonly classes: ClassList;
  readonly labels: Pick<LabelRule, 'stored'> & Partial<Pick<LabelRule, 'mark'>>;
}

export function classification({ id, publishedName, title, weight, classes, labels }: Named): Task {
  const colors = classes.map(([, color]) => rgb(color));
  return {
    id,
    publishedName,
    title,
    channels: classes.length,
    weight,
    labels: {
      channels: 1,
      empty: IGNORE,
      flip: 'keep',
      zoom: 'keep',
      mark: markClasses(id, classes.length),
      ...labels,
    },
    loss: crossEntropy,
    decode: argmax,
    average: averageClasses,
    decodePixel: (logits) => [largest(logits)],
    words: ({ 0: label }) => classes[label!]![0],
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
    meter: () => new IntersectionOverUnion(classes.length),
    paint: (values) => paintPixels(values.length, (pixel) => colors[values[pixel]!]),
    legend: () => ({ kind: 'classes', classes: classes.map(([name, color]) => ({ name, color })) }),
  };
}
