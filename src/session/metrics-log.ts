/** metrics.csv: one row a step, full precision, no times, so that equal runs give equal files; what was not compared stays empty. */
import { ENDING } from '../base/step-facts';
import type { ExperimentConfig } from '../config/experiment';
import { renderedTasks } from '../config/rendered';
import type { StepFacts } from '../protocol/events';
import type { PredictionSource } from '../evaluation/evaluate';
import { crossTasks } from '../training/cross-view';
import { tasksOf } from './heads';
import { scoreName } from './held-out';
import type { RunStore, StepLog } from './host';

const FACTS = ['step', 'alpha', 'lr', 'decoder', 'rendered', 'total', 'acc'] as const;

/** Names of the losses by task: of the decoder, then of whatever else is compared with its labels. */
export function lossColumns(config: ExperimentConfig): string[] {
  const rendered = renderedTasks(config);
  const cross = crossTasks(config, tasksOf(config)).map(({ id }) => id as string);
  return config.tasks.flatMap((task) => [
    task,
    ...(rendered.includes(task) ? [task + ENDING.rendered] : []),
    ...(config.auxiliaryHeads ? [task + ENDING.auxiliary] : []),
    ...(cross.includes(task) ? [task + ENDING.cross] : []),
  ]);
}

const SCORE = 'held_out_'; // beside a loss of the same name

/** Names of the scores on held-out images; none if they are never evaluated. */
function scoreColumns(config: ExperimentConfig): string[] {
  if (config.evaluation.every === 0) return [];
  const rendered = renderedTasks(config);
  return config.tasks.flatMap((task) => {
    const sources: PredictionSource[] = rendered.includes(task) ? ['decoder', 'rendered', 'average'] : ['decoder'];
    return sources.map((source) => scoreName(task, source));
  });
}

export class MetricsLog implements StepLog {
  private readonly columns: readonly string[];
  private readonly scores: readonly string[];

  constructor(
    private readonly store: RunStore,
    config: ExperimentConfig,
  ) {
    this.columns = lossColumns(config);
    this.scores = scoreColumns(config);
  }

  private get header(): string {
    return [...FACTS, ...this.columns, ...this.scores.map((name) => SCORE + name)].join(',') + '\n';
  }

  /** Keeps the header and the rows up to `step`: those after the last checkpoint will be made again. */
  async cutAfter(step: number): Promise<void> {
    const lines = (await this.store.readMetrics()).split('\n');
    const rows = lines.filter((line) => Number.parseInt(line, 10) <= step);
    await this.store.writeMetrics(this.header + rows.map((row) => row + '\n').join(''));
  }

  async append(facts: StepFacts): Promise<void> {
    const { step, alpha, learningRate, decoder, rendered, total, accumulated, losses, scores } = facts;
    const values = [
      step,
      alpha,
      learningRate,
      decoder,
      rendered,
      total,
      accumulated,
      ...this.columns.map((name) => losses[name] ?? ''),
      ...this.scores.map((name) => scores?.[name] ?? ''),
    ];
    await this.store.appendMetrics(values.join(',') + '\n');
  }
}
