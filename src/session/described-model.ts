/** A network that a model file describes, with weights of any kind: for comparison with other programs. */
import { InputError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import { parseModelFile } from '../config/model-file';
import type { ByteSource } from '../formats/byte-source';
import { loadWeights } from '../interchange/load';
import { describeMatch, matchWeights, requireMatch, type MatchOptions, type MatchReport } from '../interchange/match';
import type { FindBeside } from '../interchange/safetensors-stream';
import { parseStrictJson } from '../interchange/strict-json';
import type { WeightFile } from '../interchange/weight-file';
import { readWeights } from '../interchange/weights';
import { MultiTaskModel } from '../model/multitask';
import type { Head } from '../model/types';
import { fileShape } from '../nn/state-dict';
import { PUBLISHED_TASKS, type PublishedTask } from '../tasks/published';

/** Weights where they lie. */
export interface WeightsInput {
  /** As a person knows the file. */
  readonly name: string;
  readonly source: Uint8Array | ByteSource;
  /** Finds the parts of weights that are split over several files. */
  readonly findBeside?: FindBeside;
}

export interface DescribedModel {
  readonly config: ExperimentConfig;
  readonly tasks: readonly PublishedTask[];
  readonly heads: readonly Head[];
  readonly channels: Readonly<Record<string, number>>;
}

/**
 * @param json text of the model file
 * @param input height and width of the images
 * @throws InputError
 */
export function describedModel(json: string, input: readonly [number, number]): DescribedModel {
  const { value, duplicate } = parseStrictJson(json);
  if (duplicate !== undefined) throw new InputError(`The model file has "${duplicate}" twice in one object; keep one.`);
  if (value === undefined) throw new InputError('The model file is not JSON; see "taskfield predict --help".');
  const { config, channels } = parseModelFile(value, PUBLISHED_TASKS, input);
  const tasks = config.tasks.map((id) => PUBLISHED_TASKS.find((task) => task.id === id)!);
  const heads = tasks.map(({ id, isDepth }) => ({ id, channels: channels[id]!, ...(isDepth && { isDepth }) }));
  return { config, tasks, heads, channels };
}

/** What is told about weights, for people. */
export type Tell = (sentence: string) => void;

export interface FittingWeights {
  readonly name: string;
  readonly file: WeightFile;
  readonly options: MatchOptions;
}

/**
 * Opens the weights and holds their names and shapes to the model's, before anything is built.
 * @throws InputError if they do not fit
 */
export async function fittingWeights(
  { config, tasks, heads }: DescribedModel,
  { name, source, findBeside }: WeightsInput,
  tell: Tell,
): Promise<FittingWeights> {
  const file = await readWeights(source, name, findBeside);
  const { store } = new MultiTaskModel(config, heads, { allocate: false });
  const wanted = new Map(store.all().map((parameter) => [parameter.name, { shape: fileShape(parameter) }]));
  const { encoder, input } = config;
  const grid = encoder.kind === 'vit' && ([input[0] / encoder.patch, input[1] / encoder.patch] as const);
  const options: MatchOptions = { tasks, ...(grid && { grid }) };
  const report = matchWeights(wanted, file.tensors, options);
  await naming(name, async () => requireMatch(report));
  tellReport(report, { name, file, tell });
  return { name, file, options };
}

/** Builds the model on the open GPU and loads the weights. @throws InputError if a value is not finite */
export async function loadedModel(
  { config, heads }: DescribedModel,
  { name, file, options }: FittingWeights,
): Promise<MultiTaskModel> {
  const model = new MultiTaskModel(config, heads);
  await naming(name, () => loadWeights(model.store, file, options));
  return model;
}

/** Refusals begin with the file's name. */
async function naming(name: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${name}: ${error.message}`, { cause: error });
  }
}

interface Told {
  readonly name: string;
  readonly file: WeightFile;
  readonly tell: Tell;
}

function tellReport(report: MatchReport, { name, file, tell }: Told): void {
  tell(`${name} (${file.format}): ${describeMatch(report)}`);
  for (const note of file.notes) tell(`${name}: ${note}`);
}
