/** Fitting a file's tensors to a model's: by name, prefix and shape, with a report, before anything is changed. */
import { InputError } from '../base/errors';
import type { StateTensor } from '../nn/state-dict';
import { toFloat32 } from './float16';
import { toPublished, type NamedTask } from './names';
import { resizePositionEmbedding, squareSide } from './position-embedding';
import { bestPrefixes, type Prefixes } from './prefixes';
import { elements } from './strided';
import { stored, type WeightTensor } from './weight-file';

export interface Shaped {
  readonly shape: readonly number[];
}

export interface MatchOptions {
  /** Tasks whose names in the file are the published ones. */
  readonly tasks?: readonly NamedTask[];
  /** Rows and columns of patches: a position embedding of a square grid is resized to them. */
  readonly grid?: readonly [number, number];
}

export interface Misfit {
  readonly name: string;
  readonly wanted: readonly number[];
  readonly given: readonly number[];
}

/** Names as they stand in files: published, without the prefix for `missing`, with it for `unexpected`. */
export interface MatchReport extends Prefixes {
  /** The model's names and the file's. */
  readonly loaded: ReadonlyMap<string, string>;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly wrongShape: readonly Misfit[];
  /** Position embeddings that are brought to the model's grid. */
  readonly resized: ReadonlyMap<string, readonly [number, number]>;
}

const POSITIONS = /(^|\.)pos_embed$/;
/** Counters that files of before PyTorch 0.4.1 lack, and that nothing but a momentum of `None` reads. */
const OPTIONAL = /(^|\.)num_batches_tracked$/;
const MOST_LISTED = 5;

const text = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** A counter is [] in new files and [1] in some. */
function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.join() === b.join() || (elements(a) === 1 && elements(b) === 1 && a.length + b.length === 1);
}

/** [1, 1 + side², width] for a model of [1, 1 + rows columns, width] */
function canResize(wanted: readonly number[], given: readonly number[], grid: MatchOptions['grid']): boolean {
  if (!grid || given.length !== 3 || wanted.length !== 3 || given[0] !== 1 || given[2] !== wanted[2]) return false;
  const side = Math.round(Math.sqrt(given[1]! - 1));
  return wanted[1] === 1 + grid[0] * grid[1] && side > 0 && side * side === given[1]! - 1;
}

/**
 * @param wanted the model's tensors under our names, shapes as in files
 * @param given the file's; a wrapper's prefix (`module.`) is left out, one of the model (`backbone.`) is put in front,
 *   whichever makes most tensors fit
 */
export function matchWeights(
  wanted: ReadonlyMap<string, Shaped>,
  given: ReadonlyMap<string, Shaped>,
  { tasks = [], grid }: MatchOptions = {},
): MatchReport {
  const published = new Map([...wanted].map(([name, { shape }]) => [toPublished(name, tasks), { shape, name }]));
  const fits = (a: Shaped, b: Shaped): boolean => sameShape(a.shape, b.shape);
  const prefixes = bestPrefixes(published, given, fits);
  const loaded = new Map<string, string>();
  const resized = new Map<string, readonly [number, number]>();
  const missing: string[] = [];
  const wrongShape: Misfit[] = [];
  const used = new Set<string>();
  for (const [fileName, { shape, name }] of published) {
    const source = prefixes.stripped + fileName.slice(prefixes.added.length);
    const tensor = fileName.startsWith(prefixes.added) ? given.get(source) : undefined;
    if (!tensor) {
      missing.push(fileName);
      continue;
    }
    used.add(source);
    const isFitting = sameShape(shape, tensor.shape);
    if (!isFitting && POSITIONS.test(fileName) && canResize(shape, tensor.shape, grid)) resized.set(name, grid!);
    else if (!isFitting) {
      wrongShape.push({ name: fileName, wanted: shape, given: tensor.shape });
      continue;
    }
    loaded.set(name, source);
  }
  const unexpected = [...given.keys()].filter((name) => !used.has(name));
  return { ...prefixes, loaded, missing, unexpected, wrongShape, resized };
}

function list(names: readonly string[]): string {
  const more = names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : '';
  return `(${names.slice(0, MOST_LISTED).join(', ')}${more})`;
}

/** One sentence for a person. */
export function describeMatch(report: MatchReport): string {
  const { loaded, missing, unexpected, wrongShape, resized, stripped, added } = report;
  const misfits = wrongShape.map(({ name, wanted, given }) => `${name} ${text(given)}, wanted ${text(wanted)}`);
  const total = loaded.size + missing.length + wrongShape.length;
  const parts = [
    `${loaded.size} of the model's ${total} tensors are in the file`,
    missing.length > 0 && `${missing.length} missing ${list(missing)}`,
    wrongShape.length > 0 && `${wrongShape.length} of another shape ${list(misfits)}`,
    unexpected.length > 0 && `${unexpected.length} of the file unused ${list(unexpected)}`,
    resized.size > 0 && `position embedding resized to ${[...resized.values()][0]!.join(' x ')} patches`,
    stripped && `prefix "${stripped}" left out`,
    added && `prefix "${added}" put in front`,
  ];
  return `${parts.filter((part) => typeof part === 'string' && part).join('; ')}.`;
}

/**
 * The door: before any tensor is read.
 * @param partial true: tensors may be missing (an encoder's weights for a whole model) and keep their values
 * @throws InputError if a shape differs, a tensor is missing, or none is there
 */
export function requireMatch(report: MatchReport, { partial = false }: { partial?: boolean } = {}): void {
  const missing = report.missing.filter((name) => !OPTIONAL.test(name));
  const isWrong = report.wrongShape.length > 0 || report.loaded.size === 0 || (!partial && missing.length > 0);
  if (!isWrong) return;
  throw new InputError(
    `The weights do not fit the model, and nothing was changed: ${describeMatch(report).replace(/\.$/, '')}; give the weights of this architecture and these tasks.`,
  );
}

/**
 * The values of all matched tensors, under the model's names.
 * @throws InputError if a value is not finite, naming the tensor; the model is not touched here
 */
export async function readMatched(
  { loaded, resized }: MatchReport,
  given: ReadonlyMap<string, WeightTensor>,
): Promise<Map<string, StateTensor>> {
  const tensors = new Map<string, StateTensor>();
  for (const [name, source] of loaded) {
    const tensor = given.get(source)!;
    const data = toFloat32(await stored(tensor));
    requireFinite(source, data);
    const grid = resized.get(name);
    if (!grid) tensors.set(name, { shape: tensor.shape, data });
    else tensors.set(name, resizedTensor(tensor.shape, data, grid));
  }
  return tensors;
}

function resizedTensor(shape: readonly number[], data: Float32Array, grid: readonly [number, number]): StateTensor {
  const [, tokens, width] = shape as [number, number, number];
  squareSide(tokens);
  return { shape: [1, 1 + grid[0] * grid[1], width], data: resizePositionEmbedding(data, width, grid) };
}

function requireFinite(name: string, data: Float32Array): void {
  let [count, first] = [0, -1];
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    if (first < 0) first = i;
    count++;
  }
  if (count === 0) return;
  throw new InputError(
    `Tensor "${name}" has ${count} of ${data.length} values that are not finite in float32, the first (${data[first]}) at ${first}; nothing was changed, give weights of a run that did not diverge.`,
  );
}
