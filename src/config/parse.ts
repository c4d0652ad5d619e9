/** Turns a preset and a person's changes into a checked ExperimentConfig, or says in one sentence what is wrong. */
import * as v from 'valibot';
import { InputError } from '../base/errors';
import { LABEL_SETS, type LabelSet } from '../base/label-sets';
import { checkArchitecture } from './architecture';
import type { ExperimentConfig } from './experiment';
import { DECODERS_AT_FIRST, ENCODERS_AT_FIRST } from './models';
import { PRESETS } from './presets';
import { checkTraining } from './training';
import { upgraded } from './upgrade';

const whole = (low: number, high: number) => v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));
const real = (low: number, high: number) => v.pipe(v.number(), v.finite(), v.minValue(low), v.maxValue(high));

const REGULARIZER = v.strictObject({
  enabled: v.boolean(),
  planeChannels: whole(1, 512),
  encoderWidth: whole(1, 4096),
  encoderOrder: v.picklist(['between', 'last']),
  tap: v.picklist(['encoder', 'all', 'first', 'last']),
  dropout: real(0, 0.95),
  resizeAt: v.picklist(['input', 'middle', 'none']),
  fieldHidden: whole(1, 512),
  slope: real(0, 1),
  rays: v.tuple([whole(1, 512), whole(1, 512)]),
  coarseSamples: whole(1, 512),
  fineSamples: whole(0, 512),
  jitter: v.picklist(['per_ray', 'per_image', 'none']),
  coarsePlaces: v.picklist(['bins', 'eg3d']),
  uniforms: v.picklist(['stratified', 'independent']),
  finePass: v.picklist(['union', 'replace']),
  density: v.picklist(['own', 'mean', 'per_task']),
  activation: v.picklist(['softplus-1', 'softplus', 'relu']),
  quadrature: v.picklist(['midpoint', 'nerf']),
  importance: v.picklist(['interval', 'eg3d', 'nerf']),
  padding: v.picklist(['border', 'zeros']),
  aggregate: v.picklist(['sum', 'mean']),
  unabsorbed: v.picklist(['plain', 'normalized', 'opaque']),
  depthOutput: v.picklist(['value', 'expected_z']),
  zRange: v.picklist(['linear', 'metric', 'disparity']),
  zNear: real(0.001, 1000),
  zFar: real(0.001, 1000),
  outside: v.picklist(['zero', 'border']),
  tasks: v.array(v.string()),
  lossAt: v.picklist(['labels', 'rays']),
  superResolution: v.strictObject({ enabled: v.boolean(), width: whole(1, 512), blocks: whole(1, 4) }),
  densityBias: real(-100, 100),
  near: real(-100, 100),
  far: real(-100, 100),
  path: v.picklist(['auto', 'fused', 'composed']),
});

const OPTIMIZER = v.strictObject({
  kind: v.picklist(['adam', 'sgd']),
  learningRate: real(1e-9, 10),
  beta1: real(0, 0.9999),
  beta2: real(0, 0.99999),
  epsilon: real(1e-16, 1),
  momentum: real(0, 0.9999),
  nesterov: v.boolean(),
  weightDecay: real(0, 1),
  schedule: v.picklist(['poly', 'poly-epoch', 'constant']),
  polyPower: real(0, 10),
  clipNorm: real(0, 1e9),
});

const BALANCING = v.strictObject({
  kind: v.picklist(['fixed', 'uncertainty', 'pcgrad', 'cagrad']),
  conflict: real(0, 0.99),
});

const three = (low: number, high: number) => v.tuple([whole(low, high), whole(low, high), whole(low, high)]);

const ENCODER = v.variant('kind', [
  v.strictObject({ kind: v.literal('nano'), channels: three(1, 1024), width: whole(1, 1024) }),
  v.strictObject({
    kind: v.literal('hrnet'),
    stem: whole(1, 1024),
    planes: whole(1, 1024),
    bottlenecks: whole(1, 16),
    channels: whole(1, 256),
    modules: three(1, 16),
    blocks: three(1, 16),
    batchNormMomentum: real(0.0001, 1),
  }),
  v.strictObject({
    kind: v.literal('vit'),
    width: whole(4, 4096),
    depth: whole(1, 64),
    heads: whole(1, 64),
    patch: whole(1, 64),
    taps: v.pipe(v.array(whole(1, 64)), v.maxLength(8)),
    dropPath: real(0, 0.95),
  }),
]);

const DECODER = v.variant('kind', [
  v.strictObject({ kind: v.literal('plain'), width: whole(1, 1024) }),
  v.strictObject({ kind: v.literal('high-resolution') }),
  v.strictObject({ kind: v.literal('mti-net') }),
  v.strictObject({ kind: v.literal('pad-net'), width: whole(4, 1024) }),
  v.strictObject({ kind: v.literal('inv-pt'), width: whole(1, 4096), added: whole(0, 4096) }),
]);

const SCHEMA = v.strictObject({
  preset: v.string(),
  seed: whole(0, 0xffffffff),
  steps: whole(1, 1_000_000),
  batch: whole(1, 256),
  accumulate: whole(1, 256),
  input: v.tuple([whole(16, 4096), whole(16, 4096)]),
  tasks: v.pipe(v.array(v.string()), v.minLength(1)),
  lossWeights: v.record(v.string(), real(0, 1e6)),
  data: v.strictObject({
    source: v.pipe(v.string(), v.minLength(1)),
    rooms: v.strictObject({
      train: whole(1, 100_000),
      val: whole(1, 100_000),
      views: whole(1, 16),
      seed: whole(0, 0xffffffff),
      difficulty: v.picklist(['easy', 'medium', 'hard']),
      sensorNoise: v.boolean(),
    }),
    labelSet: v.picklist(Object.keys(LABEL_SETS) as LabelSet[]),
    frames: v.picklist(['all', 'depth']),
    fraction: real(0.0001, 1),
  }),
  augmentation: v.strictObject({
    pipeline: v.picklist(['none', 'inv-pt', 'mti-net-nyud', 'mti-net-pascal']),
    fit: v.picklist(['contain', 'pad', 'stretch']),
  }),
  encoder: ENCODER,
  decoder: DECODER,
  batchNormMomentum: real(0.0001, 1),
  regularizer: REGULARIZER,
  alpha: v.strictObject({ peak: real(0, 100), rampFraction: real(0, 1) }),
  depthBias: v.boolean(),
  auxiliaryHeads: v.boolean(),
  crossView: v.strictObject({ enabled: v.boolean(), labels: v.picklist(['all', 'depth']), reach: whole(1, 1000) }),
  predictions: v.picklist(['heads', 'regularizer', 'average']),
  optimizer: OPTIMIZER,
  balancing: BALANCING,
  weightAverage: v.strictObject({ enabled: v.boolean(), decay: real(0, 0.999999) }),
  evaluation: v.strictObject({ every: whole(0, 1_000_000), images: whole(1, 100_000) }),
  checkpointEvery: whole(1, 1_000_000),
});

/** @throws InputError naming the known presets */
export function presetOf(name: string): ExperimentConfig {
  const preset = (PRESETS as Record<string, ExperimentConfig>)[name];
  if (!preset) throw new InputError(`Preset "${name}" is unknown; known presets: ${Object.keys(PRESETS).join(', ')}.`);
  return preset;
}

/**
 * Checks a whole configuration (from a file, a checkpoint, a URL).
 * @throws InputError for the first value that is wrong: its name, value and what is allowed
 */
export function parseConfig(value: unknown): ExperimentConfig {
  const result = v.safeParse(SCHEMA, upgraded(value), { abortEarly: true });
  if (!result.success) throw new InputError(sentence(result.issues[0]));
  const config = result.output as ExperimentConfig;
  const { near, far } = config.regularizer;
  if (!(near < far))
    throw new InputError(`regularizer.near is ${near}; it must be less than regularizer.far (${far}).`);
  checkMeaning(config);
  checkArchitecture(config);
  checkTraining(config);
  for (const task of config.tasks) {
    if (!(task in config.lossWeights))
      throw new InputError(`lossWeights has no weight for the task "${task}"; add one.`);
  }
  return config;
}

/** Options that are right each for itself and cannot hold together. */
function checkMeaning({ tasks, regularizer, crossView, predictions }: ExperimentConfig): void {
  const { enabled, zRange, zNear, zFar, depthOutput, tasks: rendered } = regularizer;
  if (!(zNear < zFar))
    throw new InputError(`regularizer.zNear is ${zNear}; it must be less than regularizer.zFar (${zFar}).`);
  const stranger = rendered.find((task) => !tasks.includes(task));
  if (stranger !== undefined)
    throw new InputError(`regularizer.tasks names "${stranger}"; this run has ${tasks.join(', ')}.`);
  const metres = [
    crossView.enabled && 'crossView.enabled',
    depthOutput === 'expected_z' && 'regularizer.depthOutput "expected_z"',
  ];
  const wanting = metres.find((name) => name !== false);
  if (enabled && wanting && zRange === 'linear')
    throw new InputError(`${wanting} needs z in metres; set regularizer.zRange to "metric" or "disparity".`);
  if (enabled && predictions !== 'heads' && rendered.length > 0)
    throw new InputError(
      `predictions is "${predictions}", which needs all tasks rendered; set regularizer.tasks to [].`,
    );
  if (enabled) return;
  if (crossView.enabled)
    throw new InputError(
      'crossView.enabled renders through the regularizer, which is off; set regularizer.enabled to true.',
    );
  if (predictions !== 'heads')
    throw new InputError(`predictions is "${predictions}", and the regularizer is off; set it to "heads".`);
}

function sentence(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'configuration';
  const value = typeof issue.input === 'number' ? String(issue.input).replace('-', '−') : JSON.stringify(issue.input);
  const name = path.charAt(0).toUpperCase() + path.slice(1);
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return `${name} is not a setting; known settings stand in src/config.`;
  if (issue.input === undefined) return `${name} is missing; ${issue.expected ?? 'a value'} is expected.`;
  return `${name} is ${value}; allowed is ${allowed(issue, path)}.`;
}

/** What the schema allows at a path, with both ends of a range. */
function allowed(issue: v.BaseIssue<unknown>, path: string): string {
  const range = rangeOf(path);
  if (range) return range;
  return String(issue.expected ?? 'something else').replace(/^[><]=?/, '');
}

interface Node {
  readonly entries?: Record<string, Node>;
  readonly items?: Node[];
  readonly value?: Node;
  readonly pipe?: readonly { readonly type: string; readonly requirement?: number }[];
  /** Words of a choice, or the objects of a variant. */
  readonly options?: readonly (string | Node)[];
  readonly literal?: string;
}

const isNode = (option: string | Node | undefined): option is Node => typeof option === 'object';

/** What stands under a key; in a variant, in each of its objects that has the key. */
function under(node: Node, key: string): Node[] {
  const objects = [node, ...(node.options ?? []).filter(isNode)];
  return objects.map((one) => one.entries?.[key] ?? one.items?.[Number(key)] ?? one.value).filter(isNode);
}

function nodesAt(path: string): Node[] {
  const root: Node = { entries: SCHEMA.entries as object as Record<string, Node> };
  return path.split('.').reduce((nodes, key) => nodes.flatMap((node) => under(node, key)), [root]);
}

/** The words that a setting may be; undefined where it is a number or free text. */
export function choicesOf(path: string): readonly string[] | undefined {
  const words = nodesAt(path).flatMap(({ options = [], literal }) => (literal === undefined ? options : [literal]));
  return words.length > 0 ? words.filter((word) => typeof word === 'string') : undefined;
}

function rangeOf(path: string): string | undefined {
  const node = nodesAt(path).find(({ pipe }) => pipe !== undefined);
  const pick = (type: string) => node?.pipe?.find((part) => part.type === type);
  const low = pick('min_value')?.requirement;
  const high = pick('max_value')?.requirement;
  if (low === undefined || high === undefined) return undefined;
  return `${pick('integer') ? 'a whole number from ' : ''}${format(low)} to ${format(high)}`;
}

const format = (value: number): string =>
  Number.isInteger(value) ? value.toLocaleString('en').replaceAll(',', ' ') : String(value);

const KINDS: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  'encoder.kind': ENCODERS_AT_FIRST,
  'decoder.kind': DECODERS_AT_FIRST,
};

/** Choosing an encoder or decoder by its kind brings the settings that this kind has. */
const chosen = (path: string, value: unknown): object | undefined =>
  Object.entries(KINDS[path] ?? {}).find(([kind]) => kind === value)?.[1];

/**
 * A changed copy: `set(config, 'regularizer.fineSamples', 8)`. The result is checked by `parseConfig`.
 * @throws InputError if no such setting exists
 */
export function setValue(config: ExperimentConfig, path: string, value: unknown): ExperimentConfig {
  const copy: Record<string, unknown> = { ...structuredClone(config) };
  const keys = path.split('.');
  const last = keys.pop()!;
  let node = copy;
  for (const key of keys) {
    const next = node[key];
    if (typeof next !== 'object' || next === null) throw unknownSetting(path, node);
    node = next as Record<string, unknown>;
  }
  if (!(last in node)) throw unknownSetting(path, node);
  const architecture = chosen(path, value);
  if (architecture && node[last] !== value) copy[keys[0]!] = structuredClone(architecture);
  else node[last] = value;
  return parseConfig(copy);
}

const unknownSetting = (path: string, node: object): InputError =>
  new InputError(`"${path}" is not a setting; known here: ${Object.keys(node).join(', ')}.`);
