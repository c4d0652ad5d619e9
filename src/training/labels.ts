/** A batch's labels as tensors, made when a loss first wants them. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Sample } from '../data/sample';
import { labelBatch, labelOf, type Task } from '../tasks/task';

export type Size = readonly [height: number, width: number];

interface Picking {
  readonly from: Size;
  readonly to: Size;
  readonly channels: number;
}

/** The values at the middles of another grid's pixels; nearest, for labels cannot be mixed. */
export function pickedAt(values: Float32Array, { from, to, channels }: Picking): Float32Array {
  const [rows, columns] = to;
  const picked = new Float32Array(rows * columns * channels);
  const middle = (k: number, size: number, count: number): number => Math.floor(((k + 0.5) * size) / count);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const place = middle(row, from[0], rows) * from[1] + middle(column, from[1], columns);
      const pixel = values.subarray(place * channels, (place + 1) * channels);
      picked.set(pixel, (row * columns + column) * channels);
    }
  }
  return picked;
}

/** Where a loss finds its labels. */
export interface LabelSource<T> {
  /** At which all labels are known. */
  readonly size: Size;
  /** @returns [B, height, width] or [B, height, width, 3]; 255 = ignored */
  of(task: T, size?: Size): Tensor;
}

/** Make and use it inside one tidy: its tensors die with that. */
export class BatchLabels implements LabelSource<Task> {
  private readonly made = new Map<string, Tensor>();

  /** @param samples all of one size */
  constructor(private readonly samples: readonly Sample[]) {}

  /** Of the samples. */
  get size(): Size {
    const { height, width } = this.samples[0]!;
    return [height, width];
  }

  /** @returns [B, height, width] or [B, height, width, 3]; 255 = ignored */
  of(task: Task, size: Size = this.size): Tensor {
    const key = `${task.id} ${size.join('x')}`;
    const known = this.made.get(key);
    if (known) return known;
    const whole = size.join() === this.size.join();
    const tensor = whole ? labelBatch(task, this.samples) : this.picked(task, size);
    this.made.set(key, tensor);
    return tensor;
  }

  private picked(task: Task, to: Size): Tensor {
    const { channels } = task.labels;
    const length = to[0] * to[1] * channels;
    const values = new Float32Array(this.samples.length * length);
    this.samples.forEach((sample, i) => {
      values.set(pickedAt(labelOf(task, sample), { from: this.size, to, channels }), i * length);
    });
    const shape = [this.samples.length, ...to];
    return tf.tensor(values, channels === 1 ? shape : [...shape, channels], 'float32');
  }
}
