/**
 * model.json of `taskfield predict` and `taskfield step`: an architecture in a few words. What it leaves out is as in
 * the preset that it names, else as in the published code; only drop-path is 0 then, so that nothing is random.
 */
import { InputError } from '../base/errors';
import type { ExperimentConfig, OptimizerConfig } from './experiment';
import {
  DECODERS_AT_FIRST,
  ENCODERS_AT_FIRST,
  HRNETS,
  INV_PTS,
  MINI_HRNET,
  PAD_NETS,
  VITS,
  type DecoderConfig,
  type EncoderConfig,
} from './models';
import { parseConfig, presetOf } from './parse';

/** A task as model files may name it, by either name. */
export interface KnownTask {
  readonly id: string;
  readonly publishedName: string;
  /** Of its map, unless the file says so. */
  readonly channels: number;
  /** Where a decoder's published code has another number. */
  readonly channelsIn?: Partial<Readonly<Record<DecoderConfig['kind'], number>>>;
  /** Numbers of channels that it can have; absent: any (classes). */
  readonly widths?: readonly number[];
  /** Of its loss. */
  readonly weight: number;
}

export interface ModelFile {
  readonly config: ExperimentConfig;
  /** Of each task's map, by task id. */
  readonly channels: Readonly<Record<string, number>>;
}

const KEYS = [
  'preset',
  'encoder',
  'decoder',
  'tasks',
  'lossWeights',
  'batchNormMomentum',
  'regularizer',
  'alpha',
  'optimizer',
  'steps',
  'seed',
] as const;

type Json = Readonly<Record<string, unknown>>;

const MOST_CHANNELS = 4096;
const PUBLISHED_STEPS = 40_000;

const prefixed = <T>(prefix: string, all: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(all).map(([name, one]) => [`${prefix}-${name}`, one]);

const still = <T extends EncoderConfig>(encoder: T): T =>
  'dropPath' in encoder ? { ...encoder, dropPath: 0 } : encoder;

/** Encoders that a word names. */
const ENCODERS: Readonly<Record<string, EncoderConfig>> = Object.fromEntries<EncoderConfig>([
  ['nano', ENCODERS_AT_FIRST.nano],
  ['mini-hrnet', MINI_HRNET],
  ...prefixed<EncoderConfig>('hrnet', HRNETS),
  ...prefixed<EncoderConfig>('vit', VITS).map(([name, vit]): [string, EncoderConfig] => [name, still(vit)]),
]);

/** What an encoder starts from that is given by its kind: MTI-Net's and InvPT's own. */
const PUBLISHED_ENCODERS: Readonly<Record<EncoderConfig['kind'], EncoderConfig>> = {
  nano: ENCODERS_AT_FIRST.nano,
  hrnet: HRNETS['w18-small-v2'],
  vit: still(VITS.large),
};

const DECODERS: Readonly<Record<DecoderConfig['kind'], DecoderConfig>> = {
  ...DECODERS_AT_FIRST,
  'pad-net': PAD_NETS.published,
  'inv-pt': INV_PTS.published,
};

const DECODER_FOR: Readonly<Record<EncoderConfig['kind'], DecoderConfig['kind']>> = {
  nano: 'plain',
  hrnet: 'mti-net',
  vit: 'inv-pt',
};

/** The order of the tasks is part of the weights, and differs between the two published codes. */
const NYUD = {
  'mti-net': ['semseg', 'normals', 'boundary', 'depth'],
  other: ['semseg', 'depth', 'normals', 'boundary'],
} as const;

/** spec/mtl-models.md §6; the rate stays where it starts. */
const OPTIMIZERS = {
  'inv-pt': { learningRate: 2e-5, weightDecay: 1e-6 },
  other: { learningRate: 1e-4, weightDecay: 1e-4 },
} as const;

const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function unknownKey(path: string, known: readonly string[]): InputError {
  return new InputError(`"${path}" is not a setting of a model file; known here: ${known.join(', ')}.`);
}

/** `base` with what is given of it, in depth. @throws InputError for a key that it does not have */
function merged<T extends object>(base: T, given: unknown, path: string): T {
  const keys = Object.keys(base);
  if (!isObject(given)) throw new InputError(`${path} is ${shown(given)}; allowed is an object of ${keys.join(', ')}.`);
  const result: Record<string, unknown> = Object.fromEntries(Object.entries(base));
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(base, key)) throw unknownKey(`${path}.${key}`, keys);
    const before = result[key];
    result[key] = isObject(before) ? merged(before, value, `${path}.${key}`) : value;
  }
  return result as T;
}

interface Choice<T> {
  readonly path: string;
  readonly named: Readonly<Record<string, T>>;
  readonly byKind: Readonly<Record<string, T>>;
  /** What stands if nothing is given. */
  readonly base: T | undefined;
}

/** An encoder or decoder by its name, or by its kind and some of its settings. */
function architecture<T extends { readonly kind: string }>(
  given: unknown,
  { path, named, byKind, base }: Choice<T>,
): T {
  if (given === undefined && base) return base;
  const kinds = Object.keys(byKind).join(', ');
  if (typeof given === 'string') {
    if (Object.hasOwn(named, given)) return named[given]!;
    throw new InputError(
      `${path} is "${given}"; allowed are ${Object.keys(named).join(', ')}, or an object with its kind (${kinds}).`,
    );
  }
  const kind = isObject(given) ? (given.kind ?? base?.kind) : undefined;
  if (typeof kind !== 'string' || !Object.hasOwn(byKind, kind))
    throw new InputError(
      `${path} is ${given === undefined ? 'missing' : shown(given)}; name one (${Object.keys(named).join(', ')}), or give an object with its kind (${kinds}).`,
    );
  return merged(kind === base?.kind ? base : byKind[kind]!, given, path);
}

interface NamedTask {
  readonly task: KnownTask;
  readonly channels: number;
}

function taskIn(entry: unknown, known: readonly KnownTask[], decoder: DecoderConfig['kind']): NamedTask {
  const { name, channels, ...rest } = isObject(entry) ? entry : { name: entry, channels: undefined };
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined) throw unknownKey(`tasks.${stranger}`, ['name', 'channels']);
  const task = known.find(({ id, publishedName }) => name === id || name === publishedName);
  if (!task) {
    const names = known.map(({ publishedName }) => publishedName).join(', ');
    throw new InputError(
      `tasks has ${shown(entry)}; allowed are ${names}, or an object such as {"name": "semseg", "channels": 40}.`,
    );
  }
  const count = channels ?? task.channelsIn?.[decoder] ?? task.channels;
  const isWhole = typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= MOST_CHANNELS;
  if (isWhole && (task.widths?.includes(count) ?? true)) return { task, channels: count };
  const allowed = task.widths?.join(' or ') ?? `a whole number from 1 to ${MOST_CHANNELS}`;
  throw new InputError(`The channels of the task "${task.publishedName}" are ${shown(count)}; allowed is ${allowed}.`);
}

function tasksIn(given: unknown, known: readonly KnownTask[], decoder: DecoderConfig['kind']): NamedTask[] {
  if (!Array.isArray(given) || given.length === 0)
    throw new InputError(
      `tasks is ${shown(given)}; allowed is a list such as ["semseg", "depth"], in the weights' order.`,
    );
  const tasks = given.map((entry) => taskIn(entry, known, decoder));
  const twice = tasks.find(({ task }, i) => tasks.findIndex((other) => other.task === task) < i);
  if (twice) throw new InputError(`tasks names "${twice.task.publishedName}" twice; name it once.`);
  return tasks;
}

function weightsIn(given: unknown, tasks: readonly NamedTask[]): Record<string, unknown> {
  if (!isObject(given)) throw new InputError(`lossWeights is ${shown(given)}; allowed is an object of tasks' weights.`);
  const weights: Record<string, unknown> = Object.fromEntries(tasks.map(({ task }) => [task.id, task.weight]));
  for (const [name, weight] of Object.entries(given)) {
    const named = tasks.find(({ task }) => name === task.id || name === task.publishedName);
    if (!named)
      throw unknownKey(
        `lossWeights.${name}`,
        tasks.map(({ task }) => task.publishedName),
      );
    weights[named.task.id] = weight;
  }
  return weights;
}

function published(encoder: EncoderConfig, decoder: DecoderConfig): OptimizerConfig {
  const base = { ...presetOf('nano').optimizer, schedule: 'constant' as const };
  if (encoder.kind === 'nano') return base;
  return { ...base, ...(decoder.kind === 'inv-pt' ? OPTIMIZERS['inv-pt'] : OPTIMIZERS.other) };
}

function presetIn({ preset }: Json): ExperimentConfig | undefined {
  if (preset === undefined) return undefined;
  if (typeof preset !== 'string') throw new InputError(`preset is ${shown(preset)}; allowed is the name of a preset.`);
  return presetOf(preset);
}

/**
 * @param value the file's JSON
 * @param known tasks that it may name
 * @param input height and width of the images
 * @throws InputError for the first thing that is wrong: its name, value and what is allowed
 */
export function parseModelFile(
  value: unknown,
  known: readonly KnownTask[],
  input: readonly [number, number],
): ModelFile {
  if (!isObject(value))
    throw new InputError(`The model file is ${shown(value)}; it must be an object of ${KEYS.join(', ')}.`);
  const stranger = Object.keys(value).find((key) => !KEYS.some((known) => known === key));
  if (stranger !== undefined) throw unknownKey(stranger, KEYS);
  const preset = presetIn(value);
  const rest = preset ?? { ...presetOf('nano'), preset: 'none', steps: PUBLISHED_STEPS };
  const encoder = architecture(value.encoder, {
    path: 'encoder',
    named: ENCODERS,
    byKind: PUBLISHED_ENCODERS,
    base: preset?.encoder,
  });
  const isOwn = preset?.encoder.kind === encoder.kind;
  const decoder = architecture(value.decoder, {
    path: 'decoder',
    named: DECODERS,
    byKind: DECODERS,
    base: isOwn ? preset.decoder : DECODERS[DECODER_FOR[encoder.kind]],
  });
  const isOfMtiNet = decoder.kind === 'mti-net' || decoder.kind === 'pad-net'; // both are of one published code
  const inOrder = preset?.tasks ?? (isOfMtiNet ? NYUD['mti-net'] : NYUD.other);
  const tasks = tasksIn(value.tasks ?? [...inOrder], known, decoder.kind);
  const { regularizer = { enabled: false } } = value;
  const config = parseConfig({
    ...rest,
    input,
    encoder,
    decoder,
    tasks: tasks.map(({ task }) => task.id),
    lossWeights: weightsIn(value.lossWeights ?? {}, tasks),
    batchNormMomentum: value.batchNormMomentum ?? rest.batchNormMomentum,
    regularizer: merged({ ...rest.regularizer, enabled: true }, regularizer, 'regularizer'),
    alpha: merged(preset?.alpha ?? { peak: 1, rampFraction: 0 }, value.alpha ?? {}, 'alpha'),
    optimizer: merged(preset?.optimizer ?? published(encoder, decoder), value.optimizer ?? {}, 'optimizer'),
    steps: value.steps ?? rest.steps,
    seed: value.seed ?? rest.seed,
    depthBias: false,
    auxiliaryHeads: false,
    predictions: 'heads',
    crossView: { ...rest.crossView, enabled: false },
  });
  return { config, channels: Object.fromEntries(tasks.map(({ task, channels }) => [task.id, channels])) };
}
