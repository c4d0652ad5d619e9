/** One import in the store: looked at, wished for, stored or called off; late answers are left alone. */
import { beforeEach, expect, test } from 'vitest';
import { CancelledError, InputError, QuotaExceededError } from '../../../src/base/errors';
import type {
  DataCommands,
  DataLibrary,
  DatasetCard,
  DataKind,
  GivenFile,
  ImportPreview,
  ImportProgress,
} from '../../../src/protocol/data-messages';
import { connect, connectData, type DataClient } from '../../../src/store/connection';
import type { Client } from '../../../src/protocol/client';
import { useData } from '../../../src/store/data';
import { followImport, sourceName, useImport } from '../../../src/store/data-import';

type Waiting = {
  [K in DataKind]: { kind: K; args: DataCommands[K][0]; answer: (value: DataCommands[K][1]) => void };
}[DataKind] & {
  refuse: (error: Error) => void;
};

/** What the page has asked and nobody has answered yet, in order. */
let asked: Waiting[] = [];
let tell: (progress: ImportProgress) => void = () => undefined;

connect({ ask: async () => ({ runs: [], data: [], bytes: 0, problem: null }) } as Partial<Client> as Client);
const client = {
  ask: (kind: DataKind, args: unknown) =>
    new Promise((answer, refuse) => void asked.push({ kind, args, answer, refuse } as Waiting)),
  on: (event: string, listener: (value: never) => void) => {
    if (event === 'importing') tell = listener as typeof tell;
    return () => undefined;
  },
};
connectData(() => client as object as DataClient);
followImport();

/** Answers the oldest question of a kind. */
async function answer<K extends DataKind>(kind: K, value: DataCommands[K][1] | Error): Promise<DataCommands[K][0]> {
  const at = asked.findIndex((one) => one.kind === kind);
  const [one] = asked.splice(at, 1);
  if (!one) throw new Error(`nobody asked ${kind}`);
  if (value instanceof Error) one.refuse(value);
  else (one.answer as (value: unknown) => void)(value);
  for (let turns = 0; turns < 5; turns++) await Promise.resolve();
  return one.args as DataCommands[K][0];
}

const card = (name: string): DatasetCard => ({
  name,
  title: 'NYUD_MT',
  counts: { train: 3, val: 2 },
  height: 48,
  width: 64,
  labels: ['depth'],
  labelSet: 'nyuv2-40',
  posed: false,
  bytes: 5,
  usedBy: [],
  problem: null,
});
const library = (...names: string[]): DataLibrary => ({
  sets: names.map(card),
  unfinished: [],
  bytes: 5 * names.length,
  offered: null,
  persisted: false,
  problem: null,
});
const previewOf = (id: string): ImportPreview => ({
  id,
  source: 'NYUD_MT.tgz',
  bytes: 1000,
  importer: 'nyud-mt',
  title: 'NYUD_MT',
  images: 60,
  splits: { train: 40, val: 20, unknown: 0 },
  scenes: [],
  height: 48,
  width: 64,
  tasks: [],
  labelSets: ['nyuv2-40', 'nyuv2-13'],
  choices: [{ id: 'depth', title: 'Depth', options: [], suggested: 'raw', why: '' }],
  remarks: [],
  skipped: [],
  statistics: { images: 6, tasks: [], poses: null },
  looks: [],
  bytesAnImage: 10,
  millisecondsAnImage: 20,
  unfinished: null,
});
const given = (path: string): GivenFile => ({ path, file: new File(['x'], path.split('/').at(-1)!) });
const state = () => useImport.getState();

beforeEach(() => {
  asked = [];
  useData.setState({ library: library('taken'), chosen: null, problem: null });
  useImport.setState({
    looking: null,
    preview: null,
    rereading: false,
    wishes: null,
    progress: null,
    cancelling: false,
    report: null,
    problem: null,
  });
});

async function open(id: string): Promise<void> {
  void state().give([given('NYUD_MT.tgz')]);
  await answer('inspect', previewOf(id));
}

test('files are looked at, and the wishes begin small and as suggested', async () => {
  void state().give([given('NYUD_MT/a.jpg'), given('NYUD_MT/b.jpg')]);
  expect(useData.getState().chosen).toEqual({ kind: 'given' });
  expect(state().looking).toEqual({ source: 'NYUD_MT/', files: 2, share: null });
  await answer('inspect', previewOf('one'));
  expect(state().looking).toBeNull();
  expect(state().wishes).toMatchObject({ name: 'nyud-mt', limit: 50, labelSet: 'nyuv2-40', chosen: { depth: 'raw' } });
});

test('what was given is named as a person would', () => {
  expect(sourceName([given('a.mat')])).toBe('a.mat');
  expect(sourceName([given('top/a.png'), given('top/b/c.png')])).toBe('top/');
  expect(sourceName([given('a.png'), given('b.png')])).toBe('2 files');
});

test('of two gifts the later stays, and the earlier is put away', async () => {
  void state().give([given('first.tgz')]);
  void state().give([given('second.tgz')]);
  const [first, second] = asked.splice(0) as [Waiting, Waiting];
  (second.answer as (value: unknown) => void)(previewOf('two'));
  (first.answer as (value: unknown) => void)(previewOf('one'));
  for (let turns = 0; turns < 5; turns++) await Promise.resolve();
  expect(state().preview?.id).toBe('two');
  expect(await answer('dismiss', undefined)).toEqual({ id: 'one' });
});

test('what is not recognised is said, and nothing is open', async () => {
  void state().give([given('notes.txt')]);
  await answer('inspect', new InputError('It is no data set.'));
  expect(state()).toMatchObject({
    looking: null,
    preview: null,
    problem: { kind: 'files', message: 'It is no data set.' },
  });
});

test('other classes are read again, and the newest answer stands', async () => {
  await open('one');
  state().wish({ labelSet: 'nyuv2-13' });
  state().wish({ chosen: { depth: 'filled' } });
  expect(state().rereading).toBe(true);
  await answer('preview', { ...previewOf('one'), title: 'older' });
  expect(state().preview?.title).toBe('NYUD_MT');
  expect(await answer('preview', { ...previewOf('one'), title: 'newer' })).toEqual({
    id: 'one',
    labelSet: 'nyuv2-13',
    chosen: { depth: 'filled' },
  });
  expect(state()).toMatchObject({ rereading: false, preview: { title: 'newer' } });
});

test('an import tells how far it is, ends in a report, and its data set is chosen', async () => {
  await open('one');
  state().wish({ name: 'mine', limit: 5 });
  void state().start();
  tell({ name: 'mine', phase: 'storing', done: 2, total: 5, rate: 4, skipped: 0 });
  expect(state().progress).toMatchObject({ done: 2, total: 5 });
  const { id, wishes } = await answer('import', { name: 'mine', images: 5, bytes: 50, seconds: 1, skipped: [] });
  expect([id, wishes.name, wishes.limit]).toEqual(['one', 'mine', 5]);
  expect(state()).toMatchObject({ progress: null, preview: null, report: { images: 5 } });
  expect(useData.getState().chosen).toEqual({ kind: 'stored', name: 'mine' });
  await answer('library', library('taken', 'mine'));
  expect(useData.getState().library?.sets.map(({ name }) => name)).toEqual(['taken', 'mine']);
  tell({ name: 'mine', phase: 'storing', done: 5, total: 5, rate: 4, skipped: 0 });
  expect(state().progress).toBeNull(); // it came after the end
});

test.each([
  [new CancelledError('It was cancelled.'), 'cancelled'],
  [new QuotaExceededError('It is full.'), 'full'],
  [new InputError('It is broken.'), 'failed'],
])('%s: the files stay open, and the pane says why', async (error, kind) => {
  await open('one');
  void state().start();
  await answer('import', error);
  expect(state()).toMatchObject({ progress: null, cancelling: false, problem: { kind, message: error.message } });
  expect(state().preview?.id).toBe('one');
});

test('a name that is taken, or no image, is not imported', async () => {
  await open('one');
  state().wish({ name: 'taken' });
  await state().start();
  state().wish({ name: 'mine', limit: 0 });
  await state().start();
  expect(asked.filter(({ kind }) => kind === 'import')).toEqual([]);
});

test('while one import runs, other files are not taken', async () => {
  await open('one');
  void state().start();
  void state().give([given('other.tgz')]);
  expect(state()).toMatchObject({ preview: { id: 'one' }, problem: { kind: 'busy' } });
  expect(asked.map(({ kind }) => kind)).toEqual(['import']);
});
