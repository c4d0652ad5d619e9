/** A checkpoint on the images of one split: metrics, and what each image scores. */
import { InputError } from '../base/errors';
import type { Dataset, Split } from '../data/dataset';
import { evaluate, type EvaluateOptions, type ImageScore } from '../evaluation/evaluate';
import { closeGpu, openGpu } from '../gpu/device';
import type { EvaluationReport, Resolution } from '../protocol/evaluation';
import type { MeterTools } from '../tasks/task';
import { decodeWeights, notFinite } from '../training/checkpoint';
import type { Host } from './host';
import { openDataset, type OpenData } from './open-dataset';
import { reportedTask } from './reported-task';
import { restoreModel } from './restore';

export interface EvaluationOptions {
  readonly weights: Uint8Array;
  /** What the report calls them. */
  readonly name: string;
  /** Instead of the data that the model was trained on. */
  readonly source?: string;
  readonly split: Split;
  /** Default: the network's. */
  readonly resolution?: Resolution;
  readonly onProgress: (done: number, total: number) => void;
  /** Looked at between images. */
  readonly signal?: AbortSignal;
  readonly tools?: MeterTools;
}

/** The images of an evaluation, at the size that is asked for. */
export const imagesAt = (
  { stored, fitted, fitting }: OpenData,
  resolution: Resolution,
): Pick<EvaluateOptions, 'dataset' | 'ownSizes'> => ({
  dataset: fitted,
  ...(resolution === 'original' && { ownSizes: { stored, fitting } }),
});

/** @throws InputError if the split has no image */
export function checkSplit({ info: { name, counts } }: Dataset, split: Split): void {
  if (counts[split] > 0) return;
  const other: Split = split === 'val' ? 'train' : 'val';
  const instead = counts[other] > 0 ? `evaluate the ${counts[other]} of split ${other}, or ` : '';
  throw new InputError(`${name} has no images in split ${split}: ${instead}take another data set.`);
}

/** @throws InputError, NoAdapterError, the signal's reason */
export async function evaluateCheckpoint(
  host: Pick<Host, 'data' | 'emit'>,
  { weights: bytes, name, source, split, resolution = 'network', ...rest }: EvaluationOptions,
): Promise<EvaluationReport> {
  await openGpu();
  try {
    const weights = decodeWeights(bytes);
    const { config, model, tasks } = restoreModel(weights);
    const data = { ...config.data, source: source ?? config.data.source };
    const open = await openDataset(host, { ...config, data });
    const { info } = open.fitted;
    checkSplit(open.fitted, split);
    const images: ImageScore[] = [];
    const onImage = (score: ImageScore): void => void images.push(score);
    const scores = await evaluate({ ...rest, ...imagesAt(open, resolution), model, tasks, split, onImage });
    const badWeights = notFinite(weights);
    return {
      name,
      step: Number(weights.file.metadata['step'] ?? 0),
      data: info.name,
      split,
      resolution,
      total: info.counts[split],
      tasks: tasks.map(reportedTask),
      scores,
      images,
      ...(badWeights !== undefined && { badWeights }),
    };
  } finally {
    closeGpu();
  }
}
