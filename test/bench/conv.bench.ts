/** Our convolution and batch norm against stock tfjs on the same device, GPU time in one process, as ratios. */
import * as tf from '@tensorflow/tfjs-core';
import type { NamedAttrMap, NamedTensorMap, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { installWebGpu } from '../../src/cli/node-gpu';
import { closeGpu, gpu, openGpu } from '../../src/gpu/device';
import { batchNorm } from '../../src/gpu/kernels/batch-norm';
import { conv2d } from '../../src/gpu/kernels/conv2d';
import { readTensor } from '../../src/gpu/read';
import { randomTensor } from '../helpers/gradcheck';

interface Shape {
  readonly name: string;
  readonly x: [number, number, number, number];
  readonly kernel: number;
  readonly out: number;
  readonly stride: number;
}

const SHAPES: readonly Shape[] = [
  { name: '3x3 32-32 at 2x24x32', x: [2, 24, 32, 32], kernel: 3, out: 32, stride: 1 },
  { name: '3x3 32-32 at 2x64x64', x: [2, 64, 64, 32], kernel: 3, out: 32, stride: 1 },
  { name: '3x3 128-128 at 2x16x16', x: [2, 16, 16, 128], kernel: 3, out: 128, stride: 1 },
  { name: '3x3 s2 3-16 at 2x48x64', x: [2, 48, 64, 3], kernel: 3, out: 16, stride: 2 },
  { name: '3x3 s2 32-64 at 2x32x32', x: [2, 32, 32, 32], kernel: 3, out: 64, stride: 2 },
  { name: '1x1 112-32 at 2x24x32', x: [2, 24, 32, 112], kernel: 1, out: 32, stride: 1 },
  { name: '1x1 32-40 at 2x24x32', x: [2, 24, 32, 32], kernel: 1, out: 40, stride: 1 },
];
const REPETITIONS = 9;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** GPU milliseconds by kernel of one run. */
async function timesOf(run: () => Tensor | Tensor[]): Promise<Map<string, number>> {
  const { profiler } = gpu().backend;
  profiler.begin({ timed: true });
  const results = tf.tidy(run);
  await readTensor([results].flat()[0]!);
  const { kernels } = await profiler.end();
  tf.dispose(results);
  return new Map([...kernels].map(([name, cost]) => [name, cost.milliseconds]));
}

type Candidate = readonly [label: string, run: () => Tensor | Tensor[], counted?: (kernel: string) => boolean];

/** Median times of all candidates, their repetitions interleaved. */
async function compare(candidates: readonly Candidate[]): Promise<Map<string, number>> {
  const times = new Map<string, number[]>(candidates.map(([label]) => [label, []]));
  for (let repetition = -1; repetition < REPETITIONS; repetition++) {
    for (const [label, run, counted = () => true] of candidates) {
      const kernels = await timesOf(run);
      const total = [...kernels].filter(([name]) => counted(name)).reduce((sum, [, ms]) => sum + ms, 0);
      if (repetition >= 0) times.get(label)!.push(total); // the first run compiles
    }
  }
  return new Map([...times].map(([label, values]) => [label, median(values)]));
}

function print(name: string, times: Map<string, number>, parts: readonly string[]): void {
  const cells = parts.map((part) => {
    const [stock, own] = [times.get(`stock ${part}`)!, times.get(`own ${part}`)!];
    return `${part} ${(stock / own).toFixed(1)}x (${stock.toFixed(2)} / ${own.toFixed(2)} ms)`;
  });
  console.log(`${name.padEnd(26)} ${cells.join('   ')}`);
}

async function benchConv({ name, x: xShape, kernel, out, stride }: Shape): Promise<void> {
  const x = randomTensor(xShape, 1) as Tensor4D;
  const filter = randomTensor([kernel, kernel, xShape[3], out], 2) as Tensor4D;
  const padding = (kernel - 1) / 2;
  const own = (a: Tensor, f: Tensor): Tensor4D =>
    conv2d({ x: a as Tensor4D, filter: f as Tensor4D }, { stride, padding });
  const dy = randomTensor(own(x, filter).shape, 3) as Tensor4D;
  const pad =
    kernel === 1
      ? 'valid'
      : [
          [0, 0],
          [padding, padding],
          [padding, padding],
          [0, 0],
        ];
  const attrs = {
    strides: [stride, stride],
    pad,
    dataFormat: 'NHWC',
    dilations: [1, 1],
    inputShape: xShape,
    filterShape: filter.shape,
  };
  const stock = (op: string, inputs: Record<string, Tensor>): Tensor =>
    tf.engine().runKernel(op, inputs as NamedTensorMap, attrs as unknown as NamedAttrMap) as Tensor;
  const gradients = (): Tensor[] => tf.grads(own)([x, filter], dy);
  const times = await compare([
    ['stock forward', () => stock('Conv2D', { x, filter })],
    ['own forward', () => own(x, filter)],
    ['stock input', () => stock('Conv2DBackpropInput', { dy, filter })],
    ['own input', gradients, (label) => label === 'conv2d-grad-input'],
    ['stock filter', () => stock('Conv2DBackpropFilter', { x, dy })],
    ['own filter', gradients, (label) => label === 'conv2d-grad-filter' || label === 'sum-parts'],
  ]);
  print(name, times, ['forward', 'input', 'filter']);
}

async function benchNorm(): Promise<void> {
  const x = randomTensor([2, 64, 64, 32], 1) as Tensor4D;
  const vector = (value: number): Tensor1D => tf.fill([32], value) as Tensor1D;
  const [gamma, beta, runningMean, runningVar] = [vector(1), vector(0), vector(0), vector(1)];
  const parts = { x, gamma, beta, runningMean, runningVar, tracked: tf.zeros([]) };
  const own = (v: Tensor): Tensor => batchNorm({ ...parts, x: v }, { training: true, momentum: 0.1, relu: true });
  const stock = (v: Tensor): Tensor => {
    const { mean, variance } = tf.moments(v, [0, 1, 2]);
    return tf.relu(tf.batchNorm(v as Tensor4D, mean as Tensor1D, variance as Tensor1D, beta, gamma, 1e-5));
  };
  const times = await compare([
    ['stock forward', () => stock(x)],
    ['own forward', () => own(x)],
    ['stock both', () => tf.grad(stock)(x, x)],
    ['own both', () => tf.grad(own)(x, x)],
  ]);
  print('BN+ReLU 32 at 2x64x64', times, ['forward', 'both']);
}

export async function bench(): Promise<void> {
  installWebGpu();
  await openGpu();
  console.log('stock / own: how many times faster ours is');
  for (const shape of SHAPES) await benchConv(shape);
  await benchNorm();
  closeGpu();
}
