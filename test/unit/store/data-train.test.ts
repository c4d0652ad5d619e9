/** A data set becomes the draft's: its classes, the tasks it has, and nothing that it cannot carry. */
import { beforeEach, expect, test } from 'vitest';
import { presetOf } from '../../../src/config/parse';
import type { DatasetCard } from '../../../src/protocol/data-messages';
import { useData } from '../../../src/store/data';
import { takeData, takePreset, trainOn } from '../../../src/store/data-train';
import { useDraft } from '../../../src/store/draft';
import { usePage } from '../../../src/store/page';

const card: DatasetCard = {
  name: 'people',
  title: 'PASCAL_MT',
  counts: { train: 3, val: 2 },
  height: 48,
  width: 64,
  labels: ['semseg', 'normals', 'parts', 'saliency'],
  labelSet: 'pascal-21',
  posed: false,
  bytes: 5,
  usedBy: [],
  problem: null,
};
const nano = presetOf('nano');
const config = () => useDraft.getState().config!;

beforeEach(() => {
  useDraft.getState().choose(nano);
  useData.setState({
    library: { sets: [card], unfinished: [], bytes: 5, offered: null, persisted: true, problem: null },
  });
});

test('the draft takes name, classes and tasks; what it had keeps its order, and every task has a weight', () => {
  takeData(card);
  const kept = nano.tasks.filter((task) => task === 'semseg' || task === 'normals');
  expect(config().tasks).toEqual([...kept, 'parts', 'saliency']);
  expect(config().data).toMatchObject({ source: 'people', labelSet: 'pascal-21' });
  for (const task of config().tasks) expect(config().lossWeights[task]).toBeGreaterThan(0);
  expect({ ...config(), tasks: nano.tasks, lossWeights: nano.lossWeights, data: nano.data }).toEqual(nano);
});

test('second views go where there are no cameras, rendered tasks where there are no labels', () => {
  useDraft.getState().choose({
    ...nano,
    crossView: { ...nano.crossView, enabled: true },
    regularizer: { ...nano.regularizer, zRange: 'metric', tasks: ['semseg', 'depth'] },
  });
  takeData(card);
  expect(config().crossView.enabled).toBe(false);
  expect(config().regularizer.tasks).toEqual(['semseg']);
});

test('rooms bring the preset’s own tasks back', () => {
  takeData(card);
  takeData('rooms');
  expect(config().tasks).toEqual(nano.tasks);
  expect(config().data).toEqual(nano.data);
});

test('another preset keeps the data set; one that is not stored any more goes', () => {
  takeData(card);
  takePreset(presetOf('lite'));
  expect(config()).toMatchObject({ preset: 'lite', data: { source: 'people' } });
  useData.setState({ library: null });
  takePreset(nano);
  expect(config().data.source).toBe('rooms');
});

test('Train on it shows the setup', () => {
  usePage.getState().show({ view: 'data', tab: 'curves', pane: 'maps' });
  trainOn(card);
  expect(usePage.getState()).toMatchObject({ view: 'run', tab: 'setup', pane: 'left' });
});
