/** Every kernel that has a translation, alone or in small company, against onnxruntime-web. */
import * as tf from '@tensorflow/tfjs-core';
import type { Rank, Tensor, Tensor1D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { Random } from '../../../src/base/random';
import { gpu } from '../../../src/gpu/device';
import { adjacentSoftmax } from '../../../src/gpu/kernels/adjacent-softmax';
import { attention } from '../../../src/gpu/kernels/attention';
import { batchNorm } from '../../../src/gpu/kernels/batch-norm';
import { channelGate } from '../../../src/gpu/kernels/channel-gate';
import { conv2d } from '../../../src/gpu/kernels/conv2d';
import { convTranspose2d } from '../../../src/gpu/kernels/conv-transpose2d';
import { depthwiseConv } from '../../../src/gpu/kernels/depthwise-conv';
import { gatedSum } from '../../../src/gpu/kernels/gated-sum';
import { gelu } from '../../../src/gpu/kernels/gelu';
import { headScores, headValues } from '../../../src/gpu/kernels/head-product';
import { joinGroups, splitChannels } from '../../../src/gpu/kernels/join-groups';
import { keySoftmax } from '../../../src/gpu/kernels/key-softmax';
import { layerNorm } from '../../../src/gpu/kernels/layer-norm';
import { meanPool } from '../../../src/gpu/kernels/mean-pool';
import { resizeBilinear } from '../../../src/gpu/kernels/resize-bilinear';
import { spatialMean } from '../../../src/gpu/kernels/spatial-mean';
import { sumRelu } from '../../../src/gpu/kernels/sum-relu';
import { readTensor } from '../../../src/gpu/read';
import { TRANSLATIONS } from '../../../src/interchange/onnx/kernels';
import { encodeOnnx } from '../../../src/interchange/onnx/onnx';
import { trace } from '../../../src/nn/trace';
import { expectClose } from '../../helpers/close';
import { randomImages, runOnnx } from '../../helpers/onnx';

/** A few float32 operations in another order. */
const RUNTIME = 1e-5;
const SIZE = [8, 12] as const;
const PIXELS = SIZE[0] * SIZE[1];
const CHANNELS = 8;

/** The same values wherever the seed is the same. */
function random(shape: number[], seed: number, [low, high] = [-1, 1]): Tensor {
  const draws = new Random(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => draws.between(low!, high!)),
    shape,
  );
}

const filter = (height: number, width: number, inputs: number, outputs: number): Tensor4D =>
  random([height, width, inputs, outputs], 1) as Tensor4D;
const groups = (shape: number[]): Tensor<Rank.R5> => random(shape, 4) as Tensor<Rank.R5>;
const vector = (length: number, seed = 2): Tensor1D => random([length], seed) as Tensor1D;

/** Maps [B, 8, 12, channels] that the runtime holds with channels first. */
const map = (image: Tensor4D, channels = CHANNELS, seed = 3): Tensor4D =>
  conv2d({ x: image, filter: random([3, 3, 3, channels], seed) as Tensor4D }, { padding: 1 });
/** The same plain: [B, 96, channels]. */
const tokens = (image: Tensor4D, channels = CHANNELS, seed = 3): Tensor3D =>
  tf.reshape(map(image, channels, seed), [-1, PIXELS, channels]);
const back = (x: Tensor): Tensor4D => tf.reshape(x, [-1, ...SIZE, x.size / x.shape[0]! / PIXELS]) as Tensor4D;

const norms = (seed: number) => ({
  gamma: vector(CHANNELS, seed),
  beta: vector(CHANNELS, seed + 1),
  runningMean: vector(CHANNELS, seed + 2),
  runningVar: random([CHANNELS], seed + 3, [0.5, 2]) as Tensor1D,
  tracked: tf.scalar(0),
});
const EVAL = { training: false, momentum: 0.1, epsilon: 1e-3 };

const CASES: Readonly<Record<string, (image: Tensor4D) => Tensor4D>> = {
  'convolution with stride and padding': (image) =>
    conv2d({ x: image, filter: filter(3, 5, 3, 4), bias: vector(4) }, { stride: 2, padding: 1 }),
  'convolution with dilation': (image) => conv2d({ x: image, filter: filter(3, 3, 3, 4) }, { dilation: 2, padding: 2 }),
  'a convolution for each group': (image) =>
    conv2d({ x: map(image), filter: groups([2, 3, 3, 4, 5]), bias: vector(10) }, { padding: 1 }),
  'several convolutions on one input': (image) =>
    conv2d({ x: map(image), filter: groups([3, 1, 1, 8, 5]), bias: vector(15) }),
  'two convolutions on each of two inputs': (image) => conv2d({ x: map(image), filter: groups([4, 3, 3, 4, 5]) }),
  'a layer on tokens': (image) => {
    const rows = tf.reshape(tokens(image), [1, 1, -1, CHANNELS]) as Tensor4D;
    return back(tf.reshape(conv2d({ x: rows, filter: filter(1, 1, 8, 5), bias: vector(5) }), [-1, PIXELS, 5]));
  },
  'transposed convolution': (image) =>
    convTranspose2d(
      { x: map(image), filter: filter(3, 3, 5, 8), bias: vector(5) },
      { stride: 2, padding: 1, outputPadding: 1 },
    ),
  'depthwise convolution': (image) =>
    depthwiseConv(map(image), random([2, 3, 3, 4], 5) as Tensor4D, { stride: 2, padding: 1 }),
  'mean over windows that stand out': (image) => meanPool(map(image), 5),
  'mean over all pixels': (image) => spatialMean(map(image)),
  enlarged: (image) => resizeBilinear(map(image), [19, 25]),
  'made smaller': (image) => resizeBilinear(map(image), [3, 1]),
  'batch norm': (image) => batchNorm({ x: map(image), ...norms(20) }, EVAL),
  'batch norm with residual and ReLU': (image) =>
    batchNorm({ x: map(image), ...norms(30), residual: map(image, 8, 4) }, { ...EVAL, relu: true }),
  'groups joined': (image) => joinGroups([{ map: map(image, 3), shared: true }, { map: map(image) }], 4),
  'maps joined': (image) => joinGroups([{ map: map(image, 3) }, { map: map(image) }]),
  'channels apart': (image) => {
    const [a, b, c] = splitChannels(map(image), [3, 2, 3]) as [Tensor4D, Tensor4D, Tensor4D];
    return joinGroups([{ map: c }, { map: b }, { map: a }]);
  },
  'ReLU of a sum': (image) => sumRelu([map(image), map(image, 8, 4), map(image, 8, 5)]),
  'ReLU of one map': (image) => sumRelu([map(image)]),
  'channel gate': (image) =>
    channelGate({ x: map(image, 4), gate: spatialMean(map(image, 12)), features: map(image, 12, 4) }, 3),
  'gated sum of three tasks': (image) => gatedSum(map(image, 6), map(image, 24, 4), 3),
  'softmax of neighbours': (image) => adjacentSoftmax(map(image), map(image, 8, 4), 4),
  'self-attention': (image) => back(attention(tokens(image, 24), 2)),
  'attention with scores': (image) => {
    const scores = headScores(tokens(image), tokens(image, 8, 4), { heads: 2, factor: 0.3 });
    return back(headValues(keySoftmax(scores), tokens(image, 8, 5)));
  },
  'layer norm of tokens': (image) =>
    back(layerNorm({ x: tokens(image), gamma: vector(8), beta: vector(8, 9) }, { epsilon: 1e-2 })),
  'layer norm of maps': (image) =>
    layerNorm({ x: map(image), gamma: vector(8), beta: vector(8, 9) }, { epsilon: 1e-2 }),
  gelu: (image) => gelu(map(image)),
  'gelu of tokens': (image) => back(gelu(tokens(image))),
  'sums with constants of every rank': (image) => {
    const x = tf.sub(tf.add(map(image), vector(8)), tf.scalar(0.25));
    return tf.mul(tf.add(x, random([12, 1], 8)), random([1, 8, 1, 1], 9));
  },
  'a sum with a tensor of lower rank that the image decides': (image) =>
    tf.sub(map(image), tf.mean(map(image, 8, 4), [1, 2, 0])),
  'quotient, exponential, root': (image) => tf.div(tf.neg(map(image)), tf.sqrt(tf.exp(map(image, 8, 4)))),
  'sums of many, sigmoid, ReLU': (image) =>
    tf.sigmoid(tf.relu(tf.addN([map(image), map(image, 8, 4), tf.clone(map(image, 8, 5))]))),
  'tokens and maps added': (image) => tf.add(back(tokens(image)), map(image, 8, 4)),
  'joined along rows and channels': (image) =>
    tf.concat([tf.concat([map(image), map(image, 8, 4)], 1), tf.concat([map(image, 8, 4), map(image)], 1)], 3),
  'a token for every image': (image) => {
    const classes = tf.add(random([1, 1, 8], 4), tf.zeros([image.shape[0], 1, 8]));
    return back(tf.slice(tf.concat([classes, tokens(image)], 1), [0, 0, 0], [-1, PIXELS, 8]));
  },
  'a piece': (image) => tf.slice(map(image), [0, 2, 0, 3], [-1, 4, -1, 2]),
  'no piece': (image) => tf.slice(map(image), [0, 0, 0, 0]),
  'cut along channels': (image) => tf.concat(tf.split(map(image), [2, 6], 3).toReversed() as Tensor4D[], 3),
  'cut along tokens': (image) => back(tf.concat(tf.split(tokens(image), 3, 1).toReversed(), 1)),
  'stacked and taken apart': (image) => {
    const [a, b] = tf.unstack(tf.stack([tokens(image), tokens(image, 8, 4)], 2), 2) as [Tensor3D, Tensor3D];
    return back(tf.sub(b, a));
  },
  'axes added': (image) => back(tf.mul(tf.expandDims(tokens(image), 3), random([1, 1, 1, 2], 4))),
  transposed: (image) => tf.transpose(map(image), [0, 2, 3, 1]) as Tensor4D,
  'transposed there and back': (image) =>
    tf.transpose(tf.relu(tf.transpose(map(image), [0, 3, 1, 2])), [0, 2, 3, 1]) as Tensor4D,
  'transposed otherwise': (image) => tf.transpose(map(image), [0, 2, 1, 3]) as Tensor4D,
  'means with axes kept and not': (image) =>
    tf.add(tf.mean(map(image), 3, true), tf.reshape(tf.sum(tokens(image), [1]), [-1, 1, 1, 8])),
  'softmax of channels': (image) => tf.softmax(map(image)) as Tensor4D,
  'products of matrices': (image) => {
    const scores = tf.matMul(tokens(image), tokens(image, 8, 4), false, true);
    return back(tf.matMul(tf.mul(scores, tf.scalar(0.01)), tokens(image), true, false));
  },
};

const traced = async (forward: (image: Tensor4D) => Tensor4D) =>
  trace({ size: SIZE, names: new Map(), forward: (image) => ({ y: forward(image) }) });

const seen = new Set<string>();

test.each(Object.entries(CASES))('%s', async (_name, forward) => {
  const recorded = await traced(forward);
  for (const { kernel } of recorded.nodes) seen.add(kernel);
  const bytes = encodeOnnx(recorded, { name: 'case', producer: { name: 'Taskfield', version: '0' }, metadata: {} });
  const images = randomImages(2, SIZE);
  const [results] = await runOnnx(bytes, [images]);
  const ours = tf.tidy(() => {
    const image = tf.transpose(tf.tensor4d(images.data, images.shape), [0, 2, 3, 1]) as Tensor4D;
    return tf.transpose(forward(image), [0, 3, 1, 2]);
  });
  expect(results!.y!.dims).toEqual(ours.shape);
  expectClose(results!.y!.data, await readTensor(ours), RUNTIME);
  ours.dispose();
});

test('every translation was used', () => {
  expect(Object.keys(TRANSLATIONS).filter((kernel) => !seen.has(kernel))).toEqual([]);
});

test('a trace computes constants alone', async () => {
  const launched = vi.spyOn(gpu().backend.profiler, 'launched');
  await traced((image) => tf.exp(gelu(tf.add(map(image), vector(8)))));
  expect(launched).not.toHaveBeenCalled();
  await traced((image) => tf.mul(image, tf.exp(tf.scalar(1))));
  expect(launched).toHaveBeenCalledTimes(2); // with one image and with two
  launched.mockRestore();
});

test('a trace leaves nothing behind, whether it succeeds or not', async () => {
  const runKernel = tf.engine().runKernel;
  const before = tf.memory().numTensors;
  await traced(CASES.gelu!);
  const faulty = (image: Tensor4D): Tensor4D => {
    gelu(map(image));
    throw new Error('no more');
  };
  await expect(traced(faulty)).rejects.toThrow('no more');
  await expect(traced(() => random([1, 8, 12, 3], 1) as Tensor4D)).rejects.toThrow('"y" does not depend on the image');
  const byBatch = (image: Tensor4D): Tensor4D => (image.shape[0] === 1 ? tf.relu(image) : tf.exp(image));
  await expect(traced(byBatch)).rejects.toThrow('the kernels that run depend on the number of images');
  const folded = (image: Tensor4D): Tensor4D => tf.reshape(image, [1, 1, 1, -1]) as Tensor4D;
  const twice = (image: Tensor4D): Tensor4D => tf.matMul(folded(image), folded(image), true, false) as Tensor4D;
  await expect(traced(twice)).rejects.toThrow('with one image and [1, 1, 576, 576] with two');
  expect(tf.memory().numTensors).toBe(before);
  expect(tf.engine().runKernel).toBe(runKernel);
  expect(gpu().backend.shapesOnly).toBe(false);
});
