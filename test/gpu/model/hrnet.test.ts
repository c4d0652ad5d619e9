import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINI_HRNET, type HrnetEncoderConfig } from '../../../src/config/models';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { HrnetEncoder } from '../../../src/model/encoders/hrnet';
import { ParameterStore, Scope } from '../../../src/nn/module';
import { loadStateDict } from '../../../src/nn/state-dict';
import { expectClose } from '../../helpers/close';
import { readGolden } from '../../helpers/golden';
import { randomTensor } from '../../helpers/gradcheck';
import { nhwcTensor, nhwcValues } from '../../helpers/nhwc';

/** The published code in float32 stays within 4e-7 (eval) and 7e-6 (train) of float64; the rest is margin. */
const GOLDEN = 1e-4;

const TINY: HrnetEncoderConfig = {
  kind: 'hrnet',
  stem: 64,
  planes: 8,
  bottlenecks: 2,
  channels: 6,
  modules: [1, 3, 2],
  blocks: [2, 2, 2],
  batchNormMomentum: 0.01,
};

const io = readGolden('mtl/hrnet_tiny.io.safetensors');
const { tensors: weights } = readGolden('mtl/hrnet_tiny.weights.safetensors');

let store: ParameterStore;
let encoder: HrnetEncoder;

beforeAll(() => {
  store = new ParameterStore(1);
  encoder = new HrnetEncoder(new Scope(store), TINY);
  loadStateDict(store, weights);
});

afterAll(() => store.dispose());

async function expectMaps(input: string, output: string, training: boolean): Promise<void> {
  const { maps } = encoder.forward(nhwcTensor(io.get(input)), { training, seed: 1 });
  expect(maps).toHaveLength(4);
  const read = await readTensors([...maps]);
  maps.forEach((map, b) => {
    const want = io.get(`${output}/branch${b}`);
    const [batch, channels, height, width] = want.shape;
    expect(map.shape).toEqual([batch, height, width, channels]);
    expectClose(read[b]!, nhwcValues(want), GOLDEN, `${output}/branch${b}`);
  });
}

test('maps of the published code, in evaluation', () => expectMaps('input', 'eval', false));

test('maps of the published code for sides that are no multiples of 32', () =>
  expectMaps('input_odd', 'eval_odd', false));

test('maps of the published code in training, and the running statistics after it', async () => {
  await expectMaps('input', 'train', true);
  const names = [...io.tensors.keys()].filter((name) => name.startsWith('after_train_forward/'));
  expect(names.length).toBeGreaterThan(100);
  const read = await readTensors(names.map((name) => store.get(name.replace('after_train_forward/', '')).value));
  names.forEach((name, i) => expectClose(read[i]!, io.get(name).data, GOLDEN, name));
  expect(Array.from(await readTensor(store.get('bn1.num_batches_tracked').value))).toEqual([
    weights.get('bn1.num_batches_tracked')!.data[0]! + 1,
  ]);
});

test('a step reaches every parameter, and a second one leaves no tensor behind', async () => {
  const own = new ParameterStore(3);
  const mini = new HrnetEncoder(new Scope(own), { ...MINI_HRNET, channels: 6, stem: 8, planes: 4 });
  const image = randomTensor([2, 64, 96, 3], 5) as Tensor4D;
  const loss = (): tf.Scalar => {
    const sums = mini.forward(image, { training: true, seed: 1 }).maps.map((map) => tf.mean(tf.square(map)));
    return tf.addN(sums) as tf.Scalar;
  };
  const step = (): tf.NamedTensorMap =>
    tf.variableGrads(
      loss,
      own.trainable().map(({ value }) => value),
    ).grads;
  const grads = step();
  for (const { name, value } of own.trainable()) {
    const values = await readTensor(grads[value.name]!);
    expect(values.some((v) => v !== 0) && values.every(Number.isFinite), name).toBe(true);
  }
  const again = (): void => void tf.tidy(() => void step());
  again();
  const before = tf.memory().numTensors;
  again();
  expect(tf.memory().numTensors).toBe(before);
  own.dispose();
});
