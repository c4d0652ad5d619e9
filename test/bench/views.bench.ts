/**
 * Rays of other cameras (paper Eq. 3): the kernels against the composed renderer, forward + backward, paired repetitions
 * in one process. Both render the depth head alone, at the same positions of the same view.
 */
import * as tf from '@tensorflow/tfjs-core';
import { installWebGpu } from '../../src/cli/node-gpu';
import { PRESETS } from '../../src/config/presets';
import { closeGpu, gpu, openGpu } from '../../src/gpu/device';
import type { Profile } from '../../src/gpu/profiler';
import { readTensors } from '../../src/gpu/read';
import { composedRenderer } from '../../src/model/regularizer/composed';
import { FreeRenderer } from '../../src/model/regularizer/free-fused';
import { headSubset } from '../../src/model/regularizer/head-subset';
import type { FieldParameters, Renderer, RenderOptions, TriPlane } from '../../src/model/regularizer/types';
import { randomTensor } from '../helpers/gradcheck';
import { ASIDE } from '../helpers/views';

interface Size {
  readonly rays: readonly [number, number];
  readonly samples: number;
  readonly channels: number;
  readonly hidden: number;
  readonly repetitions: number;
}

const SIZES: readonly Size[] = [
  { rays: [28, 36], samples: 32, channels: 32, hidden: 32, repetitions: 9 },
  { rays: [28, 36], samples: 64, channels: 64, hidden: 64, repetitions: 5 },
];
const HEADS = [
  { id: 'semseg', channels: 40 },
  { id: 'depth', channels: 1 },
  { id: 'normals', channels: 3 },
  { id: 'boundary', channels: 1 },
];
const NAMES = ['free', 'composed'] as const;

function makeCase({ rays, samples, channels, hidden }: Size) {
  const options: RenderOptions = {
    ...PRESETS.nano.regularizer,
    rays,
    fieldHidden: hidden,
    heads: HEADS,
    outside: 'border',
  };
  const [rows, cols] = rays;
  const jitter = tf.randomUniform([1, rows * cols, samples], 0, 1, 'float32', 3);
  const plane = (seed: number): tf.Tensor => randomTensor([1, rows, cols, channels], seed);
  const inputs = [
    ...[1, 2, 3].map(plane),
    randomTensor([5 * hidden, channels], 4, 1 / Math.sqrt(channels)),
    randomTensor([5 * hidden], 5, 0.1),
    randomTensor([46, hidden], 6, 1 / Math.sqrt(hidden)),
    randomTensor([46], 7, 0.1),
  ];
  const t: tf.Tensor3D = tf.tidy(() => tf.sub(tf.mul(tf.add(jitter, tf.range(0, samples)), 2 / samples), 1));
  return { options, inputs, t, probe: randomTensor([1, rows, cols, 1], 8) };
}

type Case = ReturnType<typeof makeCase>;

function depthOf({ options, t }: Case, name: (typeof NAMES)[number], given: readonly tf.Tensor[]): tf.Tensor {
  const [xy, xz, yz, w1, b1, w2, b2] = given;
  const subset = headSubset(options, { w1, b1, w2, b2 } as FieldParameters, ['depth']);
  const renderer: Renderer = name === 'free' ? new FreeRenderer(subset.options) : composedRenderer(subset.options);
  return renderer.render({ xy, xz, yz } as TriPlane, subset.fields, t, [ASIDE]).maps.depth!;
}

async function run(given: Case, name: (typeof NAMES)[number], backward: boolean): Promise<number> {
  const start = performance.now();
  const results = tf.tidy(() => {
    const loss = (...x: tf.Tensor[]): tf.Scalar => tf.sum(tf.mul(depthOf(given, name, x), given.probe));
    if (!backward) return [loss(...given.inputs)];
    const { value, grads } = tf.valueAndGrads(loss)(given.inputs);
    return [value, ...grads];
  });
  await readTensors(results);
  tf.dispose(results);
  return performance.now() - start;
}

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)]!;

function print(name: string, { kernels, launches, bytes }: Profile): void {
  const total = [...kernels.values()].reduce((sum, cost) => sum + cost.milliseconds, 0);
  console.log(
    `  ${name}: ${launches} launches, ${(bytes / 2 ** 20).toFixed(1)} MiB bound, ${total.toFixed(1)} ms in kernels:`,
  );
  for (const [kernel, cost] of [...kernels].toSorted(([, a], [, b]) => b.milliseconds - a.milliseconds).slice(0, 12))
    console.log(`    ${kernel.padEnd(34)} ${cost.launches} x ${cost.milliseconds.toFixed(2)} ms`);
}

async function compare(size: Size): Promise<void> {
  const given = makeCase(size);
  const { rays, samples, channels, hidden } = size;
  console.log(`rays ${rays.join('x')}, ${samples} samples, ${channels} channels, hidden ${hidden}, depth alone`);
  for (const backward of [false, true]) {
    const times = { free: [] as number[], composed: [] as number[] };
    for (let i = -1; i < size.repetitions; i++) {
      for (const name of NAMES) {
        const milliseconds = await run(given, name, backward);
        if (i >= 0) times[name].push(milliseconds); // the first run compiles
      }
    }
    const ratios = times.composed.map((ms, i) => ms / times.free[i]!);
    console.log(
      `  ${backward ? 'forward + backward' : 'forward'}: free ${median(times.free).toFixed(1)} ms, composed ${median(times.composed).toFixed(1)} ms; paired ratio median ${median(ratios).toFixed(2)}, least ${sorted(ratios)[0]!.toFixed(2)}`,
    );
  }
  for (const name of NAMES) {
    const { profiler } = gpu().backend;
    profiler.begin({ timed: true });
    await run(given, name, true);
    print(name, await profiler.end());
  }
}

export async function bench(): Promise<void> {
  installWebGpu();
  await openGpu();
  for (const size of SIZES) await compare(size);
  closeGpu();
}
