/** The images of one save, counted in order and in constant memory; only each image's own scores are kept. */
import { Evaluation, type ImageScore } from '../../evaluation/evaluate';
import type { MultiTaskModel } from '../../model/multitask';
import type { EvaluationPart, EvaluationReport, Resolution } from '../../protocol/evaluation';
import type { MeterTools } from '../../tasks/task';
import { checkSplit, imagesAt } from '../evaluation';
import { reportedTask } from '../reported-task';
import type { KeptRun } from './keeper';

/** Of the save and of what is counted of it. */
export const stampOf = ({ stamp }: Pick<KeptRun, 'stamp'>, resolution: Resolution): string => `${stamp}, ${resolution}`;

interface CountingOptions {
  readonly resolution: Resolution;
  readonly tools: MeterTools;
}

export class Counting {
  readonly stamp: string;
  /** The image that comes next. */
  next = 0;
  private readonly images: ImageScore[] = [];
  private readonly evaluation: Evaluation;
  /** The model goes when it is not asked for, and comes again. */
  private readonly with: { model: MultiTaskModel };
  private readonly facts: Omit<EvaluationReport, 'scores' | 'images'>;

  /** @throws InputError if no image is held out */
  constructor(
    { run: { name, step }, stamp, model, tasks, data, badWeights }: KeptRun,
    { resolution, tools }: CountingOptions,
  ) {
    checkSplit(data.fitted, 'val');
    const { info } = data.fitted;
    this.stamp = stampOf({ stamp }, resolution);
    this.facts = {
      name,
      step,
      data: info.name,
      split: 'val',
      resolution,
      total: info.counts.val,
      tasks: tasks.map(reportedTask),
      ...(badWeights !== undefined && { badWeights }),
    };
    const options = {
      model,
      tasks,
      split: 'val' as const,
      tools,
      onImage: (score: ImageScore) => void this.images.push(score),
      ...imagesAt(data, resolution),
    };
    this.with = options;
    this.evaluation = new Evaluation(options);
  }

  get total(): number {
    return this.facts.total;
  }

  /** Predicts the next image; needs a turn on the GPU. @param model of the same save @returns the wait until it is counted */
  async add(model: MultiTaskModel): Promise<{ readonly counted: Promise<void> }> {
    this.with.model = model;
    const added = await this.evaluation.add(this.next);
    this.next += 1;
    return added;
  }

  /** With all images so far. */
  report(): EvaluationReport {
    return { ...this.facts, scores: this.evaluation.scores(), images: this.images };
  }

  /** With the images from number `first` on. */
  part(first: number): EvaluationPart {
    const report = this.report();
    const images = report.images.filter(({ index }) => index >= first);
    return { stamp: this.stamp, done: this.next, report: { ...report, images } };
  }
}
