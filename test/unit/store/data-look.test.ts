/** A stored set looked at: pages stay within the split, late answers of another page or set are left alone, draws go on. */
import { beforeEach, expect, test } from 'vitest';
import type { DataCommands, DataKind, DatasetCard, LookedAt } from '../../../src/protocol/data-messages';
import { connectData, type DataClient } from '../../../src/store/connection';
import { PAGE, useLook } from '../../../src/store/data-look';

interface Question {
  readonly kind: DataKind;
  readonly args: DataCommands['looks'][0] & DataCommands['augmented'][0];
  answer(value: unknown): void;
}
let asked: Question[] = [];
const client = {
  ask: (kind: DataKind, args: Question['args']) =>
    new Promise((answer) => void asked.push({ kind, args, answer: answer as Question['answer'] })),
  on: () => () => undefined,
};
connectData(() => client as object as DataClient);

const card = (name: string, train: number): DatasetCard => ({
  name,
  title: 'NYUD_MT',
  counts: { train, val: 2 },
  height: 48,
  width: 64,
  labels: ['depth'],
  labelSet: 'nyuv2-40',
  posed: false,
  bytes: 5,
  usedBy: [],
  problem: null,
});
const look = (id: string) => ({ id }) as LookedAt;
const settle = async (): Promise<void> => {
  for (let turns = 0; turns < 5; turns++) await Promise.resolve();
};
const state = () => useLook.getState();
const of = (kind: DataKind) => asked.filter((one) => one.kind === kind);

beforeEach(() => {
  asked = [];
  useLook.setState({ name: null });
});

test('a set opens at its first page, and pages stay inside the split', () => {
  state().open(card('a', PAGE + 3));
  state().turn('train', PAGE);
  state().turn('train', 9 * PAGE);
  state().turn('val', -PAGE);
  expect(of('looks').map(({ args: { split, first, count } }) => [split, first, count])).toEqual([
    ['train', 0, PAGE],
    ['train', PAGE, 3],
    ['train', PAGE, 3],
    ['val', 0, 2],
  ]);
});

test('only the answer to the newest page counts, and none of a set that is no longer in sight', async () => {
  state().open(card('a', 40));
  state().turn('train', PAGE);
  const [old, wanted] = of('looks') as [Question, Question];
  wanted.answer([look('new')]);
  old.answer([look('old')]);
  await settle();
  expect(state().looks).toEqual([look('new')]);
  const [statistics] = of('statistics') as [Question];
  state().open(card('b', 4));
  statistics.answer({ images: 1, tasks: [], poses: null });
  await settle();
  expect(state()).toMatchObject({ name: 'b', statistics: null, looks: null });
});

test('drawing again takes other seeds; another pipeline starts from the same ones', async () => {
  state().open(card('a', 40));
  state().pick(7);
  const draw = async (change?: Parameters<ReturnType<typeof state>['augment']>[0]) => {
    state().augment(change);
    of('augmented').at(-1)!.answer({ looks: [] });
    await settle();
    const { seed, index, count, augmentation } = of('augmented').at(-1)!.args;
    return [seed, index, count, augmentation.pipeline];
  };
  expect(await draw()).toEqual([0, 7, 6, 'none']);
  expect(await draw()).toEqual([6, 7, 6, 'none']);
  expect(await draw({ pipeline: 'inv-pt' })).toEqual([6, 7, 6, 'inv-pt']);
});

test('a set that cannot be used is not read', () => {
  state().open({ ...card('old', 4), problem: 'It is of another version.' });
  expect(asked).toEqual([]);
});
