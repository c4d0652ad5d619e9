/** What images add to the meters of each source and task, and each image's own score. */
import type { Sample } from '../data/sample';
import { isIgnored } from '../tasks/error';
import type { Extent, Meter } from '../tasks/metrics/meter';
import { labelOf, type MeterTools, type Task } from '../tasks/task';
import type { ImageScore, Predictions, PredictionSource, Score } from './evaluate';

interface Truth {
  readonly label: Float32Array;
  readonly extent: Extent;
  /** Instead of the label, where the sample has one of its own for the metric (`LabelRule.truth`). */
  readonly own?: Uint8Array | undefined;
}

interface Counted {
  readonly meter: Meter;
  images: number;
  broken: number;
  /** Undefined: the task asks for none. */
  contours: number | undefined;
}

function holdsNaN(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

/** The meters of one source, as tasks come up. */
class Meters {
  private readonly known = new Map<string, Counted>();

  constructor(
    private readonly source: PredictionSource,
    private readonly tools: MeterTools | undefined,
  ) {}

  async add(task: Task, prediction: Float32Array, { label, extent, own }: Truth) {
    const contours = task.labels.truth && 0;
    const entry = this.known.get(task.id) ?? { meter: task.meter(this.tools), images: 0, broken: 0, contours };
    this.known.set(task.id, entry);
    if (!hasLabels(label, task.labels.channels)) return;
    entry.images += 1;
    if (holdsNaN(prediction)) entry.broken += 1;
    if (own && entry.contours !== undefined) entry.contours += 1;
    await entry.meter.add(prediction, label, extent, own);
  }

  scores(): Score[] {
    return [...this.known].map(([task, { meter, images, broken, contours }]) => {
      const confusion = meter.confusion?.().map((row) => Array.from(row));
      return {
        source: this.source,
        task,
        images,
        values: meter.values(),
        ...(confusion && { confusion }),
        ...(broken > 0 && { broken }),
        ...(contours !== undefined && { contours }),
      };
    });
  }
}

/** Whether any pixel counts. @param label as `labelOf` gives it */
export function hasLabels(label: Float32Array, channels: number): boolean {
  for (let pixel = 0; pixel * channels < label.length; pixel++) if (!isIgnored(label, channels, pixel)) return true;
  return false;
}

/** What stands beside a single image's map. @returns NaN without a labelled pixel */
export function imageScoreOf(task: Task, prediction: Float32Array, { label, extent }: Truth): number {
  const { key, meter: own = task.meter } = task.imageScore;
  const meter = own();
  void meter.add(prediction, label, extent); // an image's score is cheap: no task's waits for anything
  return meter.values()[key]!;
}

interface TallyOptions {
  readonly tasks: readonly Task[];
  readonly tools?: MeterTools;
  readonly onImage?: (score: ImageScore) => void;
}

export class Tally {
  private readonly meters = new Map<PredictionSource, Meters>();

  constructor(private readonly options: TallyOptions) {}

  /** Calls every meter at once, so that images stay in order; resolves when all have counted. */
  async add(index: number, sample: Sample, predictions: Predictions): Promise<void> {
    const { tasks, tools, onImage } = this.options;
    const adding: Promise<void>[] = [];
    for (const [source, byTask] of Object.entries(predictions) as [PredictionSource, Record<string, Float32Array>][]) {
      const ofSource = this.meters.get(source) ?? new Meters(source, tools);
      this.meters.set(source, ofSource);
      for (const task of tasks) {
        const prediction = byTask[task.id];
        if (!prediction) continue;
        const own = task.labels.truth?.(sample.labels);
        const truth = { label: labelOf(task, sample), extent: sample, own };
        adding.push(ofSource.add(task, prediction, truth));
        if (!onImage || !hasLabels(truth.label, task.labels.channels)) continue;
        onImage({ index, id: sample.id, source, task: task.id, value: imageScoreOf(task, prediction, truth) });
      }
    }
    await Promise.all(adding);
  }

  scores(): Score[] {
    return [...this.meters.values()].flatMap((one) => one.scores());
  }
}
