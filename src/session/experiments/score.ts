/** What a finished run gave: its last checkpoint evaluated on the held-out images, and what a step of it cost. */
import { VERSION } from '../../base/version';
import { accumulatedWeight } from '../../evaluation/accumulated';
import { evaluate, type ImageScore, type Score } from '../../evaluation/evaluate';
import type { MeterTools } from '../../tasks/task';
import { estimateOf } from '../estimate';
import type { Surroundings } from '../host';
import { openDataset } from '../open-dataset';
import { restoreFile } from '../restore';
import type { Cell, CellResult } from './cells';

export interface ScoreOptions {
  readonly host: Surroundings;
  readonly onProgress: (done: number, total: number) => void;
  /** Looked at between images. */
  readonly signal: AbortSignal;
  readonly tools?: MeterTools;
  /** Takes the GPU for one image's predictions, where others use it meanwhile. */
  readonly turn?: <T>(job: () => Promise<T>) => Promise<T>;
}

export interface Scores {
  readonly scores: readonly Score[];
  readonly images: readonly ImageScore[];
  /** Mean accumulated weight of rays on held-out images; null without a regularizer. */
  readonly accumulated: number | null;
}

/** No table reads it, and every cell's result is read whenever its table is drawn. */
function withoutConfusion(score: Score): Score {
  const { source, task, images, values, broken } = score;
  return { source, task, images, values, ...(broken !== undefined && { broken }) };
}

/** Every source that the run predicts. Needs the open GPU. @throws the signal's reason */
export async function scoresOf(checkpoint: Uint8Array, options: ScoreOptions): Promise<Scores> {
  const { host, ...rest } = options;
  const { config, model, tasks } = restoreFile(checkpoint);
  try {
    const { fitted: dataset } = await openDataset(host, config);
    const images: ImageScore[] = [];
    const onImage = (score: ImageScore): void => void images.push(score);
    const scores = await evaluate({ ...rest, model, tasks, dataset, split: 'val', onImage });
    return {
      scores: scores.map(withoutConfusion),
      images,
      accumulated: await accumulatedWeight({ ...rest, model, dataset }),
    };
  } finally {
    model.dispose();
  }
}

export interface Measured {
  readonly adapter: string;
  readonly seconds: number;
  /** Median of a step, ms; null if too few were seen. */
  readonly time: number | null;
}

/** All that is kept of a run. */
export async function resultOf(
  { key, config }: Cell,
  { adapter, seconds, time }: Measured,
  scores: Scores,
): Promise<CellResult> {
  const { poolBytes, parameters, flops } = await estimateOf(config);
  const cost = { time, memory: poolBytes, parameters, flops };
  return { key, version: VERSION, config, adapter, seconds, cost, ...scores };
}
