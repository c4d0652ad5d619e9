/** Samples painted: the image, and over it what each task is told, in the task's own colours. */
import type { LabelSet } from '../base/label-sets';
import type { Range } from '../base/legend';
import type { Split } from '../data/dataset';
import type { Sample, TaskId } from '../data/sample';
import type { DataTask, LookedAt } from '../protocol/data-messages';
import type { Painted } from '../protocol/views';
import { tasksFor } from '../tasks';
import type { Task } from '../tasks/task';
import { resized } from './import/resize';
import { shrunk } from './shrink';

const TALLEST = 480; // rows: what a page shows of an image, and a dozen of them is 70 MB

type Ranges = Readonly<Partial<Record<TaskId, Range>>>;

const tasksIn = (labelSet: LabelSet): readonly Task[] => Object.values(tasksFor(labelSet));

/** The label as the task paints it: 255 where there is none. */
function marked(task: Task, { labels }: Sample): Float32Array | undefined {
  const stored = task.labels.stored(labels);
  return stored && task.labels.mark(stored);
}

/** One scale for each task that has scales, wide enough for all samples: they stand side by side. */
export function rangesOf(samples: readonly Sample[], labelSet: LabelSet): Ranges {
  const ranges: Partial<Record<TaskId, Range>> = {};
  for (const task of tasksIn(labelSet)) {
    for (const sample of task.range ? samples : []) {
      const values = marked(task, sample);
      if (!values) continue;
      const { low, high } = task.range!(values);
      const before = ranges[task.id] ?? { low, high };
      ranges[task.id] = { low: Math.min(low, before.low), high: Math.max(high, before.high) };
    }
  }
  return ranges;
}

export interface LookOptions {
  readonly labelSet: LabelSet;
  readonly split: Split | null;
  readonly scene: string | null;
  /** Default: of this sample alone. */
  readonly ranges?: Ranges;
}

/** The image in RGBA. */
export function imageOf({ image, height, width }: Sample): Painted {
  const rgba = new Uint8ClampedArray(4 * height * width);
  for (let from = 0, to = 0; from < image.length; from += 3, to += 4) {
    rgba[to] = image[from]!;
    rgba[to + 1] = image[from + 1]!;
    rgba[to + 2] = image[from + 2]!;
    rgba[to + 3] = 255;
  }
  return { width, height, rgba };
}

/** @throws InputError if a label is none of its class list */
export function lookAt(sample: Sample, { labelSet, split, scene, ranges }: LookOptions): LookedAt {
  const shown = resized(sample, TALLEST);
  const { height, width, id } = shown;
  const scales = ranges ?? rangesOf([shown], labelSet);
  const labels = tasksIn(labelSet).flatMap((task) => {
    const values = marked(task, shown);
    return values ? [[task.id, shrunk({ width, height, rgba: task.paint(values, scales[task.id]) })] as const] : [];
  });
  return { id, split, scene, image: shrunk(imageOf(shown)), labels: Object.fromEntries(labels) };
}

export interface DataTaskOptions {
  readonly labelSet: LabelSet;
  readonly ranges: Ranges;
  /** Images that have it. */
  images(task: TaskId): number;
  /** Where its labels come from, if not from a file. */
  readonly derived: Readonly<Partial<Record<TaskId, string>>>;
}

/** The tasks that any image has, as data shows them. */
export function dataTasks({ labelSet, ranges, images, derived }: DataTaskOptions): DataTask[] {
  return tasksIn(labelSet)
    .map((task) => ({
      id: task.id,
      title: task.title,
      legend: task.legend(ranges[task.id]),
      images: images(task.id),
      origin: derived[task.id] ?? 'in file',
    }))
    .filter((task) => task.images > 0);
}
