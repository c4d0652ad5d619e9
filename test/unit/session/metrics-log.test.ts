/** Which losses of a configuration have a column. */
import { expect, test } from 'vitest';
import type { RunStore } from '../../../src/session/host';
import { parseConfig, presetOf } from '../../../src/config/parse';
import { lossColumns, MetricsLog } from '../../../src/session/metrics-log';

const preset = presetOf('nano');
const of = (changes: object, regularizer: object = {}): string[] =>
  lossColumns(
    parseConfig({
      ...preset,
      tasks: ['semseg', 'depth'],
      ...changes,
      regularizer: { ...preset.regularizer, ...regularizer },
    }),
  );

test('decoder alone, and with all tasks rendered', () => {
  expect(of({}, { enabled: false })).toEqual(['semseg', 'depth']);
  expect(of({})).toEqual(['semseg', 'semseg_rendered', 'depth', 'depth_rendered']);
});

test('only what is rendered has a rendered column; second heads have one each', () => {
  expect(of({ auxiliaryHeads: true }, { tasks: ['semseg'] })).toEqual([
    'semseg',
    'semseg_rendered',
    'semseg_auxiliary',
    'depth',
    'depth_auxiliary',
  ]);
});

test('second views add what they are held to', () => {
  const cross = (labels: string) =>
    of({ crossView: { enabled: true, labels } }).filter((name) => name.endsWith('_cross'));
  expect(cross('all')).toEqual(['semseg_cross', 'depth_cross']);
  expect(cross('depth')).toEqual(['depth_cross']);
});

test('scores on held-out images have columns of their own, filled where they were due', async () => {
  const config = parseConfig({
    ...preset,
    tasks: ['semseg', 'depth'],
    regularizer: { ...preset.regularizer, tasks: ['depth'] },
    evaluation: { every: 2, images: 1 },
  });
  let text = '';
  const store = {
    readMetrics: async () => text,
    writeMetrics: async (whole: string) => void (text = whole),
    appendMetrics: async (more: string) => void (text += more),
  };
  const log = new MetricsLog(store as Partial<RunStore> as RunStore, config);
  await log.cutAfter(0);
  const facts = { alpha: 0, learningRate: 1, decoder: 2, rendered: 3, total: 5, accumulated: 1, losses: { semseg: 4 } };
  await log.append({ ...facts, step: 1 });
  await log.append({
    ...facts,
    step: 2,
    scores: { semseg: 0.5, depth: 0.25, depth_rendered: 0.125, depth_average: 0.2 },
  });
  const [head, first, second] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  expect(head!.slice(-4)).toEqual([
    'held_out_semseg',
    'held_out_depth',
    'held_out_depth_rendered',
    'held_out_depth_average',
  ]);
  expect(first!.slice(-4)).toEqual(['', '', '', '']);
  expect(second!.slice(-4)).toEqual(['0.5', '0.25', '0.125', '0.2']);
  expect(new Set([head!.length, first!.length, second!.length]).size).toBe(1);
});
