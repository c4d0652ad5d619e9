import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { VITS, type VitEncoderConfig } from '../../../src/config/models';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { loadWeights } from '../../../src/interchange/load';
import { readWeights } from '../../../src/interchange/weights';
import { PlainDecoder } from '../../../src/model/decoders/plain';
import { VitEncoder } from '../../../src/model/encoders/vit';
import { ParameterStore, Scope } from '../../../src/nn/module';
import { expectClose } from '../../helpers/close';
import { GOLDEN_FOLDER, readGolden } from '../../helpers/golden';
import { randomTensor } from '../../helpers/gradcheck';
import { nhwcTensor } from '../../helpers/nhwc';

/** The published code in float32 stays within 1e-6 of float64; the rest is margin. */
const GOLDEN = 1e-4;

const TINY: VitEncoderConfig = { ...VITS.tiny, width: 48, depth: 2, taps: [1] };
const EVAL = { training: false, seed: 1 };

function build(config = TINY, input: readonly [number, number] = [64, 128]) {
  const store = new ParameterStore(1);
  return { store, encoder: new VitEncoder(new Scope(store, 'backbone'), config, input) };
}

test('the weights of a JAX vision transformer give its tokens, at another grid than its own', async () => {
  const want = readGolden('mtl/vit_jax_tiny.expected.safetensors');
  const { store, encoder } = build();
  const file = await readWeights(readFileSync(`${GOLDEN_FOLDER}mtl/vit_jax_tiny.npz`), 'vit_jax_tiny.npz');
  const report = await loadWeights(store, file, { grid: [4, 8] });
  expect(report.missing).toEqual([]);
  const { maps } = encoder.forward(nhwcTensor(want.get('io/input')), EVAL);
  expect(maps.map(({ shape }) => shape)).toEqual([
    [1, 4, 8, 48],
    [1, 4, 8, 48],
  ]);
  const [tap, final] = await readTensors([...maps]);
  expectClose(tap!, want.get('io/tap0').data, GOLDEN, 'tap0');
  expectClose(final!, want.get('io/final').data, GOLDEN, 'final');
  store.dispose();
});

test('paths are dropped in training alone, by seed, never in the first block, and all others scaled up', async () => {
  const { store, encoder } = build({ ...TINY, dropPath: 0.5, taps: [1] }, [16, 32]);
  const image = randomTensor([16, 16, 32, 3], 5) as Tensor4D;
  const run = async (training: boolean, seed: number): Promise<Float32Array[]> =>
    readTensors([...encoder.forward(image, { training, seed }).maps]);
  const [still, one, again, other] = [await run(false, 1), await run(true, 1), await run(true, 1), await run(true, 2)];
  expect(one).toEqual(again);
  expect(one[0]).toEqual(still[0]);
  expect(one[1]).not.toEqual(still[1]);
  expect(one[1]).not.toEqual(other[1]);
  store.dispose();
});

test('a plain head reads the normed map of the last block, and the regularizer is to read it, too', async () => {
  const { store, encoder } = build();
  expect(encoder.info).toEqual({ strides: [16, 16], channels: [48, 48], main: 1, tap: [1] });
  const heads = [{ id: 'depth', channels: 1 }];
  const decoder = new PlainDecoder(new Scope(store, 'decoders'), {
    config: { kind: 'plain', width: 8 },
    features: encoder.info,
    heads,
    bnMomentum: 0.1,
  });
  const features = encoder.forward(randomTensor([1, 64, 128, 3], 5) as Tensor4D, EVAL);
  const depth = ({ maps }: typeof features) => decoder.forward({ maps }, EVAL).maps.depth!;
  const swapped = { maps: [tf.zerosLike(features.maps[0]!), features.maps[1]!] };
  const [a, b] = await readTensors([depth(features), depth(swapped)]);
  expect(a).toEqual(b);
  store.dispose();
});

test('an image of another size is refused in a sentence, and so is an input that patches do not fill', () => {
  const { store, encoder } = build();
  expect(() => encoder.forward(tf.zeros([1, 64, 64, 3]), EVAL)).toThrow(
    'The image has 4 x 4 patches; this vision transformer was made for 4 x 8, so give images of 64 x 128 pixels.',
  );
  expect(() => build(TINY, [60, 128])).toThrow('The input is 60 x 128; a vision transformer with patches of 16 needs');
  store.dispose();
});

test('a step reaches every parameter, and a second one leaves no tensor behind', async () => {
  const { store, encoder } = build({ ...TINY, dropPath: 0.2 });
  const image = randomTensor([2, 64, 128, 3], 5) as Tensor4D;
  const step = (): tf.NamedTensorMap =>
    tf.variableGrads(
      () =>
        tf.addN(
          encoder.forward(image, { training: true, seed: 1 }).maps.map((map) => tf.sum(tf.square(map))),
        ) as tf.Scalar,
      store.trainable().map(({ value }) => value),
    ).grads;
  const grads = step();
  for (const { name, value } of store.trainable()) {
    const values = await readTensor(grads[value.name]!);
    expect(values.some((v) => v !== 0) && values.every(Number.isFinite), name).toBe(true);
  }
  const again = (): void => void tf.tidy(() => void step());
  again();
  const before = tf.memory().numTensors;
  again();
  expect(tf.memory().numTensors).toBe(before);
  store.dispose();
});
