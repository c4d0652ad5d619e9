/** A file's weights into a model: matched, read and checked as a whole before the first tensor changes. */
import type { ParameterStore } from '../nn/module';
import { fileShape, loadStateDict, stateDict } from '../nn/state-dict';
import { matchWeights, readMatched, requireMatch, type MatchOptions, type MatchReport } from './match';
import type { WeightFile } from './weight-file';

export interface LoadOptions extends MatchOptions {
  /** Tensors may be missing, as with the weights of an encoder: they keep their values. Default false. */
  readonly partial?: boolean;
}

/**
 * @returns what was loaded, under which names
 * @throws InputError if a shape differs, a tensor is missing or a value is not finite; then nothing has changed
 */
export async function loadWeights(
  store: ParameterStore,
  file: Pick<WeightFile, 'tensors'>,
  { partial = false, ...options }: LoadOptions = {},
): Promise<MatchReport> {
  const wanted = new Map(store.all().map((parameter) => [parameter.name, { shape: fileShape(parameter) }]));
  const report = matchWeights(wanted, file.tensors, options);
  requireMatch(report, { partial });
  const given = await readMatched(report, file.tensors);
  const isWhole = given.size === wanted.size;
  const current = isWhole ? [] : await stateDict(store);
  // A counter may be [1] in the file and [] in the model: the shape is the model's.
  const values = [...given].map(([name, { data }]) => [name, { ...wanted.get(name)!, data }] as const);
  loadStateDict(store, new Map([...current, ...values]));
  return report;
}
