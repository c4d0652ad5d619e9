/**
 * A run as one safetensors file: weights under their published names, the optimizer's moments and the running mean of
 * the weights beside them, configuration, step and what a balancer has learnt in the header. Every random draw is a
 * function of seed and step, so nothing else is needed to go on.
 */
import { InputError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import { parseConfig } from '../config/parse';
import { fromPublished, toPublished } from '../interchange/names';
import { readSafetensors, writeSafetensors, type SafetensorsFile, type StoredTensor } from '../interchange/safetensors';
import { isForInference, withoutTrainingParts, type MultiTaskModel } from '../model/multitask';
import { fileShape, fromFile, loadStateDict, stateDict, toFile, type StateTensor } from '../nn/state-dict';
import { taskOf } from '../tasks';
import type { Balancer, BalancerState } from './balancing';
import type { WeightAverage } from './ema';
import type { Moments, Optimizer } from './optimizer';

const FORMAT = 'taskfield-checkpoint';
const WEIGHTS = 'taskfield-weights';
export const CHECKPOINT_VERSION = '1';
const FIRST_MOMENT = 'optimizer.m.';
const SECOND_MOMENT = 'optimizer.v.';
const AVERAGE = 'average.';

interface Run {
  readonly config: ExperimentConfig;
  readonly model: MultiTaskModel;
  readonly optimizer: Optimizer;
  readonly balancer?: Balancer | undefined;
  readonly average?: WeightAverage | undefined;
}

const namesIn = ({ tasks, data }: ExperimentConfig) => tasks.map((id) => taskOf(id, data.labelSet));

const stored = ({ shape, data }: StateTensor): StoredTensor => ({ dtype: 'F32', shape, data });

/** @param step steps done */
export async function encodeCheckpoint({ step, ...run }: Run & { step: number }): Promise<Uint8Array> {
  const { config, model, optimizer, balancer, average } = run;
  const tasks = namesIn(config);
  const tensors = new Map<string, StoredTensor>();
  const put = (prefix: string, name: string, values: Float32Array): void => {
    const parameter = model.store.get(name);
    const tensor = { shape: fileShape(parameter), data: toFile(parameter, values) };
    tensors.set(prefix + toPublished(name, tasks), stored(tensor));
  };
  for (const [name, tensor] of await stateDict(model.store)) tensors.set(toPublished(name, tasks), stored(tensor));
  const updates: Record<string, number> = {};
  for (const [name, { steps, m, v }] of await optimizer.state()) {
    put(FIRST_MOMENT, name, m);
    if (v) put(SECOND_MOMENT, name, v);
    updates[toPublished(name, tasks)] = steps;
  }
  for (const [name, values] of (await average?.state()) ?? []) put(AVERAGE, name, values);
  const balancing = balancer?.state?.();
  return writeSafetensors(tensors, {
    format: FORMAT,
    version: CHECKPOINT_VERSION,
    step: String(step),
    config: JSON.stringify(config),
    updates: JSON.stringify(updates),
    ...(balancing && { balancing: JSON.stringify(balancing) }),
  });
}

/**
 * What inference needs and no more: no optimizer, nothing of the regularizer, no second heads; the running mean of the
 * weights where there is one.
 * @returns a safetensors file that `decodeWeights` reads
 */
export async function encodeInferenceWeights(run: Pick<Run, 'config' | 'model' | 'average'>): Promise<Uint8Array> {
  const { config, model, average } = run;
  const tasks = namesIn(config);
  const tensors = new Map<string, StoredTensor>();
  const means = await average?.state();
  for (const [name, tensor] of await stateDict(model.store)) {
    if (!isForInference(name)) continue;
    const mean = means?.get(name);
    const data = mean ? toFile(model.store.get(name), mean) : tensor.data;
    tensors.set(toPublished(name, tasks), stored({ ...tensor, data }));
  }
  const metadata = {
    format: WEIGHTS,
    version: CHECKPOINT_VERSION,
    config: JSON.stringify(withoutTrainingParts(config)),
  };
  return writeSafetensors(tensors, metadata);
}

export interface Checkpoint {
  readonly config: ExperimentConfig;
  readonly step: number;
  /** Steps of the optimizer by published parameter name. */
  readonly updates: Readonly<Record<string, number>>;
  /** What its balancer had learnt. */
  readonly balancing: BalancerState | undefined;
  readonly file: SafetensorsFile;
}

function checkVersion(version: string | undefined): void {
  if (version === CHECKPOINT_VERSION) return;
  throw new InputError(
    `The checkpoint is of version ${version}; this Taskfield reads version ${CHECKPOINT_VERSION}: continue it with the version that wrote it.`,
  );
}

/** @throws InputError if this is no checkpoint of ours, or one of another version */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const file = readSafetensors(bytes);
  const { format, version, step, config, updates, balancing } = file.metadata;
  if (format !== FORMAT || step === undefined || config === undefined || updates === undefined) {
    throw new InputError(
      `The file is no Taskfield checkpoint (its format is "${format ?? 'not stated'}"); name a checkpoint.safetensors that "taskfield train" wrote; weights of other programs need a model file beside them (taskfield predict --config).`,
    );
  }
  checkVersion(version);
  return {
    config: parseConfig(JSON.parse(config)),
    step: Number(step),
    updates: JSON.parse(updates) as Record<string, number>,
    balancing: balancing === undefined ? undefined : (JSON.parse(balancing) as BalancerState),
    file,
  };
}

/** Weights with the configuration of their model. */
export type Weights = Pick<Checkpoint, 'config' | 'file'>;

/** @param bytes a checkpoint, or what `encodeInferenceWeights` wrote @throws InputError if it is neither */
export function decodeWeights(bytes: Uint8Array): Weights {
  const file = readSafetensors(bytes);
  const { format, version, config } = file.metadata;
  if (format !== WEIGHTS || config === undefined) return decodeCheckpoint(bytes);
  checkVersion(version);
  return { config: parseConfig(JSON.parse(config)), file };
}

/** The weights of a checkpoint under our names, in file layout; without the optimizer's. */
function weightsOf({ config, file }: Weights, averaged: boolean): Map<string, StateTensor> {
  const tasks = namesIn(config);
  const weights = new Map<string, StateTensor>();
  for (const [name, { shape, data }] of file.tensors) {
    if (name.startsWith('optimizer.') || name.startsWith(AVERAGE)) continue;
    const mean = averaged ? file.tensors.get(AVERAGE + name) : undefined;
    weights.set(fromPublished(name, tasks), { shape, data: (mean?.data ?? data) as Float32Array });
  }
  return weights;
}

/** The name of the first tensor that inference reads and that holds NaN or an infinity; undefined if there is none. */
export function notFinite(weights: Weights): string | undefined {
  for (const [name, { data }] of weightsOf(weights, true))
    for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return name;
  return undefined;
}

export interface RestoreOptions {
  /** The model has none of the parts that only training needs; theirs are left out. */
  readonly inference?: boolean;
  /** The running mean of the weights where the file has one. Default true. */
  readonly averaged?: boolean;
}

/** @throws InputError if the weights are not this model's; then nothing has changed */
export function restoreWeights(
  weights: Weights,
  model: MultiTaskModel,
  { inference = false, averaged = true }: RestoreOptions = {},
): void {
  const tensors = [...weightsOf(weights, averaged)].filter(([name]) => !inference || isForInference(name));
  loadStateDict(model.store, new Map(tensors));
}

/**
 * Continues a run.
 * @returns the steps done
 * @throws InputError if the checkpoint belongs to another model or optimizer; nothing can be trained then
 */
export function restoreCheckpoint(bytes: Uint8Array, run: Omit<Run, 'config'>): number {
  const { model, optimizer, balancer, average } = run;
  const checkpoint = decodeCheckpoint(bytes);
  const tasks = namesIn(checkpoint.config);
  const { kind } = checkpoint.config.optimizer;
  if (kind !== optimizer.kind) {
    throw new InputError(
      `The checkpoint was made with optimizer.kind "${kind}", and this run has "${optimizer.kind}"; set it back or start a new run.`,
    );
  }
  const valuesOf = (prefix: string, name: string): Float32Array | undefined => {
    const tensor = checkpoint.file.tensors.get(prefix + toPublished(name, tasks));
    return tensor && fromFile(model.store.get(name), tensor.data as Float32Array);
  };
  const state = new Map<string, Moments>();
  for (const { name } of model.store.trainable()) {
    const [m, v] = [valuesOf(FIRST_MOMENT, name), valuesOf(SECOND_MOMENT, name)];
    if (m) state.set(name, { steps: checkpoint.updates[toPublished(name, tasks)] ?? 0, m, ...(v && { v }) });
  }
  balancer?.load?.(checkpoint.balancing);
  restoreWeights(checkpoint, model, { averaged: false }); // checks all names and shapes before it changes any
  optimizer.load(state);
  const means = model.store.all().flatMap(({ name }) => {
    const values = valuesOf(AVERAGE, name);
    return values ? [[name, values] as const] : [];
  });
  average?.load(new Map(means));
  return checkpoint.step;
}
