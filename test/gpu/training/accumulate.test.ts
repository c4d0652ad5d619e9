/** Accumulation, clipping, schedules and the running mean in a step of a network; and that a run with all of it continues. */
import { expect, test } from 'vitest';
import type { StepFacts } from '../../../src/base/step-facts';
import { InputError } from '../../../src/base/errors';
import { readTensors } from '../../../src/gpu/read';
import {
  decodeCheckpoint,
  decodeWeights,
  encodeCheckpoint,
  encodeInferenceWeights,
  restoreCheckpoint,
  restoreWeights,
} from '../../../src/training/checkpoint';
import type { Trainer } from '../../../src/training/trainer';
import { expectClose } from '../../helpers/close';
import {
  disposeTrainer,
  moveOf,
  pairOf,
  sampleOf,
  smallConfig,
  smallTrainer,
  weightsOf,
  type Changes,
} from '../../helpers/small-trainer';

const FLOAT32 = 2e-4; // differences of weights near 1, times the rate, in float32
const FAST = { learningRate: 0.1 };

test('two batches accumulated move the weights by the mean of what each does alone', async () => {
  const [first, second] = [sampleOf(0), sampleOf(1)];
  const alone = [await moveOf({ optimizer: FAST }, [first]), await moveOf({ optimizer: FAST }, [second])] as const;
  const both = await moveOf({ accumulate: 2, optimizer: FAST }, [first, second]);
  expectClose(
    both.move,
    alone[0].move.map((value, i) => (value + alone[1].move[i]!) / 2),
    FLOAT32,
  );
  for (const key of ['decoder', 'total'] as const)
    expect(both.facts[key]).toBeCloseTo((alone[0].facts[key] + alone[1].facts[key]) / 2, 4);
  expect(both.facts.losses.depth).toBeCloseTo((alone[0].facts.losses.depth! + alone[1].facts.losses.depth!) / 2, 5);
});

test('batch norm sees one batch at a time', async () => {
  const trainer = smallTrainer({ accumulate: 2 });
  await trainer.step(0, pairOf(0));
  const counters = trainer.model.store.all().filter(({ name }) => name.endsWith('num_batches_tracked'));
  const counts = await readTensors(counters.map(({ value }) => value));
  expect(counts.length).toBeGreaterThan(2);
  for (const count of counts) expect([...count]).toEqual([2]);
  disposeTrainer(trainer);
});

test('a batch that cannot be shared out is a mistake of the program', async () => {
  const trainer = smallTrainer({ accumulate: 2 });
  await expect(trainer.step(0, [sampleOf(0)])).rejects.toThrow('1 samples are no 2 equal batches');
  disposeTrainer(trainer);
});

test('a clipped step has the norm asked for and reports what it was', async () => {
  const free = await moveOf({ optimizer: FAST }, pairOf(0));
  const clipped = await moveOf({ optimizer: { ...FAST, clipNorm: 0.5 } }, pairOf(0));
  const length = (values: readonly number[]): number =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  expect(Math.abs(clipped.facts.gradientNorm! / (length(free.move) / 0.1) - 1)).toBeLessThan(FLOAT32);
  expect(Math.abs(length(clipped.move) / (0.1 * 0.5) - 1)).toBeLessThan(10 * FLOAT32);
  expect(free.facts).not.toHaveProperty('gradientNorm');
});

test('the rate follows the schedule', async () => {
  const rates = async (schedule: 'poly' | 'poly-epoch' | 'constant'): Promise<number[]> => {
    const trainer = smallTrainer(
      { steps: 4, optimizer: { schedule, polyPower: 1, learningRate: 0.01 } },
      { stepsPerEpoch: 2 },
    );
    const facts: StepFacts[] = [];
    for (let step = 0; step < 4; step++) facts.push(await trainer.step(step, pairOf(step)));
    disposeTrainer(trainer);
    return facts.map(({ learningRate }) => learningRate);
  };
  expect(await rates('poly')).toEqual([0.01, 0.0075, 0.005, 0.0025]);
  expect(await rates('poly-epoch')).toEqual([0.01, 0.01, 0.005, 0.005]);
  expect(await rates('constant')).toEqual([0.01, 0.01, 0.01, 0.01]);
});

const CASES: readonly (readonly [string, Changes])[] = [
  ['Adam, clipped', { optimizer: { kind: 'adam', weightDecay: 0.01, clipNorm: 1 } }],
  ['Nesterov, accumulated', { accumulate: 2, optimizer: { momentum: 0.9, nesterov: true, weightDecay: 0.01 } }],
  ['uncertainty and a mean', { balancing: { kind: 'uncertainty' }, weightAverage: { enabled: true, decay: 0.9 } }],
  ['PCGrad, clipped', { balancing: { kind: 'pcgrad' }, optimizer: { kind: 'adam', clipNorm: 1 } }],
  ['CAGrad with the regularizer', { balancing: { kind: 'cagrad' }, regularizer: { enabled: true } }],
];

const save = (trainer: Trainer, changes: Changes, step: number): Promise<Uint8Array> =>
  encodeCheckpoint({ config: smallConfig(changes), model: trainer.model, ...trainer.saved, step });

test.each(CASES)('%s: a run that was interrupted ends with the same bits', async (_, changes) => {
  const [whole, first, second] = [smallTrainer(changes), smallTrainer(changes), smallTrainer({ ...changes, seed: 1 })];
  const facts: StepFacts[] = [];
  for (let step = 0; step < 4; step++) facts.push(await whole.step(step, pairOf(step)));
  for (let step = 0; step < 2; step++) await first.step(step, pairOf(step));
  const saved = await save(first, changes, 2);
  expect(restoreCheckpoint(saved, { model: second.model, ...second.saved })).toBe(2);
  for (let step = 2; step < 4; step++) expect(await second.step(step, pairOf(step))).toEqual(facts[step]);
  const [got, want] = [await save(second, changes, 4), await save(whole, changes, 4)];
  expect(decodeCheckpoint(got)).toEqual(decodeCheckpoint(want));
  for (const trainer of [whole, first, second]) disposeTrainer(trainer);
});

test('another optimizer does not continue the run, and says so', async () => {
  const changes: Changes = { optimizer: { kind: 'adam' } };
  const [adam, sgd] = [smallTrainer(changes), smallTrainer({})];
  const saved = await save(adam, changes, 0);
  const restored = (): number => restoreCheckpoint(saved, { model: sgd.model, ...sgd.saved });
  expect(restored).toThrow(InputError);
  expect(restored).toThrow('optimizer.kind "adam", and this run has "sgd"; set it back or start a new run.');
  for (const trainer of [adam, sgd]) disposeTrainer(trainer);
});

test('the running mean predicts: it is what a checkpoint and exported weights give, while training goes on as it was', async () => {
  const changes: Changes = { optimizer: FAST, weightAverage: { enabled: true, decay: 0.5 } };
  const trainer = smallTrainer(changes);
  const start = await weightsOf(trainer);
  await trainer.step(0, pairOf(0));
  const moved = await weightsOf(trainer);
  const mean = start.map((value, i) => (value + moved[i]!) / 2);
  const bytes = await save(trainer, changes, 1);
  const exported = await encodeInferenceWeights({
    config: smallConfig(changes),
    model: trainer.model,
    ...trainer.saved,
  });
  for (const file of [bytes, exported]) {
    const other = smallTrainer({});
    restoreWeights(decodeWeights(file), other.model);
    expectClose(await weightsOf(other), mean, 1e-6);
    disposeTrainer(other);
  }
  const live = smallTrainer(changes);
  restoreCheckpoint(bytes, { model: live.model, ...live.saved });
  expect(await weightsOf(live)).toEqual(moved);
  expect(await live.average!.state()).toEqual(await trainer.average!.state());
  for (const one of [trainer, live]) disposeTrainer(one);
});
