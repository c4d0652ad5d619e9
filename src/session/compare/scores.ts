/** What two runs score, image by image and over all images so far. */
import type { Sample } from '../../data/sample';
import { deltaM, relativeGain, type Pair as GainPair } from '../../evaluation/delta';
import { imageScoreOf } from '../../evaluation/tally';
import type { ComparedImage, ComparedMetric, ComparedScore, CompareScores, Pair } from '../../protocol/compare';
import type { Meter, MetricInfo } from '../../tasks/metrics/meter';
import type { MeterTools, Task } from '../../tasks/task';
import type { Maps } from './predict';
import { truthOf } from './view';

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** Towards better: neither way counts as higher. */
const gainOf = (better: MetricInfo['better'] | undefined, { a, b }: Pair<number>): number =>
  better === 'lower' ? a - b : b - a;

/** What tables show. */
const headline = ({ metrics }: Task): MetricInfo => metrics[0]!;

/** One task's meters. */
class Scale {
  private readonly meters: Pair<Meter>;
  private images = 0;

  constructor(
    readonly task: Task,
    tools: MeterTools,
  ) {
    this.meters = { a: task.meter(tools), b: task.meter(tools) };
  }

  /** @returns null without a labelled pixel */
  async add(sample: Sample, maps: Pair<Float32Array>): Promise<ComparedScore | null> {
    const label = truthOf(this.task, sample);
    if (!label) return null;
    this.images += 1;
    const own = this.task.labels.truth?.(sample.labels);
    await Promise.all([this.meters.a.add(maps.a, label, sample, own), this.meters.b.add(maps.b, label, sample, own)]);
    const score = (values: Float32Array): number => imageScoreOf(this.task, values, { label, extent: sample });
    const scores = { a: score(maps.a), b: score(maps.b) };
    const { key } = this.task.imageScore;
    return { ...scores, gain: gainOf(this.task.metrics.find((metric) => metric.key === key)?.better, scores) };
  }

  /** NaN until an image had a label. */
  get pair(): GainPair {
    const { key, better } = headline(this.task);
    const value = (meter: Meter): number => (this.images > 0 ? meter.values()[key]! : NaN);
    return { value: value(this.meters.b), reference: value(this.meters.a), better: better ?? 'higher' };
  }
}

function metricOf({ task }: Scale, pair: GainPair): ComparedMetric {
  const { name, unit, digits } = headline(task);
  const [a, b] = [known(pair.reference), known(pair.value)];
  const values = a === null || b === null ? null : { a, b };
  return { task: task.id, title: task.title, name, unit, digits, values, gain: known(relativeGain(pair)) };
}

/** Counts images in order, in constant memory. */
export class Tally {
  private readonly scales: readonly Scale[];
  /** The image that comes next. */
  next = 0;

  constructor(
    /** Of the pair of saves that it counts. */
    readonly stamp: string,
    tasks: readonly Task[],
    tools: MeterTools,
  ) {
    this.scales = tasks.map((task) => new Scale(task, tools));
  }

  async add(sample: Sample, predicted: Pair<Maps>): Promise<ComparedImage> {
    const index = this.next++;
    const scores: Record<string, ComparedScore> = {};
    const adding = this.scales.map(async (scale) => {
      const { id } = scale.task;
      const score = await scale.add(sample, { a: predicted.a[id]!, b: predicted.b[id]! });
      if (score) scores[id] = score;
    });
    await Promise.all(adding);
    return { index, id: sample.id, scores };
  }

  /** @param total that there will be */
  scores(images: readonly ComparedImage[], total: number): CompareScores {
    const pairs = this.scales.map(({ pair }) => pair);
    return {
      stamp: this.stamp,
      images,
      done: this.next,
      total,
      metrics: this.scales.map((scale, place) => metricOf(scale, pairs[place]!)),
      delta: known(deltaM(pairs)),
    };
  }
}
