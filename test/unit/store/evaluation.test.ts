/** A run evaluated, as the page holds it: parts joined, stopped and gone on, the newest picture alone, names of files. */
import { beforeEach, expect, test } from 'vitest';
import type { EvaluationPart, EvaluationReport } from '../../../src/protocol/evaluation';
import { fileNameOf, useEvaluation } from '../../../src/store/evaluation';
import { questions, settle } from '../../helpers/asked';

const asked = questions<Readonly<Record<string, unknown>>>();
const state = () => useEvaluation.getState();
const TOTAL = 6;

/** Images `first` to `done` - 1, of one task. */
function part(first: number, done: number, changes: Partial<EvaluationReport> = {}): EvaluationPart {
  const images = Array.from({ length: done - first }, (_, place) => ({
    index: first + place,
    id: `image ${first + place}`,
    source: 'decoder' as const,
    task: 'depth',
    value: first + place,
  }));
  const report: EvaluationReport = {
    name: 'a run',
    step: 3,
    data: 'rooms',
    split: 'val',
    resolution: 'network',
    total: TOTAL,
    tasks: [],
    scores: [{ source: 'decoder', task: 'depth', images: done, values: { rmse: done } }],
    images,
    ...changes,
  };
  return { stamp: 's', done, report };
}

beforeEach(async () => {
  for (const { answer } of asked) answer(part(0, TOTAL)); // of the test before
  await settle();
  asked.length = 0;
  useEvaluation.setState({ ...useEvaluation.getInitialState() });
  state().choose('x');
});

test('parts come one after the other, images are joined, scores are the last', async () => {
  void state().evaluate();
  void state().evaluate();
  expect(asked.map(({ kind, args }) => [kind, args])).toEqual([
    ['evaluateRun', { run: 'x', resolution: 'network', first: 0, count: 4 }],
  ]);
  asked[0]!.answer(part(0, 4));
  await settle();
  expect(state()).toMatchObject({ counting: true, evaluated: { done: 4 } });
  expect(asked[1]!.args.first).toBe(4);
  asked[1]!.answer(part(4, 6));
  await settle();
  expect(state().counting).toBe(false);
  expect(asked.length).toBe(2);
  const { report } = state().evaluated!;
  expect(report.images.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(report.scores[0]!.values).toEqual({ rmse: 6 });
});

test('stopped, the images that were asked for still count; it goes on behind them, at the size that it began with', async () => {
  state().set({ resolution: 'original' });
  void state().evaluate();
  state().stop();
  expect(state()).toMatchObject({ counting: true, stopping: true });
  void state().goOn(); // not before the answer is here
  asked[0]!.answer(part(0, 4, { resolution: 'original' }));
  await settle();
  expect(asked.length).toBe(1);
  expect(state()).toMatchObject({ counting: false, stopping: false, evaluated: { done: 4 } });
  state().set({ resolution: 'network' });
  void state().goOn();
  expect(asked[1]!.args).toEqual({ run: 'x', resolution: 'original', first: 4, count: 4 });
  asked[1]!.answer(part(4, 6, { resolution: 'original' }));
  await settle();
  expect(state().evaluated!.report.images.length).toBe(6);
  void state().goOn(); // all are in
  expect(asked.length).toBe(2);
  void state().evaluate();
  expect(state().evaluated).toBe(null);
  expect(asked[2]!.args).toEqual({ run: 'x', resolution: 'network', first: 0, count: 4 });
});

test('a refusal is said, and what was counted stays', async () => {
  void state().evaluate();
  asked[0]!.answer(part(0, 4));
  await settle();
  asked[1]!.refuse(new Error('The run was saved again.'));
  await settle();
  expect(state()).toMatchObject({ counting: false, problem: 'The run was saved again.', evaluated: { done: 4 } });
});

test('another run puts away what was counted, and answers to the first one are left alone', async () => {
  void state().evaluate();
  state().choose('y');
  state().choose('x');
  asked[0]!.answer(part(0, 4));
  await settle();
  expect(state()).toMatchObject({ run: 'x', evaluated: null, counting: false });
  expect(asked.length).toBe(1);
});

test('of pictures the newest is asked for and shown, of the source in sight', async () => {
  void state().evaluate();
  asked[0]!.answer(part(0, 6));
  await settle();
  state().open(3);
  state().open(5);
  state().from('rendered');
  expect(asked.slice(1).map(({ args }) => args)).toEqual([
    { run: 'x', resolution: 'network', index: 3, source: 'decoder' },
  ]);
  asked[1]!.answer({ index: 3 });
  await settle();
  expect(state().view).toBe(null);
  expect(asked[2]!.args).toEqual({ run: 'x', resolution: 'network', index: 5, source: 'rendered' });
  asked[2]!.answer({ index: 5 });
  await settle();
  expect(state()).toMatchObject({ view: { index: 5 }, busy: false });
  state().open(null);
  expect(state()).toMatchObject({ view: null, opened: null });
  expect(asked.length).toBe(3);
});

test('small images are asked for once', async () => {
  void state().look([4, 1]);
  void state().look([1, 2]);
  expect(asked.map(({ args }) => args.indices)).toEqual([[4, 1], [2]]);
  asked[1]!.answer(['two']);
  asked[0]!.answer(['four', 'one']);
  await settle();
  expect([...state().looks]).toEqual([
    [2, 'two'],
    [4, 'four'],
    [1, 'one'],
  ]);
  void state().look([1, 2, 4]);
  expect(asked.length).toBe(2);
});

test('a text is of the numbers in sight, under a name of its own', async () => {
  await state().write('csv');
  expect(asked.length).toBe(0);
  void state().evaluate();
  asked[0]!.answer(part(0, 6));
  await settle();
  void state().write('csv');
  void state().write('json');
  expect(asked.slice(1).map(({ args }) => args)).toEqual([
    { stamp: 's', format: 'csv' },
    { stamp: 's', format: 'json' },
  ]);
  asked[2]!.answer('{}');
  asked[1]!.answer('a,b');
  await settle();
  expect(state().exported).toEqual({ format: 'json', text: '{}', name: 'a-run-step-3.json' });
  const { report } = part(0, 1);
  expect(fileNameOf({ ...report, name: ' nano / α 4 ', resolution: 'original' }, 'markdown')).toBe(
    'nano-α-4-step-3-original.md',
  );
  expect(fileNameOf({ ...report, name: '//' }, 'latex')).toBe('run-step-3.tex');
});
