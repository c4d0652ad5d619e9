/**
 * The fused renderer against the composed one: forward + backward, paired repetitions in one process. Both render
 * the same planes, fields and positions. At the larger size the gradients of planes, w1 and b1 differ by about 1e-4: one
 * of 2e7 units falls on another side of LeakyReLU's kink (with slope 1, no kink, they agree to 5e-6).
 */
import * as tf from '@tensorflow/tfjs-core';
import { installWebGpu } from '../../src/cli/node-gpu';
import { closeGpu, gpu, openGpu } from '../../src/gpu/device';
import type { Profile } from '../../src/gpu/profiler';
import { readTensors } from '../../src/gpu/read';
import { composedRenderer } from '../../src/model/regularizer/composed';
import { fusedRenderer } from '../../src/model/regularizer/fused';
import type { FieldParameters, Renderer, RenderOptions } from '../../src/model/regularizer/types';
import { randomTensor } from '../helpers/gradcheck';

interface Size {
  readonly name: string;
  readonly batch: number;
  readonly rays: readonly [number, number];
  readonly samples: number;
  readonly channels: number;
  readonly hidden: number;
  readonly repetitions: number;
}

const SIZES: readonly Size[] = [
  { name: 'nano', batch: 2, rays: [24, 32], samples: 8, channels: 16, hidden: 32, repetitions: 15 },
  { name: '28x36', batch: 1, rays: [28, 36], samples: 64, channels: 64, hidden: 64, repetitions: 7 },
];
const HEADS = [
  { id: 'semseg', channels: 40 },
  { id: 'depth', channels: 1 },
  { id: 'normals', channels: 3 },
  { id: 'boundary', channels: 1 },
];
const ROWS = 46; // channels of all heads, and the density

interface Case {
  readonly options: RenderOptions;
  readonly inputs: tf.Tensor[]; // packed planes, w1, b1, w2, b2
  readonly positions: tf.Tensor3D;
  readonly probes: tf.Tensor[];
}

function makeCase({ batch, rays, samples, channels, hidden }: Size): Case {
  const [rows, cols] = rays;
  const count = rows * cols;
  const jitter = tf.randomUniform([batch, count, samples], 0, 1, 'float32', 3);
  const inputs = [
    randomTensor([batch, rows, cols, 3 * channels], 1),
    randomTensor([5 * hidden, channels], 2, 1 / Math.sqrt(channels)),
    randomTensor([5 * hidden], 3, 0.1),
    randomTensor([ROWS, hidden], 4, 1 / Math.sqrt(hidden)),
    randomTensor([ROWS], 5, 0.1),
  ];
  return {
    options: {
      fieldHidden: hidden,
      slope: 0.2,
      rays,
      density: 'own',
      activation: 'softplus-1',
      quadrature: 'midpoint',
      importance: 'interval',
      padding: 'border',
      aggregate: 'sum',
      near: -1,
      far: 1,
      unabsorbed: 'plain',
      zRange: 'metric',
      zNear: 0.5,
      zFar: 10,
      outside: 'zero',
      heads: HEADS,
    },
    inputs,
    positions: tf.tidy(() => tf.sub(tf.mul(tf.add(jitter, tf.range(0, samples)), 2 / samples), 1)) as tf.Tensor3D,
    probes: HEADS.map(({ channels: k }, i) => randomTensor([batch, rows, cols, k], 10 + i)),
  };
}

type Render = (planes: tf.Tensor4D, fields: FieldParameters, positions: tf.Tensor3D) => ReturnType<Renderer['render']>;

function forwardAndBackward(render: Render, { inputs, positions, probes }: Case): tf.Tensor[] {
  const loss = (...given: tf.Tensor[]) => {
    const [planes, w1, b1, w2, b2] = given;
    const { maps } = render(planes as tf.Tensor4D, { w1, b1, w2, b2 } as FieldParameters, positions);
    return tf.addN(HEADS.map(({ id }, i) => tf.sum(tf.mul(maps[id]!, probes[i]!))));
  };
  const { value, grads } = tf.valueAndGrads(loss)(inputs);
  return [value, ...grads];
}

async function run(render: Render, given: Case): Promise<{ milliseconds: number; values: Float32Array[] }> {
  const start = performance.now();
  const results = tf.tidy(() => forwardAndBackward(render, given));
  const values = await readTensors(results);
  const milliseconds = performance.now() - start;
  tf.dispose(results);
  return { milliseconds, values };
}

async function profile(render: Render, given: Case): Promise<Profile> {
  const { profiler } = gpu().backend;
  profiler.begin({ timed: true });
  await run(render, given);
  return profiler.end();
}

function print(name: string, { kernels, launches, bytes }: Profile): void {
  const total = [...kernels.values()].reduce((sum, cost) => sum + cost.milliseconds, 0);
  console.log(
    `  ${name}: ${launches} launches, ${(bytes / 2 ** 20).toFixed(1)} MiB bound, ${total.toFixed(1)} ms in kernels; the slowest:`,
  );
  const rows = [...kernels].toSorted(([, a], [, b]) => b.milliseconds - a.milliseconds).slice(0, 14);
  for (const [kernel, cost] of rows) {
    console.log(
      `    ${kernel.padEnd(34)} ${String(cost.launches).padStart(4)} x  ${cost.milliseconds.toFixed(2).padStart(9)} ms`,
    );
  }
}

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)]!;

function relativeL2(got: Float32Array, want: Float32Array): number {
  const error = got.reduce((sum, value, i) => sum + (value - want[i]!) ** 2, 0);
  return Math.sqrt(error / want.reduce((sum, value) => sum + value ** 2, 0));
}

async function compare(size: Size): Promise<void> {
  const given = makeCase(size);
  const composed = composedRenderer(given.options);
  const paths: Readonly<Record<'fused' | 'composed', Render>> = {
    fused: fusedRenderer(given.options).renderPacked,
    composed(planes, fields, positions) {
      const [xy, xz, yz] = tf.split(planes, 3, 3) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
      return composed.render({ xy, xz, yz }, fields, positions);
    },
  };
  const first = { fused: await run(paths.fused, given), composed: await run(paths.composed, given) };
  const times = { fused: [] as number[], composed: [] as number[] };
  for (let i = 0; i < size.repetitions; i++) {
    for (const name of ['fused', 'composed'] as const) times[name].push((await run(paths[name], given)).milliseconds);
  }
  const ratios = times.composed.map((ms, i) => ms / times.fused[i]!);
  const errors = first.fused.values.map((values, i) => relativeL2(values, first.composed.values[i]!));
  const { name, batch, rays, samples, channels, hidden } = size;
  console.log(
    `${name}: batch ${batch}, rays ${rays.join('x')}, ${samples} samples, ${channels} channels, hidden ${hidden}`,
  );
  console.log(
    `  forward + backward: fused ${median(times.fused).toFixed(1)} ms, composed ${median(times.composed).toFixed(1)} ms;` +
      ` paired ratio median ${median(ratios).toFixed(2)}, least ${sorted(ratios)[0]!.toFixed(2)}`,
  );
  console.log(
    `  first run (pipelines compiled): fused ${first.fused.milliseconds.toFixed(0)} ms, composed ${first.composed.milliseconds.toFixed(0)} ms`,
  );
  console.log(
    `  relative L2 difference of loss and gradients: ${errors.map((error) => error.toExponential(1)).join(', ')}`,
  );
  for (const path of ['fused', 'composed'] as const) print(path, await profile(paths[path], given));
}

export async function bench(): Promise<void> {
  installWebGpu();
  await openGpu();
  for (const size of SIZES) await compare(size);
  closeGpu();
}
