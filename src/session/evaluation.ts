/** Metrics of a checkpoint on a data set, as a table. */
import type { Split } from '../data/dataset';
import { evaluate, type Score } from '../evaluation/evaluate';
import { closeGpu, openGpu } from '../gpu/device';
import { taskOf } from '../tasks';
import type { Host } from './host';
import { openDataset } from './open-dataset';
import { restoreFile } from './restore';

export interface EvaluationOptions {
  readonly weights: Uint8Array;
  /** Instead of the data that the model was trained on. */
  readonly source?: string;
  readonly split: Split;
  readonly onProgress: (done: number, total: number) => void;
}

/** @throws InputError, NoAdapterError */
export async function evaluateCheckpoint(
  host: Pick<Host, 'data' | 'emit'>,
  options: EvaluationOptions,
): Promise<Score[]> {
  await openGpu();
  try {
    const { config, model, tasks } = restoreFile(options.weights);
    const data = { ...config.data, source: options.source ?? config.data.source };
    const { fitted: dataset } = await openDataset(host, { ...config, data });
    return await evaluate({ model, tasks, dataset, split: options.split, onProgress: options.onProgress });
  } finally {
    closeGpu();
  }
}

/** One line for each metric: source, task, metric, value, unit. */
export function scoreTable(scores: readonly Score[]): string {
  // The names of metrics are the same with any classes.
  const rows = scores.flatMap(({ source, task, images, values }) =>
    taskOf(task, 'nyuv2-40').metrics.map(({ key, name, unit, digits }) => [
      source,
      task,
      name,
      images > 0 ? values[key]!.toFixed(digits) : 'no labels',
      unit,
    ]),
  );
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 3 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
