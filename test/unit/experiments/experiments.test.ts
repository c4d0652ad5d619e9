/** The paper's tables as configurations: every one can be run, and rows differ in what the table is about, only. */
import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/parse';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { EXPERIMENTS, experimentOf } from '../../../src/experiments';
import { SCALES, type TableSpec } from '../../../src/experiments/types';

const tableOf = (id: string, scale: (typeof SCALES)[number] = 'nano'): TableSpec =>
  experimentOf(id).table({ scale, data: 'rooms', steps: 120 });

/** What the paper does not ask. */
const OWN = ['single-task', 'settings'];

const CASES = EXPERIMENTS.flatMap(({ id }) => SCALES.map((scale) => ({ id, scale })));

test.each(CASES)('$id at scale $scale: settings that go together, rows that can be told apart', ({ id, scale }) => {
  const { rows, columns, origin } = tableOf(id, scale);
  expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
  expect(new Set(rows.map((row) => `${row.group} ${row.title}`)).size).toBe(rows.length);
  for (const { config, base, paper } of rows) {
    expect(parseConfig(structuredClone(config))).toEqual(config);
    expect(config.steps).toBe(120);
    if (base !== undefined) expect(rows.some((row) => row.id === base)).toBe(true);
    expect(Object.keys(paper).sort()).toEqual(OWN.includes(id) ? [] : columns.map((column) => column.id).sort());
    for (const value of Object.values(paper)) expect(value).toBeGreaterThan(0);
  }
  expect(origin).toMatch(OWN.includes(id) ? /^Not in the paper/ : /^Table \d of the (paper|supplement): /);
});

/** Paths at which two configurations differ. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a)) return [path];
  return Object.keys(a).flatMap((key) =>
    differences(a[key as keyof typeof a], b[key as keyof typeof b], path ? `${path}.${key}` : key),
  );
}

const configs = (id: string): ExperimentConfig[] => tableOf(id).rows.map(({ config }) => config);

test('what rows differ in is what their table asks', () => {
  const [base, ours] = configs('table-1');
  expect(differences(base, ours)).toEqual(['regularizer.enabled']);
  const [, frames, cross] = configs('table-3');
  expect(differences(frames, cross)).toEqual(['crossView.enabled', 'crossView.labels']);
  expect(frames).toMatchObject({ data: { frames: 'depth', rooms: { views: 4 } } });
  const [bare, auxiliary, with3D] = configs('table-4');
  expect(differences(bare, auxiliary)).toEqual(['auxiliaryHeads']);
  expect(differences(bare, with3D)).toEqual(['regularizer.enabled']);
  expect(new Set(configs('table-5').map((config) => JSON.stringify(config))).size).toBe(1);
  expect(tableOf('table-5').rows.map(({ source }) => source)).toEqual(['decoder', 'rendered', 'average']);
  expect(configs('table-6').map(({ regularizer }) => regularizer.enabled && regularizer.tasks)).toEqual([
    false,
    ['semseg'],
    ['depth'],
    ['normals'],
    ['boundary'],
    [],
  ]);
  const [plain, , regularized, ...changed] = configs('settings');
  expect(differences(plain, regularized)).toEqual(['regularizer.enabled']);
  expect(changed.map((config) => differences(regularized, config))).toEqual([
    ['regularizer.depthOutput'],
    ['alpha.peak'],
    ['regularizer.densityBias'],
    ['regularizer.unabsorbed'],
    ['regularizer.rays', 'regularizer.coarseSamples', 'regularizer.fineSamples'],
  ]);
  const points = ({ rays: [rows, columns], coarseSamples, fineSamples }: ExperimentConfig['regularizer']): number =>
    rows * columns * (coarseSamples + fineSamples);
  expect(points(changed.at(-1)!.regularizer)).toBe(points(regularized!.regularizer));
  const [single, multi] = tableOf('single-task').rows;
  expect(single!.alone!.map(({ tasks }) => tasks)).toEqual(multi!.config.tasks.map((task) => [task]));
  for (const config of single!.alone!) expect(differences(multi!.config, config)).toEqual(['tasks']);
  expect(configs('table-7').map(({ data }) => data.fraction)).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25]);
});

test.each(SCALES)('at scale %s each setting is a run of its own', (scale) => {
  const { rows } = tableOf('settings', scale);
  expect(new Set(rows.map(({ config }) => JSON.stringify(config))).size).toBe(rows.length);
});

test('PASCAL’s tables train its five tasks, NYUv2’s the four', () => {
  expect([...configs('table-2')[0]!.tasks].sort()).toEqual(['boundary', 'normals', 'parts', 'saliency', 'semseg']);
  expect([...configs('table-1')[0]!.tasks].sort()).toEqual(['boundary', 'depth', 'normals', 'semseg']);
  expect(tableOf('table-2', 'paper').rows.map(({ config }) => config.input)).toEqual(Array(4).fill([512, 512]));
});

test('settings of every run win over the table’s, and unknown names are answered with the known ones', () => {
  const { rows } = experimentOf('table-7').table({ scale: 'nano', data: 'nyu-50', set: [['batch', 1]] });
  expect(rows.map(({ config }) => [config.batch, config.data.source])).toEqual(Array(6).fill([1, 'nyu-50']));
  expect(() => experimentOf('table-9')).toThrow(/There is no experiment "table-9"; known: table-1, table-2/);
});

test('a reader is told what differs from the paper', () => {
  expect(tableOf('table-1', 'nano').notes.join(' ')).toMatch(/scale nano.*not NYUv2/);
  expect(experimentOf('table-1').table({ scale: 'paper', data: 'nyu' }).notes).toEqual([]);
});
