/** What a draft would cost: the newest wish wins, and advice changes the draft. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { presetOf } from '../../../src/config/parse';
import type { Client } from '../../../src/protocol/client';
import type { Judged } from '../../../src/protocol/estimate';
import { connect } from '../../../src/store/connection';
import { useDraft } from '../../../src/store/draft';
import { useEstimate } from '../../../src/store/estimate';

const waiting = new Map<ExperimentConfig, { answer(judged: Judged): void; refuse(error: Error): void }>();

connect({
  ask: (_kind: string, { config }: { config: ExperimentConfig }) =>
    new Promise<Judged>((answer, refuse) => void waiting.set(config, { answer, refuse })),
} as Partial<Client> as Client);

const judged = (allowed: number): Judged => ({
  estimate: {
    parameters: 1,
    parameterBytes: 4,
    optimizerBytes: 16,
    activationBytes: 1,
    poolBytes: 21,
    largestBuffer: 1,
    launches: 1,
    flops: 1,
  },
  verdict: 'fits',
  allowed,
  advice: null,
});

test('an answer that comes late does not replace the newer one', async () => {
  const [one, two] = [presetOf('nano'), presetOf('lite')];
  const { count } = useEstimate.getState();
  const both = [count(one), count(two)];
  expect(useEstimate.getState()).toMatchObject({ config: two, judged: null });
  waiting.get(two)!.answer(judged(2));
  waiting.get(one)!.answer(judged(1));
  await Promise.all(both);
  expect(useEstimate.getState()).toMatchObject({ config: two, judged: { allowed: 2 }, problem: null });
});

test('what cannot be counted is said, until the next that can', async () => {
  const config = { ...presetOf('nano') };
  const counting = useEstimate.getState().count(config);
  waiting.get(config)!.refuse(new Error('It cannot be.'));
  await counting;
  expect(useEstimate.getState()).toMatchObject({ judged: null, problem: 'It cannot be.' });
  void useEstimate.getState().count(config);
  expect(useEstimate.getState().problem).toBeNull();
});

test('advice that is taken changes its settings and no other, and clears what was being typed', () => {
  const draft = () => useDraft.getState();
  const lite = presetOf('lite');
  draft().choose(lite);
  draft().edit('steps', '-40');
  draft().take([
    ['batch', 1],
    ['accumulate', 4],
    ['input', [160, 192]],
  ]);
  expect(draft().config).toEqual({ ...lite, batch: 1, accumulate: 4, input: [160, 192] });
  expect(draft().problems).toEqual({});
  expect(draft().texts).toEqual({});
});
