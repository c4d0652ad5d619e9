/** Exported models: onnxruntime-web reads them and gives what we give. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { Random } from '../../../src/base/random';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { MINI_HRNET, type VitEncoderConfig } from '../../../src/config/models';
import { parseConfig, presetOf } from '../../../src/config/parse';
import { rawPredictions } from '../../../src/evaluation/evaluate';
import { readTensors } from '../../../src/gpu/read';
import { MultiTaskModel, withoutTrainingParts } from '../../../src/model/multitask';
import { onnxFile } from '../../../src/session/export';
import { headsOf, tasksOf } from '../../../src/session/heads';
import type { Restored } from '../../../src/session/restore';
import { expectClose } from '../../helpers/close';
import { randomImages, runOnnx, type Images } from '../../helpers/onnx';

/** Both compute in float32, in another order; through some fifty layers they differ by 1e-6 or so. */
const RUNTIME = 1e-4;

const nano = presetOf('nano');
const configOf = (changes: Partial<ExperimentConfig>): ExperimentConfig =>
  withoutTrainingParts(parseConfig({ ...nano, ...changes }));

/** With running statistics, gains and biases that are none of the first ones, so that each must arrive. */
function restored(config: ExperimentConfig): Restored {
  const tasks = tasksOf(config);
  const model = new MultiTaskModel(config, headsOf(tasks, config, { meanDepth: 1.5 }));
  const random = new Random(7);
  for (const { name, value } of model.store.all()) {
    if (value.rank !== 1) continue;
    const [low, high] = /weight|var/.test(name) ? [0.7, 1.3] : [-0.2, 0.2];
    const values = Float32Array.from({ length: value.size }, () => random.between(low, high));
    tf.tidy(() => value.assign(tf.tensor1d(values)));
  }
  return { config, model, tasks };
}

/** Our maps, NCHW. */
async function predicted({ model, tasks, config }: Restored, { shape, data }: Images) {
  const maps = tf.tidy(() => {
    const image = tf.transpose(tf.tensor4d(data, shape), [0, 2, 3, 1]) as Tensor4D;
    const { decoder } = rawPredictions(model, tasks, image, { size: config.input, sources: ['decoder'] });
    return tasks.map(({ id }) => tf.transpose(decoder![id]!, [0, 3, 1, 2]));
  });
  const values = await readTensors(maps);
  tf.dispose(maps);
  return maps.map(({ shape: dims }, i) => ({ dims, data: values[i]! }));
}

async function expectEqual(config: ExperimentConfig): Promise<void> {
  const model = restored(config);
  const batches = [1, 3].map((images) => randomImages(images, config.input));
  const theirs = await runOnnx(await onnxFile(model), batches);
  for (const [i, images] of batches.entries()) {
    const ours = await predicted(model, images);
    expect(Object.keys(theirs[i]!)).toEqual(model.tasks.map(({ publishedName }) => publishedName));
    Object.entries(theirs[i]!).forEach(([name, { dims, data }], t) => {
      expect(dims).toEqual(ours[t]!.dims);
      expectClose(data, ours[t]!.data, RUNTIME, `${name} of ${images.shape[0]}`);
    });
  }
  model.model.dispose();
}

test('the nano model', async () => {
  await expectEqual(configOf({}));
});

test('HRNet with one head of its own for each task', async () => {
  await expectEqual(configOf({ encoder: MINI_HRNET, decoder: { kind: 'high-resolution' }, input: [64, 96] }));
});

test('HRNet with MTI-Net', async () => {
  await expectEqual(configOf({ encoder: MINI_HRNET, decoder: { kind: 'mti-net' }, input: [64, 96] }));
});

test('HRNet with PAD-Net', async () => {
  await expectEqual(configOf({ encoder: MINI_HRNET, decoder: { kind: 'pad-net', width: 16 }, input: [48, 72] }));
});

const TINY_VIT: VitEncoderConfig = {
  kind: 'vit',
  width: 24,
  depth: 4,
  heads: 3,
  patch: 16,
  taps: [1, 2, 3],
  dropPath: 0.1,
};

test('a vision transformer with plain heads', async () => {
  await expectEqual(configOf({ encoder: TINY_VIT, input: [64, 96] }));
});

test('a vision transformer with InvPT', async () => {
  const decoder = { kind: 'inv-pt', width: 16, added: 8 } as const;
  await expectEqual(configOf({ encoder: TINY_VIT, decoder, input: [64, 128] }));
});

test('one task alone, which has nobody to listen to', async () => {
  await expectEqual(
    configOf({ encoder: MINI_HRNET, decoder: { kind: 'mti-net' }, input: [64, 64], tasks: ['boundary'] }),
  );
});
