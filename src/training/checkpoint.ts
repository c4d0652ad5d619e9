/**
 * A run as one safetensors file: weights under their published names, Adam's moments beside them, configuration and
 * step in the header. Every random draw is a function of seed and step, so nothing else is needed to go on.
 */
import { InputError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import { parseConfig } from '../config/parse';
import { fromPublished, toPublished } from '../interchange/names';
import { readSafetensors, writeSafetensors, type SafetensorsFile, type StoredTensor } from '../interchange/safetensors';
import type { MultiTaskModel } from '../model/multitask';
import { fileShape, fromFile, loadStateDict, stateDict, toFile, type StateTensor } from '../nn/state-dict';
import { taskOf } from '../tasks';
import type { Adam, Moments } from './optimizer';

const FORMAT = 'taskfield-checkpoint';
export const CHECKPOINT_VERSION = '1';
const FIRST_MOMENT = 'optimizer.m.';
const SECOND_MOMENT = 'optimizer.v.';

interface Run {
  readonly config: ExperimentConfig;
  readonly model: MultiTaskModel;
  readonly optimizer: Adam;
}

const stored = ({ shape, data }: StateTensor): StoredTensor => ({ dtype: 'F32', shape, data });

/** @param step steps done */
export async function encodeCheckpoint({
  config,
  model,
  optimizer,
  step,
}: Run & { step: number }): Promise<Uint8Array> {
  const tasks = config.tasks.map(taskOf);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, tensor] of await stateDict(model.store)) tensors.set(toPublished(name, tasks), stored(tensor));
  const moments = await optimizer.state();
  const updates: Record<string, number> = {};
  for (const [name, { steps, m, v }] of moments) {
    const parameter = model.store.get(name);
    const published = toPublished(name, tasks);
    const shape = fileShape(parameter);
    tensors.set(FIRST_MOMENT + published, stored({ shape, data: toFile(parameter, m) }));
    tensors.set(SECOND_MOMENT + published, stored({ shape, data: toFile(parameter, v) }));
    updates[published] = steps;
  }
  return writeSafetensors(tensors, {
    format: FORMAT,
    version: CHECKPOINT_VERSION,
    step: String(step),
    config: JSON.stringify(config),
    updates: JSON.stringify(updates),
  });
}

export interface Checkpoint {
  readonly config: ExperimentConfig;
  readonly step: number;
  /** Steps of the optimizer by published parameter name. */
  readonly updates: Readonly<Record<string, number>>;
  readonly file: SafetensorsFile;
}

/** @throws InputError if this is no checkpoint of ours, or one of another version */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const file = readSafetensors(bytes);
  const { format, version, step, config, updates } = file.metadata;
  if (format !== FORMAT || step === undefined || config === undefined || updates === undefined) {
    throw new InputError(
      `The file is no Taskfield checkpoint (its format is "${format ?? 'not stated'}"); name a checkpoint.safetensors that "taskfield train" wrote.`,
    );
  }
  if (version !== CHECKPOINT_VERSION) {
    throw new InputError(
      `The checkpoint is of version ${version}; this Taskfield reads version ${CHECKPOINT_VERSION}: continue it with the version that wrote it.`,
    );
  }
  return {
    config: parseConfig(JSON.parse(config)),
    step: Number(step),
    updates: JSON.parse(updates) as Record<string, number>,
    file,
  };
}

/** The weights of a checkpoint under our names, in file layout; without the optimizer's. */
function weightsOf({ config, file }: Checkpoint): Map<string, StateTensor> {
  const tasks = config.tasks.map(taskOf);
  const weights = new Map<string, StateTensor>();
  for (const [name, { shape, data }] of file.tensors) {
    if (name.startsWith('optimizer.')) continue;
    weights.set(fromPublished(name, tasks), { shape, data: data as Float32Array });
  }
  return weights;
}

/** @throws InputError if the weights are not this model's; then nothing has changed */
export function restoreWeights(checkpoint: Checkpoint, model: MultiTaskModel): void {
  loadStateDict(model.store, weightsOf(checkpoint));
}

/**
 * Continues a run.
 * @returns the steps done
 * @throws InputError if the checkpoint belongs to another model; then nothing has changed
 */
export function restoreCheckpoint(bytes: Uint8Array, { model, optimizer }: Omit<Run, 'config'>): number {
  const checkpoint = decodeCheckpoint(bytes);
  const tasks = checkpoint.config.tasks.map(taskOf);
  const momentOf = (prefix: string, name: string): Float32Array | undefined => {
    const tensor = checkpoint.file.tensors.get(prefix + toPublished(name, tasks));
    return tensor && fromFile(model.store.get(name), tensor.data as Float32Array);
  };
  const state = new Map<string, Moments>();
  for (const { name } of model.store.trainable()) {
    const [m, v] = [momentOf(FIRST_MOMENT, name), momentOf(SECOND_MOMENT, name)];
    if (m && v) state.set(name, { steps: checkpoint.updates[toPublished(name, tasks)] ?? 0, m, v });
  }
  restoreWeights(checkpoint, model); // checks all names and shapes before it changes any
  optimizer.load(state);
  return checkpoint.step;
}
