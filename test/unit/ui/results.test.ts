/** The words of tables: differences, the paper's values, states, and each image's measure as tasks compute it. */
import { expect, test } from 'vitest';
import type { StoredExperiment } from '../../../src/protocol/experiment-messages';
import type { TableCell, TableColumn, TableRow, TableView } from '../../../src/protocol/experiments';
import { TASKS } from '../../../src/tasks';
import { inOrder } from '../../../src/ui/results/inOrder';
import { groupsOf, standingOf } from '../../../src/ui/results/rows';
import { rangeOf } from '../../../src/ui/results/range';
import {
  columnWords,
  deleteQuestion,
  differenceText,
  measureOf,
  paperText,
  signed,
  spreadText,
  stateOf,
  tableLine,
  tableName,
} from '../../../src/ui/results/words';

const depth: TableColumn = { id: 'depth rmse', title: 'Depth (RMSE)', unit: 'm', better: 'lower', digits: 4 };
const time: TableColumn = { id: 'time', title: 'Time a step', unit: 'ms', better: 'lower', digits: 1 };
const cell = (change: Partial<TableCell>): TableCell => ({
  mean: null,
  deviation: null,
  values: [],
  missing: null,
  verdict: null,
  gain: null,
  paper: null,
  paperDeviation: null,
  ...change,
});
const row = (change: Partial<TableRow>): TableRow =>
  ({
    id: 'ours',
    group: 'InvPT',
    title: 'InvPT + regularizer',
    base: 'base',
    seedsDone: 0,
    cells: [],
    ...change,
  }) as TableRow;
const one = { key: 'a', status: 'running', done: 1, runs: 6 } as StoredExperiment;
const progress = {
  key: 'a',
  done: 2,
  runs: 6,
  rows: ['InvPT + regularizer'],
  seed: 3,
  phase: 'training',
  at: 1,
  of: 2,
} as const;

test('names of tables and columns', () => {
  expect([tableName('table-1'), tableName('supplement-2')]).toEqual(['Table 1', 'Supplement 2']);
  expect(columnWords(depth)).toEqual({ name: 'Depth', measure: 'RMSE ↓, m' });
  expect(columnWords(time)).toEqual({ name: 'Time a step', measure: '↓, ms' });
});

test('a metric differs by its amount, a cost by its ratio; what is not known has none', () => {
  const [base, ours] = [cell({ mean: 0.6121 }), cell({ mean: 0.5958, gain: 2.66, deviation: 0.0067 })];
  expect(differenceText(ours, base, depth)).toBe('−0.0163');
  expect(differenceText(base, ours, depth)).toBe('+0.0163');
  expect(differenceText(cell({ mean: 13, gain: -30 }), cell({ mean: 10 }), time)).toBe('×1.300');
  expect([differenceText(cell({}), base, depth), differenceText(ours, cell({}), depth)]).toEqual([null, null]);
  expect([spreadText(ours, depth), spreadText(base, depth)]).toEqual(['±0.0067', '']);
});

test('the paper’s two values, its spread, its ratio of costs, or nothing', () => {
  expect(paperText(cell({ paper: 0.521 }), cell({ paper: 0.5365 }), depth)).toBe('0.5365 → 0.5210');
  expect(paperText(cell({ paper: 0.5, paperDeviation: 0.001 }), cell({}), depth)).toBe('0.5000 ±0.0010');
  expect(paperText(cell({ paper: 1.489 }), cell({ paper: 1 }), time)).toBe('×1.489');
  expect(paperText(cell({}), cell({ paper: 1 }), depth)).toBe('');
});

test('a state’s word and sign, with what progress knows beyond what is stored', () => {
  expect(stateOf(one, progress)).toEqual({ tone: 'training', word: 'Running', done: 2 });
  expect(stateOf(one, { ...progress, key: 'b' }).done).toBe(1);
  expect(stateOf({ ...one, status: 'failed' }, null)).toEqual({ tone: 'bad', word: 'Failed', done: 1 });
  expect(stateOf({ ...one, status: 'paused' }, null).word).toBe('Paused');
});

test('a row says how many seeds it has and which is running', () => {
  const table = { seeds: 3 } as TableView;
  expect(standingOf(row({ seedsDone: 2 }), table, one, progress)).toBe('2 of 3 seeds, seed 3 is running');
  expect(standingOf(row({ seedsDone: 2, title: 'InvPT' }), table, one, progress)).toBe('2 of 3 seeds');
  expect(standingOf(row({ seedsDone: 3 }), table, one, progress)).toBe('');
  const single = { seeds: 1 } as TableView;
  expect(standingOf(row({}), single, { ...one, status: 'paused' }, progress)).toBe('not run yet');
  expect(standingOf(row({}), single, one, { ...progress, seed: 1 })).toBe('seed 1 is running');
});

test('a group has a heading where that says more than its first row', () => {
  const rows = [row({ title: 'InvPT', group: 'InvPT' }), row({}), row({ title: 'InvPT', group: '50 %' })];
  expect(
    groupsOf({ rows } as unknown as TableView).map(({ name, headed, rows: own }) => [name, headed, own.length]),
  ).toEqual([
    ['InvPT', false, 2],
    ['50 %', true, 1],
  ]);
});

test('dots of a column share a scale, whatever is missing', () => {
  const rows = [row({ cells: [cell({ values: [1, null, 3] })] }), row({ cells: [cell({ values: [2, 6] })] })];
  const [low, high] = rangeOf({ rows } as unknown as TableView, 0)!;
  expect([low < 1, high > 6, high - low < 6]).toEqual([true, true, true]);
  expect(rangeOf({ rows: [row({ cells: [cell({ values: [null] })] })] } as unknown as TableView, 0)).toBeNull();
  const equal = rangeOf({ rows: [row({ cells: [cell({ values: [5, 5] })] })] } as unknown as TableView, 0)!;
  expect(equal[1]).toBeGreaterThan(equal[0]);
});

test('images: where rows differ most, or the worst first by the task’s own direction', () => {
  const images = [
    { index: 0, id: 'a', value: 0.5, base: 0.6 },
    { index: 1, id: 'b', value: 0.9, base: 0.4 },
    { index: 2, id: 'c', value: 0.7, base: null },
  ];
  const order = (by: 'difference' | 'worst', task: string): string =>
    inOrder(images, by, measureOf(task)!)
      .map(({ id }) => id)
      .join('');
  expect([order('difference', 'depth'), order('worst', 'depth'), order('worst', 'semseg')]).toEqual([
    'bac',
    'bca',
    'acb',
  ]);
});

test('every task’s image score has its words, by the key and in the direction that the task has it', () => {
  for (const { id, metrics, imageScore } of Object.values(TASKS)) {
    const measure = measureOf(id);
    expect(measure?.key, id).toBe(imageScore.key);
    const metric = metrics.find(({ key }) => key === imageScore.key);
    if (metric) expect(measure?.better, id).toBe(metric.better);
  }
});

test('the line under the question says how many rooms were wished for', () => {
  const table = { data: 'rooms', steps: 4, seeds: 1 } as TableView;
  const set = [
    ['data.rooms.train', 8],
    ['data.rooms.val', 4],
  ] as const;
  expect(tableLine(table, { set })).toBe('rooms, 8 to train on, 4 held out, 4 steps, 1 seed.');
  expect(tableLine({ ...table, seeds: 2 }, {})).toMatch(/^rooms, 4 steps, 2 seeds\. Mean/);
});

test('what is deleted with an experiment is said before', () => {
  const begun = { wish: { id: 'table-1' }, done: 0, models: { count: 0, bytes: 0 } } as StoredExperiment;
  expect(deleteQuestion(begun)).toBe('Delete Table 1?');
  expect(deleteQuestion({ ...begun, done: 1 })).toBe(
    'Delete Table 1 and the results of 1 run, as far as no other table needs them?',
  );
  expect(deleteQuestion({ ...begun, done: 2, models: { count: 2, bytes: 3 * 2 ** 20 } })).toBe(
    'Delete Table 1 and the results of 2 runs with 2 trained models (3\u202fMiB), as far as no other table needs them?',
  );
});

test('a difference that rounds to 0 has no sign', () => {
  expect([signed(0.004, 2), signed(-0.004, 2), signed(0.005, 2), signed(-0.005, 2)]).toEqual([
    '0.00',
    '0.00',
    '+0.01',
    '−0.01',
  ]);
});
