/** What the renderer's bench runs: sizes, made-up inputs, and the three implementations behind one signature. */
import * as tf from '@tensorflow/tfjs-core';
import { composedRenderer } from '../../src/model/regularizer/composed';
import { fusedRenderer } from '../../src/model/regularizer/fused';
import type { FieldParameters, RenderOptions } from '../../src/model/regularizer/types';
import { randomTensor } from '../helpers/gradcheck';
import { SMALL_OPTIONS } from '../helpers/regularizer-random';
import { withStockProducts } from './measure';
import { plainRender } from './plain-renderer';

export interface Size {
  readonly name: string;
  readonly batch: number;
  readonly rays: readonly [number, number];
  readonly samples: number;
  readonly channels: number;
  readonly hidden: number;
  readonly repetitions: number;
  /** Only on demand: minutes on a software adapter. */
  readonly large?: boolean;
}

const PAPER = { channels: 64, hidden: 64 };

export const SIZES: readonly Size[] = [
  { name: '14x18-128', batch: 1, rays: [14, 18], samples: 128, ...PAPER, repetitions: 5 },
  { name: '28x36-32', batch: 1, rays: [28, 36], samples: 32, ...PAPER, repetitions: 5 },
  { name: '28x36-64', batch: 1, rays: [28, 36], samples: 64, ...PAPER, repetitions: 5 },
  { name: '28x36-32-batch4', batch: 4, rays: [28, 36], samples: 32, ...PAPER, repetitions: 3 },
  { name: '56x72-128', batch: 1, rays: [56, 72], samples: 128, ...PAPER, repetitions: 1, large: true },
  { name: '56x72-128-batch4', batch: 4, rays: [56, 72], samples: 128, ...PAPER, repetitions: 1, large: true },
];

export const HEADS = [
  { id: 'semseg', channels: 40 },
  { id: 'depth', channels: 1 },
  { id: 'normals', channels: 3 },
  { id: 'boundary', channels: 1 },
];
const ROWS = 46; // channels of all heads, and the density

export interface Case {
  readonly options: RenderOptions;
  /** Planes side by side [B, H, W, 3C], then w1, b1, w2, b2. */
  readonly inputs: tf.Tensor[];
  readonly positions: tf.Tensor3D;
  readonly probes: tf.Tensor[];
}

export function makeCase({ batch, rays, samples, channels, hidden }: Size): Case {
  const [rows, cols] = rays;
  const jitter = tf.randomUniform([batch, rows * cols, samples], 0, 1, 'float32', 3);
  return {
    options: { ...SMALL_OPTIONS, fieldHidden: hidden, rays, heads: HEADS },
    inputs: [
      randomTensor([batch, rows, cols, 3 * channels], 1),
      randomTensor([5 * hidden, channels], 2, 1 / Math.sqrt(channels)),
      randomTensor([5 * hidden], 3, 0.1),
      randomTensor([ROWS, hidden], 4, 1 / Math.sqrt(hidden)),
      randomTensor([ROWS], 5, 0.1),
    ],
    positions: tf.tidy(() => tf.sub(tf.mul(tf.add(jitter, tf.range(0, samples)), 2 / samples), 1)) as tf.Tensor3D,
    probes: HEADS.map(({ channels: k }, i) => randomTensor([batch, rows, cols, k], 10 + i)),
  };
}

export function disposeCase({ inputs, positions, probes }: Case): void {
  tf.dispose([...inputs, positions, ...probes]);
}

export const IMPLEMENTATIONS = ['plain', 'composed', 'fused'] as const;
export type ImplementationName = (typeof IMPLEMENTATIONS)[number];

/** From packed planes and fields to maps in the order of the heads. */
export type Render = (inputs: readonly tf.Tensor[]) => tf.Tensor4D[];

const fieldsOf = ([, w1, b1, w2, b2]: readonly tf.Tensor[]): FieldParameters => ({ w1, b1, w2, b2 }) as FieldParameters;

/** Stock tfjs; stock tfjs with our sampling and compositing kernels; the fused kernels. */
export function renderers({ options, positions }: Case): Record<ImplementationName, Render> {
  const composed = composedRenderer(options);
  const fused = fusedRenderer(options);
  const planesOf = (packed: tf.Tensor | undefined) => {
    const [xy, xz, yz] = tf.split(packed as tf.Tensor4D, 3, 3) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    return { xy, xz, yz };
  };
  const inOrder = (maps: Readonly<Record<string, tf.Tensor4D>>): tf.Tensor4D[] => HEADS.map(({ id }) => maps[id]!);
  return {
    plain: (inputs) =>
      inOrder(plainRender({ planes: planesOf(inputs[0]), fields: fieldsOf(inputs), t: positions }, options)),
    composed: (inputs) => inOrder(composed.render(planesOf(inputs[0]), fieldsOf(inputs), positions).maps),
    fused: (inputs) => inOrder(fused.renderPacked(inputs[0] as tf.Tensor4D, fieldsOf(inputs), positions).maps),
  };
}

/** @returns the maps */
export function forward(name: ImplementationName, render: Render, { inputs }: Case): tf.Tensor[] {
  const work = (): tf.Tensor[] => tf.tidy(() => render(inputs));
  return name === 'plain' ? withStockProducts(work) : work();
}

/**
 * @param afterForward called when the forward pass is recorded, with its maps: only they and what the gradient keeps
 *   are alive beyond the inputs
 * @returns loss and gradients
 */
export function forwardAndBackward(
  name: ImplementationName,
  render: Render,
  { inputs, probes }: Case,
  afterForward?: (maps: readonly tf.Tensor[]) => void,
): tf.Tensor[] {
  const loss = (...given: tf.Tensor[]): tf.Scalar => {
    const maps = tf.tidy(() => render(given));
    afterForward?.(maps);
    return tf.addN(maps.map((map, i) => tf.sum(tf.mul(map, probes[i]!))));
  };
  const work = (): tf.Tensor[] =>
    tf.tidy(() => {
      const { value, grads } = tf.valueAndGrads(loss)(inputs);
      return [value, ...grads];
    });
  return name === 'plain' ? withStockProducts(work) : work();
}
