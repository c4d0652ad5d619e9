/** The same seed twice: a hundred steps through the fused kernels end with the same bits. */
import { expect, test } from 'vitest';
import { parseConfig, presetOf } from '../../../src/config/parse';
import { readTensors } from '../../../src/gpu/read';
import { MultiTaskModel } from '../../../src/model/multitask';
import { headsOf, tasksOf } from '../../../src/session/heads';
import { Trainer } from '../../../src/training/trainer';
import { syntheticSample } from '../../helpers/synthetic';

const STEPS = 100;
const SIZE = [16, 24] as const;
const nano = presetOf('nano');
const config = parseConfig({
  ...nano,
  input: SIZE,
  steps: STEPS,
  tasks: ['semseg', 'depth'],
  regularizer: { ...nano.regularizer, rays: [8, 12], path: 'fused' },
});

/** Every loss of every step, and all weights at the end. */
async function train(seed: number, steps = STEPS): Promise<{ facts: string[]; weights: Float32Array[] }> {
  const seeded = { ...config, seed };
  const tasks = tasksOf(seeded);
  const trainer = new Trainer(seeded, new MultiTaskModel(seeded, headsOf(tasks, seeded, { meanDepth: 1.5 })), tasks);
  const samples = Array.from({ length: 4 }, (_, i) => syntheticSample(i, ...SIZE));
  const facts: string[] = [];
  for (let step = 0; step < steps; step++) {
    const pair = [samples[step % 4]!, samples[(step + 1) % 4]!];
    facts.push(JSON.stringify(await trainer.step(step, pair))); // numbers are written so that they read back exactly
  }
  const weights = await readTensors(trainer.model.store.trainable().map(({ value }) => value));
  trainer.dispose();
  return { facts, weights };
}

const bits = (values: Float32Array): Uint32Array => new Uint32Array(values.buffer, values.byteOffset, values.length);

test('losses and weights of two runs are the same to the last bit; another seed’s are not', async () => {
  const [first, second] = [await train(1), await train(1)];
  expect(second.facts).toEqual(first.facts);
  second.weights.forEach((values, i) => expect(bits(values)).toEqual(bits(first.weights[i]!)));
  expect(new Set(first.facts.map((facts) => (JSON.parse(facts) as { total: number }).total)).size).toBeGreaterThan(90);
  expect((await train(2, 1)).facts[0]).not.toBe(first.facts[0]);
});
