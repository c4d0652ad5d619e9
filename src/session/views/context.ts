/** What the views look at: a live model with the data that it is held against. */
import { InputError } from '../../base/errors';
import type { ExperimentConfig } from '../../config/experiment';
import type { Dataset } from '../../data/dataset';
import type { Sample } from '../../data/sample';
import type { MultiTaskModel } from '../../model/multitask';
import type { Answer, Args } from '../../protocol/messages';
import type { Painted, Pixel } from '../../protocol/views';
import type { Task } from '../../tasks/task';

export interface ViewContext {
  readonly model: MultiTaskModel;
  readonly dataset: Dataset;
  readonly tasks: readonly Task[];
  readonly config: ExperimentConfig;
  /** Steps done: the weights are new when it is. */
  readonly step: number;
  /** Cosines between the tasks' gradients on the next batch. [tasks, tasks] */
  agreement(): Promise<readonly (readonly number[])[]>;
}

/** The commands of the wire that look at the model. */
export type ViewKind = 'sample' | 'probe' | 'ray' | 'planes' | 'slice' | 'novel';

export type Views = { readonly [K in ViewKind]: (context: ViewContext, args: Args<K>) => Promise<Answer<K>> };

type Size = Pick<Sample, 'height' | 'width'>;

/** @throws InputError if there is no such held-out image */
export function checkIndex({ dataset }: Pick<ViewContext, 'dataset'>, index: number): void {
  const count = dataset.info.counts.val;
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new InputError(
    `Image ${index} was asked for; ${dataset.info.name} has ${count} held-out images${count > 0 ? `: 0 to ${count - 1}` : ''}.`,
  );
}

/** The pixel's place in a map of its image. @throws InputError if it lies outside */
export function placeOf({ row, column }: Pixel, { height, width }: Size): number {
  const within = (value: number, size: number): boolean => Number.isInteger(value) && value >= 0 && value < size;
  if (within(row, height) && within(column, width)) return row * width + column;
  throw new InputError(`Pixel ${row}, ${column} was asked for; the image is ${height}x${width}.`);
}

/** The ray that passes the middle of a pixel. */
export function rayOf(
  { row, column }: Pixel,
  image: { height: number; width: number },
  rays: readonly [number, number],
) {
  const along = (value: number, size: number, count: number): number => Math.floor(((value + 0.5) / size) * count);
  return [along(row, image.height, rays[0]), along(column, image.width, rays[1])] as const;
}

export function painted({ height, width }: Size, rgba: Uint8ClampedArray<ArrayBuffer>): Painted {
  return { width, height, rgba };
}
