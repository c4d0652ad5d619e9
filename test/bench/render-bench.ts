/** The renderer alone, three implementations on the same planes, fields and positions, repetitions interleaved. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { conv2d } from '../../src/gpu/kernels/conv2d';
import { readTensors } from '../../src/gpu/read';
import { randomTensor } from '../helpers/gradcheck';
import { reformulatedFlops } from './flops';
import { bytesInUse, costOf, median, medianCost, millisecondsOf, peakBytes, type Cost } from './measure';
import {
  disposeCase,
  forward,
  forwardAndBackward,
  HEADS,
  IMPLEMENTATIONS,
  makeCase,
  renderers,
  type Case,
  type ImplementationName,
  type Render,
  type Size,
} from './render-cases';

export interface RenderRow {
  readonly size: string;
  readonly implementation: ImplementationName;
  readonly forward: Cost;
  readonly both: Cost;
  /** Kept between forward and backward, beyond inputs and maps. */
  readonly storedBytes: number;
  /** The most held at once over forward and backward, beyond the inputs. */
  readonly peakBytes: number;
  /** Relative L2 difference of loss and gradients to the fused renderer's, the largest. */
  readonly difference: number;
  /** This one's time over the fused one's: median of paired repetitions. */
  readonly overFused: { readonly forward: number; readonly both: number };
}

export interface FlopRow {
  readonly size: string;
  /** Of the fused renderer forward + backward, operations counted as reformulated. */
  readonly fused: number;
  /** Of the best 512x512x512 product in the same repetitions. */
  readonly product: number;
  /** Median of the paired quotients. */
  readonly ratio: number;
}

const FLOP_SIZE = '14x18-128';
const EDGE = 512;

async function finish(tensors: tf.Tensor[]): Promise<Float32Array[]> {
  const values = await readTensors(tensors);
  tf.dispose(tensors);
  return values;
}

function storedBytes(name: ImplementationName, render: Render, given: Case): { bytes: number; results: tf.Tensor[] } {
  const before = bytesInUse();
  let bytes = 0;
  const results = forwardAndBackward(name, render, given, (maps) => {
    bytes = bytesInUse() - before - maps.reduce((sum, { size }) => sum + 4 * size, 0);
  });
  return { bytes, results };
}

function largestDifference(got: readonly Float32Array[], want: readonly Float32Array[]): number {
  const errors = got.map((values, i) => {
    const error = values.reduce((sum, value, k) => sum + (value - want[i]![k]!) ** 2, 0);
    return Math.sqrt(error / want[i]!.reduce((sum, value) => sum + value ** 2, 0));
  });
  return Math.max(...errors);
}

/** Our ways to multiply two 512x512 matrices. */
function products(): (() => tf.Tensor)[] {
  const a = randomTensor([EDGE, EDGE], 1) as tf.Tensor2D;
  const b = randomTensor([EDGE, EDGE], 2) as tf.Tensor2D;
  const x = tf.reshape(a, [1, 16, EDGE / 16, EDGE]) as Tensor4D;
  const filter = tf.reshape(b, [1, 1, EDGE, EDGE]) as Tensor4D;
  return [() => tf.matMul(a, b), () => conv2d({ x, filter }, { stride: 1, padding: 0 })];
}

interface Taken {
  readonly forward: Cost[];
  readonly both: Cost[];
}

const ratioOf = (own: readonly Cost[], fused: readonly Cost[]): number =>
  median(own.map((cost, i) => millisecondsOf(cost) / millisecondsOf(fused[i]!)));

async function bestProduct(candidates: readonly (() => tf.Tensor)[]): Promise<number> {
  const times: number[] = [];
  for (const run of candidates) {
    const cost = await costOf(async () => {
      await finish([tf.tidy(run)]);
    });
    times.push(millisecondsOf(cost));
  }
  return (2 * EDGE ** 3) / Math.min(...times) / 1e6;
}

async function repeat(given: Case, { repetitions }: Size, each: () => Promise<void>): Promise<Record<string, Taken>> {
  const paths = renderers(given);
  const taken: Record<string, Taken> = Object.fromEntries(
    IMPLEMENTATIONS.map((name) => [name, { forward: [], both: [] }]),
  );
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const name of IMPLEMENTATIONS) {
      const render = paths[name];
      const ahead = async (): Promise<void> => void (await finish(forward(name, render, given)));
      const both = async (): Promise<void> => void (await finish(forwardAndBackward(name, render, given)));
      taken[name]!.forward.push(await costOf(ahead));
      taken[name]!.both.push(await costOf(both));
    }
    await each();
  }
  return taken;
}

export async function benchSize(
  size: Size,
  repetitions: number,
): Promise<{ rows: RenderRow[]; flops: FlopRow | undefined }> {
  const given = makeCase(size);
  const paths = renderers(given);
  const firsts: { bytes: number; values: Float32Array[]; peak: number }[] = [];
  for (const name of IMPLEMENTATIONS) {
    const { bytes, results } = storedBytes(name, paths[name], given); // compiles, too
    const values = await finish(results);
    const again = async (): Promise<void> => void (await finish(forwardAndBackward(name, paths[name], given)));
    firsts.push({ bytes, values, peak: await peakBytes(again) });
  }
  const candidates = size.name === FLOP_SIZE ? products() : [];
  for (const run of candidates) await finish([tf.tidy(run)]);
  const rates: number[] = [];
  const taken = await repeat(given, { ...size, repetitions }, async () => {
    if (candidates.length > 0) rates.push(await bestProduct(candidates));
  });
  disposeCase(given);
  const fused = taken.fused!;
  const rows = IMPLEMENTATIONS.map((implementation, i): RenderRow => {
    const own = taken[implementation]!;
    return {
      size: size.name,
      implementation,
      forward: medianCost(own.forward),
      both: medianCost(own.both),
      storedBytes: firsts[i]!.bytes,
      peakBytes: firsts[i]!.peak,
      difference: largestDifference(firsts[i]!.values, firsts.at(-1)!.values),
      overFused: { forward: ratioOf(own.forward, fused.forward), both: ratioOf(own.both, fused.both) },
    };
  });
  return { rows, flops: rates.length > 0 ? flopRow(size, fused.both, rates) : undefined };
}

function flopRow(size: Size, costs: readonly Cost[], products: readonly number[]): FlopRow {
  const count = reformulatedFlops({ ...size, heads: HEADS.map(({ channels }) => channels) });
  const rates = costs.map((cost) => (count.forward + count.backward) / millisecondsOf(cost) / 1e6);
  return {
    size: size.name,
    fused: median(rates),
    product: median(products),
    ratio: median(rates.map((rate, i) => rate / products[i]!)),
  };
}
