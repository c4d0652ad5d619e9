/** metrics.csv: one row a step, full precision, no times, so that equal runs give equal files. */
import type { StepFacts } from '../protocol/events';
import type { RunStore, StepLog } from './host';

const FACTS = ['step', 'alpha', 'lr', 'decoder', 'rendered', 'total', 'acc'] as const;

/** The column of a task's rendered loss. */
const RENDERED = '_rendered';

export class MetricsLog implements StepLog {
  private readonly columns: readonly string[];

  /** @param tasks ids in the order of the columns */
  constructor(
    private readonly store: RunStore,
    tasks: readonly string[],
    regularized: boolean,
  ) {
    this.columns = tasks.flatMap((task) => (regularized ? [task, task + RENDERED] : [task]));
  }

  private get header(): string {
    return [...FACTS, ...this.columns].join(',') + '\n';
  }

  /** Keeps the header and the rows up to `step`: those after the last checkpoint will be made again. */
  async cutAfter(step: number): Promise<void> {
    const lines = (await this.store.readMetrics()).split('\n');
    const rows = lines.filter((line) => Number.parseInt(line, 10) <= step);
    await this.store.writeMetrics(this.header + rows.map((row) => row + '\n').join(''));
  }

  async append(facts: StepFacts): Promise<void> {
    const { step, alpha, learningRate, decoder, rendered, total, accumulated, losses } = facts;
    const values = [
      step,
      alpha,
      learningRate,
      decoder,
      rendered,
      total,
      accumulated,
      ...this.columns.map((name) => losses[name]!),
    ];
    await this.store.appendMetrics(values.join(',') + '\n');
  }
}
