/** Training and evaluation on stored images of other sizes than the network's, augmented; and data that cannot serve. */
import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { parseConfig, presetOf } from '../../../src/config/parse';
import type { Sample } from '../../../src/data/sample';
import { evaluateCheckpoint } from '../../../src/session/evaluation';
import { Session } from '../../../src/session/session';
import { StoredDatasetWriter } from '../../../src/session/stored-dataset';
import { decodeCheckpoint } from '../../../src/training/checkpoint';
import { MemoryHost } from '../../helpers/memory-host';
import { syntheticSample } from '../../helpers/synthetic';

const STEPS = 4;

function small(changes: Partial<ExperimentConfig> = {}): ExperimentConfig {
  const preset = presetOf('nano');
  return parseConfig({
    ...preset,
    steps: STEPS,
    input: [32, 48],
    data: { ...preset.data, source: 'pictures' },
    augmentation: { pipeline: 'inv-pt', fit: 'contain' },
    regularizer: { ...preset.regularizer, rays: [8, 12] },
    checkpointEvery: 2,
    ...changes,
  });
}

const onlyDepth = ({ labels, ...sample }: Sample): Sample => ({ ...sample, labels: { depth: labels.depth! } });

/** Six images for training and two held out, of two sizes; the second lacks all labels but depth. */
async function hostWithPictures(
  change: (sample: Sample, k: number) => Sample = (sample) => sample,
): Promise<MemoryHost> {
  const host = new MemoryHost();
  const writer = new StoredDatasetWriter(await host.data.create('pictures'));
  for (let k = 0; k < 8; k++) {
    const sample = change(syntheticSample(k, k % 2 === 0 ? 40 : 52, 56), k);
    await writer.add(k < 6 ? 'train' : 'val', k === 1 ? onlyDepth(sample) : sample);
  }
  await writer.finish({
    name: 'pictures',
    labelSet: 'nyuv2-40',
    origin: { title: 'Pictures', importer: null, source: '', chosen: {}, derived: {}, skipped: 0, createdAt: 0 },
  });
  return host;
}

async function runWhole(config: ExperimentConfig, host?: MemoryHost): Promise<MemoryHost> {
  const on = host ?? (await hostWithPictures());
  await new Session(config, on).run();
  return on;
}

const weightsOf = ({ checkpoint }: MemoryHost) => [...decodeCheckpoint(checkpoint!).file.tensors];

test('a run that was stopped and continued gives the same rows and weights; without augmentation others', async () => {
  const whole = await runWhole(small());
  expect(whole.events.at(-1)).toMatchObject({ kind: 'finished' });
  const host = await hostWithPictures();
  const session = new Session(small(), host);
  host.onEvent = (event) => {
    if (event.kind === 'step' && event.facts.step === 3) session.requestStop();
  };
  await session.run();
  host.onEvent = () => undefined;
  await runWhole(small(), host);
  expect(host.metrics).toBe(whole.metrics);
  expect(weightsOf(host)).toEqual(weightsOf(whole));
  const plain = await runWhole(small({ augmentation: { pipeline: 'none', fit: 'contain' } }));
  expect(plain.metrics).not.toBe(whole.metrics);

  const { scores } = await evaluateCheckpoint(whole, {
    weights: whole.checkpoint!,
    name: 'pictures',
    split: 'val',
    onProgress: () => undefined,
  });
  expect(scores.find(({ task, source }) => task === 'depth' && source === 'decoder')).toMatchObject({ images: 2 });
});

test('what the data cannot teach is refused before the first step, with what it has', async () => {
  const refused = async (config: ExperimentConfig, host: MemoryHost, sentence: string): Promise<void> => {
    await expect(runWhole(config, host)).rejects.toThrow(new InputError(sentence));
    expect(host.events.some(({ kind }) => kind === 'ready' || kind === 'step')).toBe(false);
  };
  await refused(
    small(),
    await hostWithPictures(onlyDepth),
    'pictures has labels for depth, and none for semseg, normals and boundary: leave them out of tasks, or take another data set.',
  );
  const { data } = small();
  await refused(
    small({ data: { ...data, labelSet: 'nyuv2-13' } }),
    await hostWithPictures(),
    'The semseg labels of pictures follow nyuv2-40 (40 classes), and the configuration nyuv2-13: set data.labelSet to nyuv2-40, or take another data set.',
  );
  await refused(
    small({ batch: 4, data: { ...data, fraction: 0.5 } }),
    await hostWithPictures(),
    'Batch is 4; the train split of pictures (50 % of it) holds 3 images: take a smaller batch.',
  );
});

test('data of other classes serve a run that does not tell classes apart', async () => {
  const { data } = small();
  const host = await runWhole(small({ steps: 1, tasks: ['depth'], data: { ...data, labelSet: 'nyuv2-13' } }));
  expect(host.events.at(-1)).toMatchObject({ kind: 'finished' });
});
