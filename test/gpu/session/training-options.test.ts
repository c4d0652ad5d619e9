/** Accumulation, epochs and the running mean in a run of the session's: stopped and continued, it ends the same. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { parseConfig, presetOf } from '../../../src/config/parse';
import { Session } from '../../../src/session/session';
import { decodeCheckpoint } from '../../../src/training/checkpoint';
import { MemoryHost } from '../../helpers/memory-host';

const preset = presetOf('nano');
const config: ExperimentConfig = parseConfig({
  ...preset,
  steps: 8,
  batch: 1,
  accumulate: 2, // of 5 images: two steps an epoch
  input: [16, 24],
  data: { source: 'rooms', rooms: { train: 5, val: 1, views: 1, seed: 1 } },
  regularizer: { ...preset.regularizer, enabled: false },
  optimizer: { ...preset.optimizer, schedule: 'poly-epoch', polyPower: 1, learningRate: 2 ** -8, clipNorm: 10 },
  balancing: { ...preset.balancing, kind: 'uncertainty' },
  weightAverage: { enabled: true, decay: 0.9 },
  checkpointEvery: 2,
});

async function run(host: MemoryHost, stopAfter?: number): Promise<void> {
  const session = new Session(config, host);
  host.onEvent = (event) => {
    if (event.kind === 'step' && event.facts.step === stopAfter) session.requestStop();
  };
  await session.run();
}

test('the rate falls from epoch to epoch, and a run that was stopped continues to the same bits', async () => {
  const [whole, halved] = [new MemoryHost(), new MemoryHost()];
  await run(whole);
  const facts = whole.events.flatMap((event) => (event.kind === 'step' ? [event.facts] : []));
  expect(facts.map(({ learningRate }) => learningRate)).toEqual(
    [4, 4, 3, 3, 2, 2, 1, 1].map((quarters) => quarters * 2 ** -10),
  );
  for (const { gradientNorm } of facts) expect(gradientNorm).toBeGreaterThan(0);
  expect(facts.at(-1)!.taskWeights).not.toEqual(facts[0]!.taskWeights);
  await run(halved, 3);
  await run(halved);
  expect(halved.metrics).toBe(whole.metrics);
  expect(decodeCheckpoint(halved.checkpoint!)).toEqual(decodeCheckpoint(whole.checkpoint!));
});
