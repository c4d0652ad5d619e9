/** Which losses of a configuration have a column. */
import { expect, test } from 'vitest';
import { parseConfig, presetOf } from '../../../src/config/parse';
import { lossColumns } from '../../../src/session/metrics-log';

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
