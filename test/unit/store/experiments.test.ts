/** The page's experiments: what was begun, the table pulled when there is news, late answers left alone, errors at their place. */
import { beforeEach, expect, test } from 'vitest';
import type { Client } from '../../../src/protocol/client';
import type { ExperimentProgress, StoredExperiment } from '../../../src/protocol/experiment-messages';
import type { TableView } from '../../../src/protocol/experiments';
import { connect } from '../../../src/store/connection';
import { useTable } from '../../../src/store/experiment-table';
import { followExperiments, inSight, useExperiments } from '../../../src/store/experiments';

const wish = { id: 'table-1', scale: 'nano', data: 'rooms', seeds: 1, steps: 4 } as const;
const begun = (key: string, touchedAt: number, status: StoredExperiment['status'] = 'paused'): StoredExperiment => ({
  key,
  wish,
  title: 'a table',
  status,
  done: 0,
  runs: 2,
  touchedAt,
  problem: null,
  bytes: 0,
  models: { count: 0, bytes: 0 },
});
const progress: ExperimentProgress = {
  key: 'a',
  done: 0,
  runs: 2,
  rows: ['base'],
  seed: 1,
  phase: 'training',
  at: 1,
  of: 4,
};
const tableOf = (done: number): TableView => ({ experiment: 'table-1', done }) as TableView;

/** Questions in order, each answered by hand or at once. */
let asked: { kind: string; args: unknown; answer: (value: unknown) => void; refuse: (message: string) => void }[];
let atOnce: Record<string, unknown>;

beforeEach(() => {
  asked = [];
  atOnce = { experiments: { known: [], stored: [begun('a', 1), begun('b', 2)] } };
  connect({
    ask: (kind: string, args: unknown) =>
      new Promise<unknown>((resolve, reject) => {
        asked.push({ kind, args, answer: resolve, refuse: (message) => reject(new Error(message)) });
        if (kind in atOnce) resolve(atOnce[kind]);
      }),
  } as unknown as Client);
  useExperiments.setState(useExperiments.getInitialState());
  useTable.getState().forget('a');
});

const kinds = (): string[] => asked.map(({ kind }) => kind);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('the one that runs comes first, then the newest; it is in sight until another is chosen', async () => {
  atOnce.experiments = { known: [], stored: [begun('a', 1, 'running'), begun('b', 2), begun('c', 3)] };
  await useExperiments.getState().load();
  expect(useExperiments.getState().stored.map(({ key }) => key)).toEqual(['a', 'c', 'b']);
  expect(inSight(useExperiments.getState())).toEqual({ kind: 'begun', key: 'a' });
  useExperiments.getState().choose({ kind: 'begun', key: 'gone' });
  expect(inSight(useExperiments.getState())).toEqual({ kind: 'begun', key: 'a' });
  useExperiments.getState().choose({ kind: 'new' });
  expect(inSight(useExperiments.getState())).toEqual({ kind: 'new' });
  expect(inSight({ chosen: null, stored: [] })).toEqual({ kind: 'new' });
});

test('one that is begun is chosen; a refusal stands at the form and leaves what was chosen', async () => {
  atOnce.beginExperiment = { key: 'b' };
  await useExperiments.getState().begin(wish);
  expect(asked[0]).toMatchObject({ kind: 'beginExperiment', args: { wish } });
  expect(useExperiments.getState()).toMatchObject({
    chosen: { kind: 'begun', key: 'b' },
    problem: null,
    beginning: false,
  });
  delete atOnce.beginExperiment;
  const refused = useExperiments.getState().begin(wish);
  expect(useExperiments.getState().beginning).toBe(true);
  asked.at(-1)!.refuse('Another tab runs one.');
  await refused;
  expect(useExperiments.getState()).toMatchObject({
    chosen: { kind: 'begun', key: 'b' },
    problem: { at: 'form', message: 'Another tab runs one.' },
    beginning: false,
  });
});

test('pause and go on are commands of one experiment, after which the list is read again', async () => {
  Object.assign(atOnce, { pauseExperiment: undefined, resumeExperiment: undefined });
  await useExperiments.getState().pause('a');
  await useExperiments.getState().resume('a');
  expect(kinds()).toEqual(['pauseExperiment', 'experiments', 'resumeExperiment', 'experiments']);
});

test('what is deleted is not in sight any more; what cannot be deleted says so at the table', async () => {
  Object.assign(atOnce, { deleteExperiment: undefined, table: tableOf(0) });
  useExperiments.getState().choose({ kind: 'begun', key: 'a' });
  await useTable.getState().pull('a');
  await useExperiments.getState().remove('a');
  expect([useTable.getState().key, useExperiments.getState().chosen]).toEqual([null, null]);
  delete atOnce.deleteExperiment;
  const failing = useExperiments.getState().remove('b');
  asked.at(-1)!.refuse('It runs in another tab.');
  await failing;
  expect(useExperiments.getState().problem).toEqual({ at: 'table', message: 'It runs in another tab.' });
});

test('the table is read again with each run that is done, not with each step', async () => {
  let tell: (value: ExperimentProgress | null) => void = () => undefined;
  followExperiments({ on: (_event, listener) => void (tell = listener as typeof tell) });
  atOnce.table = tableOf(0);
  await useTable.getState().pull('a');
  tell(progress);
  await settled();
  const tables = (): number => kinds().filter((kind) => kind === 'table').length;
  const before = tables();
  tell({ ...progress, at: 2 });
  tell({ ...progress, phase: 'evaluating', at: 1 });
  await settled();
  expect(tables()).toBe(before);
  atOnce.table = tableOf(1);
  tell({ ...progress, done: 1, rows: ['ours'] });
  await settled();
  expect([tables(), useTable.getState().table?.done]).toEqual([before + 1, 1]);
  tell(null);
  await settled();
  expect([tables(), useExperiments.getState().progress]).toEqual([before + 2, null]);
});

test('progress of an experiment out of sight leaves the table alone', async () => {
  atOnce.table = tableOf(0);
  await useTable.getState().pull('b');
  useExperiments.getState().told(progress);
  await settled();
  expect(kinds().filter((kind) => kind === 'table')).toEqual(['table']);
});

test('the newest wish wins, and another table’s answer is left alone', async () => {
  const first = useTable.getState().pull('a');
  const second = useTable.getState().pull('a');
  asked[1]!.answer(tableOf(2));
  asked[0]!.answer(tableOf(1));
  await Promise.all([first, second]);
  expect(useTable.getState().table?.done).toBe(2);
  const late = useTable.getState().look({ row: 'ours', task: 'depth' });
  atOnce.table = tableOf(0);
  await useTable.getState().pull('b');
  asked[2]!.answer([{ index: 0, id: 'x', value: 1, base: 2 }]);
  await late;
  expect(useTable.getState()).toMatchObject({ key: 'b', images: null, table: { done: 0 } });
});

test('images and text in sight follow the numbers; their errors stand at their place', async () => {
  Object.assign(atOnce, { table: tableOf(1), tableImages: [], tableText: { name: 'a.md', text: 'one' } });
  await useTable.getState().pull('a');
  await useTable.getState().look({ row: 'ours', task: 'depth' });
  await useTable.getState().write('markdown');
  expect(useTable.getState().exported).toEqual({ name: 'a.md', text: 'one', format: 'markdown' });
  Object.assign(atOnce, { table: tableOf(2), tableText: { name: 'a.md', text: 'two' } });
  await useTable.getState().pull('a');
  await settled();
  expect(useTable.getState().exported?.text).toBe('two');
  expect(kinds().filter((kind) => kind === 'tableImages').length).toBe(2);
  delete atOnce.tableText;
  const refused = useTable.getState().write('csv');
  asked.at(-1)!.refuse('No room for it.');
  await refused;
  expect(useTable.getState()).toMatchObject({ exportProblem: 'No room for it.', exported: null, problem: null });
});

test('one that came to its end is remembered until that is noted, or another runs; one that was paused is not', async () => {
  const { told, noted } = useExperiments.getState();
  const end = async (status: StoredExperiment['status']): Promise<string | null> => {
    told(progress);
    expect(useExperiments.getState().ended).toBe(null);
    atOnce.experiments = { known: [], stored: [begun('a', 1, status)] };
    told(null);
    await settled();
    return useExperiments.getState().ended;
  };
  expect(await end('paused')).toBe(null);
  expect(await end('finished')).toBe('a');
  expect(kinds().at(-1)).toBe('storage'); // its results take room
  noted();
  expect(useExperiments.getState().ended).toBe(null);
  expect(await end('finished')).toBe('a');
  expect(await end('failed')).toBe(null);
});

test('deleted from elsewhere, what is in sight stays', async () => {
  Object.assign(atOnce, { deleteExperiment: undefined });
  useExperiments.getState().choose({ kind: 'begun', key: 'b' });
  await useExperiments.getState().remove('a');
  expect(useExperiments.getState().chosen).toEqual({ kind: 'begun', key: 'b' });
});
