/**
 * What a task is: its head, how its labels behave, its loss, how its raw map becomes a prediction, its metric, its
 * picture. Everything that depends on the task stands in its own file; nothing else branches on a task's name.
 */
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../base/errors';
import type { Legend, Range } from '../base/legend';
import type { Labels, Sample, TaskId } from '../data/sample';
import type { CountEdges } from './metrics/edges/meter';
import { IGNORE, type Meter, type MetricInfo } from './metrics/meter';

/** How stored labels behave in augmentation, and what becomes of them in the loss. */
export interface LabelRule {
  /** Values of one pixel. */
  readonly channels: 1 | 3;
  /** What a pixel without a label holds as stored; padding is filled with it. Labels are always sampled nearest. */
  readonly empty: number;
  /** Mirrored left to right: values stay, or the first channel changes its sign. */
  readonly flip: 'keep' | 'negate-x';
  /** Enlarged by s: values stay, or are divided by s. */
  readonly zoom: 'keep' | 'divide';
  /** This task's part of a sample's labels, as stored. [H, W] or [H, W, 3] */
  stored(labels: Labels): Uint8Array | Float32Array | undefined;
  /** What the metric is measured against, where a sample has a truth of its own for it; absent: the label. [H, W] */
  truth?(labels: Labels): Uint8Array | undefined;
  /** Stored values as the loss wants them: 255 in pixels to ignore (the published "ignore marks"). @throws InputError */
  mark(stored: Uint8Array | Float32Array): Float32Array;
}

/** How wrong a prediction is, pixel by pixel. */
export interface ErrorRule {
  /** At this error and beyond, the colour is the brightest. */
  readonly worst: number;
  /** @param prediction decoded @param label 255 = ignored; the pixel is not @returns at least 0, in the legend's unit */
  at(prediction: Float32Array, label: Float32Array, pixel: number): number;
  legend(): Legend;
}

/** What a metric may hand to other threads; absent: it computes where it stands. */
export interface MeterTools {
  readonly countEdges?: CountEdges;
}

export interface Task {
  readonly id: TaskId;
  /** In weight files and in tensors exchanged with other programs; interchange/names converts. */
  readonly publishedName: string;
  readonly title: string;
  /** Channels of its raw map. */
  readonly channels: number;
  /** Of its loss in the sum; the same in both published code bases and on both data sets. */
  readonly weight: number;
  /** Metres along z. Its outputs, decoder's and rendered, may start at the mean training depth (the way there would cost many steps). */
  readonly isDepth?: boolean;
  /** Its loss is a distance between values, not a likelihood of classes: uncertainty weighs them differently. */
  readonly isRegression?: boolean;
  readonly labels: LabelRule;
  /**
   * @param prediction [B, H, W, channels], raw
   * @param label [B, H, W] or [B, H, W, 3] at the same size, 255 = ignore
   * @returns [], 0 if no pixel is valid
   */
  loss(prediction: tf.Tensor4D, label: tf.Tensor): tf.Scalar;
  /** Raw map to class numbers, metres, unit normals or probabilities. [B, H, W] or [B, H, W, 3] */
  decode(raw: tf.Tensor4D): tf.Tensor;
  /** The raw map whose decoded prediction is the average of two raw maps' (average.ts). [B, H, W, channels] each */
  average(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D;
  /** `decode` for one pixel, on the CPU. @param raw [channels] @returns [1] or [3] */
  decodePixel(raw: ArrayLike<number>): number[];
  /** One labelled pixel of a decoded map or of a label as a person reads it. @param value [1] or [3] */
  words(value: ArrayLike<number>): string;
  readonly error: ErrorRule;
  /** The first is the one that tables show. */
  readonly metrics: readonly MetricInfo[];
  /** What stands beside the map of a single image, as short as can be: a metric's key, and the word or unit after its value. */
  readonly imageScore: { readonly key: string; readonly after: string; meter?(): Meter };
  meter(tools?: MeterTools): Meter;
  /** The scale that suits these values, for tasks that have one; share it between maps that are compared. */
  range?(values: Float32Array): Range;
  /** RGBA bytes of a decoded prediction or of a label; 255 = unlabelled. */
  paint(values: Float32Array, range?: Range): Uint8ClampedArray<ArrayBuffer>;
  legend(range?: Range): Legend;
}

export type { Range };

/** A sample's label for the loss; all pixels ignored if the sample has none. [H * W * channels] */
export function labelOf(task: Task, sample: Sample): Float32Array {
  const size = sample.height * sample.width * task.labels.channels;
  const stored = task.labels.stored(sample.labels);
  if (!stored) return new Float32Array(size).fill(IGNORE);
  if (stored.length !== size) {
    throw new InputError(
      `The ${task.id} label of "${sample.id}" has ${stored.length} values; an image of ${sample.height}x${sample.width} needs ${size}: import the data again.`,
    );
  }
  return task.labels.mark(stored);
}

/** Labels of a batch of equally large samples. [B, H, W] or [B, H, W, 3] */
export function labelBatch(task: Task, samples: readonly Sample[]): tf.Tensor {
  const { height, width } = samples[0]!;
  const size = height * width * task.labels.channels;
  const values = new Float32Array(samples.length * size);
  samples.forEach((sample, i) => {
    if (sample.height !== height || sample.width !== width) {
      throw new Error(
        `a batch holds ${height}x${width} and ${sample.height}x${sample.width}; all images must have one size`,
      );
    }
    values.set(labelOf(task, sample), i * size);
  });
  const shape = [samples.length, height, width];
  return tf.tensor(values, task.labels.channels === 1 ? shape : [...shape, 3], 'float32');
}
