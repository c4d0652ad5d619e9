/** What to train on: the draft takes a data set with its classes and the tasks that it has labels for. */
import type { ExperimentConfig } from '../config/experiment';
import { parseConfig, presetOf } from '../config/parse';
import type { DatasetCard } from '../protocol/data-messages';
import { useData } from './data';
import { useDraft } from './draft';
import { usePage } from './page';

/** Tasks as they stand where they can stay, then those that the data has besides. */
function tasksOf(standing: readonly string[], labels: readonly string[]): string[] {
  const kept = standing.filter((task) => labels.includes(task));
  return [...kept, ...labels.filter((task) => !kept.includes(task))];
}

/** @throws InputError if the settings cannot hold with this data */
function configOn(config: ExperimentConfig, data: 'rooms' | DatasetCard): ExperimentConfig {
  const rooms = data === 'rooms';
  const tasks = rooms ? presetOf(config.preset).tasks : tasksOf(config.tasks, data.labels);
  return parseConfig({
    ...config,
    tasks,
    lossWeights: { ...presetOf('nano').lossWeights, ...config.lossWeights }, // of all tasks, also where settings are older
    data: {
      ...config.data,
      source: rooms ? 'rooms' : data.name,
      labelSet: rooms ? presetOf(config.preset).data.labelSet : data.labelSet,
    },
    regularizer: { ...config.regularizer, tasks: config.regularizer.tasks.filter((task) => tasks.includes(task)) },
    crossView: { ...config.crossView, enabled: config.crossView.enabled && (rooms || data.posed) },
  });
}

/** The draft is about this data from now on. */
export function takeData(data: 'rooms' | DatasetCard): void {
  const { config, choose } = useDraft.getState();
  if (config) choose(configOn(config, data));
}

/** The same, and the setup of the run is shown. */
export function trainOn(data: 'rooms' | DatasetCard): void {
  takeData(data);
  usePage.getState().show({ view: 'run', tab: 'setup', pane: 'left' });
}

/** Another preset; a stored data set that was chosen stays. */
export function takePreset(config: ExperimentConfig): void {
  const { config: before, choose } = useDraft.getState();
  const card = useData.getState().library?.sets.find(({ name }) => name === before?.data.source);
  choose(card ? configOn(config, card) : config);
}
