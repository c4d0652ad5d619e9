/** What labels hold, sample after sample, in constant memory: enough to see that a data set was read as it was meant. */
import { LABEL_SETS, PART_CLASSES, type LabelSet } from '../../base/label-sets';
import type { Sample, TaskId } from '../sample';
import { Histogram } from './histogram';

/** Labels of a task, of all images looked at together. Shares are of pixels, 0..1. */
export interface TaskStatistics {
  readonly task: TaskId;
  /** Images that have it. */
  readonly images: number;
  /** Share of pixels without a label, in those images. */
  readonly unlabelled: number;
  /** Of classes (semseg, parts) and of 0 and 1 (boundary, saliency): shares of the labelled pixels by label. */
  readonly shares?: readonly number[];
  /** Depth: smallest, largest and mean in metres, and counts in equal bins from 0 to `histogram.high`. */
  readonly depth?: { readonly low: number; readonly high: number; readonly mean: number };
  readonly histogram?: { readonly high: number; readonly counts: readonly number[] };
  /** Normals: their mean, which points towards the camera if the axes are right. */
  readonly meanNormal?: readonly [x: number, y: number, z: number];
  /** Normals against those fitted to depth: median angle, degrees. */
  readonly againstDepth?: number;
}

export interface StatisticsOptions {
  readonly labelSet: LabelSet;
  /** Normals fitted to a sample's depth, [H, W, 3]; undefined where that cannot be. Absent: they are not compared. */
  readonly fit?: (sample: Sample) => Float32Array | undefined;
}

const IGNORE = 255;
const BINS = 40;
/** Depths at which a histogram may end, metres; each is 40 bins of a whole number of half centimetres. */
const ROUND = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 50, 80, 100];
const FARTHEST = 100; // metres: what lies beyond is counted there
const HALF_CENTIMETRES = 200; // in a metre
/** A few wrong pixels must not make the rest a single bar. */
const NEARLY_ALL = 0.999;
const STEPS_A_DEGREE = 20;

interface Tally {
  add(sample: Sample): void;
  result(): TaskStatistics | undefined;
}

export class Statistics {
  private images = 0;
  private readonly tallies: readonly Tally[];

  constructor({ labelSet, fit }: StatisticsOptions) {
    this.tallies = [
      new ClassTally('semseg', LABEL_SETS[labelSet].length),
      new ClassTally('parts', PART_CLASSES.length),
      new ClassTally('saliency', 2),
      new ClassTally('boundary', 2),
      new DepthTally(),
      new NormalTally(fit),
    ];
  }

  add(sample: Sample): void {
    this.images += 1;
    for (const tally of this.tallies) tally.add(sample);
  }

  /** Of the tasks that any sample had. */
  result(): { readonly images: number; readonly tasks: readonly TaskStatistics[] } {
    return { images: this.images, tasks: this.tallies.flatMap((tally) => tally.result() ?? []) };
  }
}

class ClassTally implements Tally {
  private images = 0;
  private pixels = 0;
  private readonly counts: Float64Array;

  constructor(
    private readonly task: 'semseg' | 'parts' | 'saliency' | 'boundary',
    private readonly classes: number,
  ) {
    this.counts = new Float64Array(IGNORE + 1);
  }

  add({ labels }: Sample): void {
    const map = labels[this.task];
    if (!map) return;
    this.images += 1;
    this.pixels += map.length;
    for (const label of map) this.counts[label]! += 1;
  }

  result(): TaskStatistics | undefined {
    if (this.images === 0) return undefined;
    const counts = [...this.counts.subarray(0, this.classes)];
    const labelled = counts.reduce((a, b) => a + b, 0);
    return {
      task: this.task,
      images: this.images,
      unlabelled: 1 - labelled / this.pixels,
      shares: counts.map((count) => (labelled > 0 ? count / labelled : 0)),
    };
  }
}

class DepthTally implements Tally {
  private images = 0;
  private pixels = 0;
  private sum = 0;
  private low = Infinity;
  private high = 0;
  private readonly fine = new Histogram(FARTHEST * HALF_CENTIMETRES, FARTHEST);

  add({ labels: { depth } }: Sample): void {
    if (!depth) return;
    this.images += 1;
    this.pixels += depth.length;
    for (const metres of depth) {
      if (!(metres > 0 && metres < Infinity)) continue;
      this.sum += metres;
      this.low = Math.min(this.low, metres);
      this.high = Math.max(this.high, metres);
      this.fine.add(metres);
    }
  }

  result(): TaskStatistics | undefined {
    if (this.images === 0) return undefined;
    const { total } = this.fine;
    const head = { task: 'depth', images: this.images, unlabelled: 1 - total / this.pixels } as const;
    if (total === 0) return head;
    const far = this.fine.quantile(NEARLY_ALL);
    const high = ROUND.find((metres) => metres >= far) ?? FARTHEST;
    return {
      ...head,
      depth: { low: this.low, high: this.high, mean: this.sum / total },
      histogram: { high, counts: this.fine.coarse(BINS, high) },
    };
  }
}

class NormalTally implements Tally {
  private images = 0;
  private pixels = 0;
  private valid = 0;
  private readonly sum = [0, 0, 0] as [number, number, number];
  private readonly angles = new Histogram(180 * STEPS_A_DEGREE, 180);

  constructor(private readonly fit: StatisticsOptions['fit']) {}

  add(sample: Sample): void {
    const { normals, depth } = sample.labels;
    if (!normals) return;
    const fitted = depth && this.fit?.(sample);
    this.images += 1;
    this.pixels += normals.length / 3;
    for (let i = 0; i < normals.length; i += 3) {
      const [x, y, z] = [normals[i]!, normals[i + 1]!, normals[i + 2]!];
      if (x === 0 && y === 0 && z === 0) continue;
      this.valid += 1;
      this.sum[0] += x;
      this.sum[1] += y;
      this.sum[2] += z;
      if (fitted) this.compare([x, y, z], fitted.subarray(i, i + 3));
    }
  }

  private compare(stored: readonly [number, number, number], fitted: Float32Array): void {
    const [x, y, z] = [fitted[0]!, fitted[1]!, fitted[2]!];
    const lengths = Math.hypot(...stored) * Math.hypot(x, y, z);
    if (lengths === 0) return;
    const cosine = (stored[0] * x + stored[1] * y + stored[2] * z) / lengths;
    this.angles.add((Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI);
  }

  result(): TaskStatistics | undefined {
    if (this.images === 0) return undefined;
    const { valid, pixels, images, angles } = this;
    const [x, y, z] = this.sum;
    return {
      task: 'normals',
      images,
      unlabelled: 1 - valid / pixels,
      ...(valid > 0 && { meanNormal: [x / valid, y / valid, z / valid] as const }),
      ...(angles.total > 0 && { againstDepth: angles.quantile(0.5) }),
    };
  }
}
