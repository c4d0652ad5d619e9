/** Stored runs as models to look at, beside whatever trains: restored from their last saves, with the data they are held against. */
import { InputError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import type { PredictionSource } from '../evaluation/evaluate';
import { gpu } from '../gpu/device';
import { withoutTrainingParts } from '../model/multitask';
import type { ComparedRun } from '../protocol/compare';
import { decodeWeights, notFinite } from '../training/checkpoint';
import type { BrowserRun } from './browser-host';
import { apart, makeSure, needOf, type Room } from './room';
import { dataNameOf, type Library } from './library';
import { openDataset, type OpenData } from './open-dataset';
import { restoreModel, type Restored } from './restore';

export interface StoredModel extends Restored {
  readonly run: ComparedRun;
  /** What it was restored to predict. */
  readonly source: PredictionSource;
  /** Of its save: other words, other weights. */
  readonly stamp: string;
  /** The first of its tensors that holds NaN or an infinity. */
  readonly badWeights: string | undefined;
}

const nothing = (): void => undefined;

interface Saved {
  readonly stored: BrowserRun;
  readonly config: ExperimentConfig;
  readonly stamp: string;
}

/** @throws InputError if there is no such run, or it cannot be read */
export async function findSaved(library: Library, id: string): Promise<Saved> {
  const { run: stored, config } = await library.open(id, nothing);
  return { stored, config, stamp: `${id} at ${stored.row.step}, ${stored.row.savedAt}` };
}

interface Restoring {
  readonly room: Room;
  /** That the model must be able to predict; 'average' needs both branches. */
  sourceOf(config: ExperimentConfig): PredictionSource;
  /** "there is no model to compare" */
  readonly to: string;
}

/** Needs the open GPU, and a turn on it. @throws InputError if it was never saved, or the GPU has no room for it */
export async function restoreSaved({ stored, stamp }: Saved, { room, sourceOf, to }: Restoring): Promise<StoredModel> {
  const { id, name, step } = stored.row;
  const checkpoint = await stored.readCheckpoint();
  if (!checkpoint)
    throw new InputError(
      `The run "${name}" was never saved, so there is no model to ${to}; let it train to its first save.`,
    );
  const weights = decodeWeights(checkpoint);
  const source = sourceOf(weights.config);
  const inference = source === 'decoder';
  const { device } = gpu();
  const slim = inference ? withoutTrainingParts(weights.config) : weights.config;
  await makeSure(room, device, { bytes: await needOf(slim, source), name });
  const made = await apart(device, async () => restoreModel(weights, { inference }));
  const run = { id, name, step, predictions: weights.config.predictions };
  return { ...made, source, stamp, run, badWeights: notFinite(weights) };
}

/**
 * Nothing is made for a look at a model: that would take minutes of a GPU that may be training.
 * @param otherwise what else helps where its rooms are gone @throws InputError
 */
export async function dataOfRun(
  library: Library,
  { config, name }: { readonly config: ExperimentConfig; readonly name: string },
  otherwise = '',
): Promise<OpenData> {
  const data = await library.data();
  if (config.data.source === 'rooms' && !(await data.find(dataNameOf(config)))) {
    throw new InputError(
      `The rooms that the run "${name}" learnt from are not stored any more; continue that run, which makes them again${otherwise}.`,
    );
  }
  return openDataset({ data, emit: nothing }, config);
}
