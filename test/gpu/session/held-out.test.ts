/** Scores on held-out images while training: when they are due, what they are, and that they disturb nothing. */
import { expect, test } from 'vitest';
import { Session } from '../../../src/session/session';
import { decodeCheckpoint } from '../../../src/training/checkpoint';
import { evaluateCheckpoint } from '../../../src/session/evaluation';
import { MemoryHost } from '../../helpers/memory-host';
import { small } from '../../helpers/run-bench';

async function trained(every: number) {
  const host = new MemoryHost();
  const config = small({ steps: 5, evaluation: { every, images: 1 } });
  await new Session(config, host).run();
  const facts = host.events.flatMap((event) => (event.kind === 'step' ? [event.facts] : []));
  return { host, facts, config };
}

test('every so many steps and at the end, as the whole evaluation has them; the weights are the same without', async () => {
  const { host, facts, config } = await trained(2);
  expect(facts.map(({ scores }) => scores !== undefined)).toEqual([false, true, false, true, true]);
  const { scores } = facts.at(-1)!;
  const { scores: whole } = await evaluateCheckpoint(host, {
    weights: host.checkpoint!,
    name: 'held out',
    split: 'val',
    onProgress: () => undefined,
  });
  const rendered = config.tasks.map((task) => `${task}_rendered`);
  expect(Object.keys(scores!)).toEqual([
    ...config.tasks,
    ...rendered,
    ...config.tasks.map((task) => `${task}_average`),
  ]);
  for (const task of config.tasks) {
    const want = whole.find((one) => one.source === 'rendered' && one.task === task)!;
    expect(Object.values(want.values)).toContain(scores![`${task}_rendered`]);
  }
  const bare = await trained(0);
  expect(bare.facts.every((one) => one.scores === undefined)).toBe(true);
  const weights = ({ checkpoint }: MemoryHost) => decodeCheckpoint(checkpoint!).file.tensors;
  expect(weights(bare.host)).toEqual(weights(host));
});
