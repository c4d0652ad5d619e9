/** The data set that a configuration names, and whether it can teach or test what the configuration wants. */
import { InputError } from '../base/errors';
import { LABEL_SETS } from '../base/label-sets';
import type { ExperimentConfig } from '../config/experiment';
import { fittedDataset, type FitOptions } from '../data/augment/fit';
import type { Dataset, DatasetInfo } from '../data/dataset';
import { taskOf } from '../tasks';
import { evaluationRules } from './label-rules';
import type { Surroundings } from './host';
import { roomsDataset } from './rooms-data';
import { storedDataset } from './stored-dataset';

export interface OpenData {
  /** Images of any size: what training augments. */
  readonly stored: Dataset;
  /** The same images of the size that the network reads: what is evaluated and shown. */
  readonly fitted: Dataset;
  /** How the latter are made of the former. */
  readonly fitting: FitOptions;
}

type Wanted = Pick<ExperimentConfig, 'data' | 'input' | 'tasks' | 'augmentation'>;

/**
 * Needs the open GPU when the data is rooms.
 * @throws InputError if there is none, or its classes are others than the configuration's
 */
export async function openDataset(host: Surroundings, config: Wanted): Promise<OpenData> {
  const { source, rooms } = config.data;
  const stored =
    source === 'rooms'
      ? await roomsDataset(host, { rooms, size: config.input })
      : await storedDataset(await host.data.open(source));
  checkClasses(config, stored.info);
  const fitting = { input: config.input, fit: config.augmentation.fit, rules: evaluationRules() };
  return { stored, fitted: fittedDataset(stored, fitting), fitting };
}

/** A task that is not the same under both label sets must not be taught with the wrong one. */
function checkClasses({ tasks, data }: Wanted, { name, labelSet, labels }: DatasetInfo): void {
  const other = tasks.find((id) => taskOf(id, labelSet) !== taskOf(id, data.labelSet));
  if (other === undefined || !(labels as readonly string[]).includes(other)) return;
  const count = LABEL_SETS[labelSet].length;
  throw new InputError(
    `The ${other} labels of ${name} follow ${labelSet} (${count} classes), and the configuration ${data.labelSet}: set data.labelSet to ${labelSet}, or take another data set.`,
  );
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? 'nothing') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** @throws InputError if the configuration wants to train tasks that no sample has labels for */
export function checkLabels({ tasks }: Pick<ExperimentConfig, 'tasks'>, { name, labels }: DatasetInfo): void {
  const missing = tasks.filter((task) => !(labels as readonly string[]).includes(task));
  if (missing.length === 0) return;
  throw new InputError(
    `${name} has labels for ${listed(labels)}, and none for ${listed(missing)}: leave ${missing.length > 1 ? 'them' : 'it'} out of tasks, or take another data set.`,
  );
}
