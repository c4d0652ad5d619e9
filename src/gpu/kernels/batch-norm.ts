/**
 * Batch norm over all but the last axis, with its ReLU, three launches forward and three backward; the running
 * statistics are moved in place. shaders/batch-norm*.wgsl.
 */
import type { Tensor, Tensor1D, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp, release } from '../op';
import { columnChunks, sumParts } from './sum-parts';

export interface BatchNormAttrs {
  /** Normalise by the batch and move the running statistics; else normalise by those. */
  readonly training: boolean;
  /** Weight of the new batch in the running statistics, as in PyTorch. */
  readonly momentum: number;
  /** Default 1e-5. */
  readonly epsilon?: number;
  /** Rectify the result in the same launch. Default false. */
  readonly relu?: boolean;
}

type OpAttrs = Required<BatchNormAttrs>;
type Named = Readonly<Record<string, TensorInfo>>;

const LANES = 64;
const statisticsKernel = defineKernel('batch-norm-statistics');
const combineKernel = defineKernel('batch-norm-combine');
const applyKernel = defineKernel('batch-norm');
const gradSumsKernel = defineKernel('batch-norm-grad-sums');
const gradKernel = defineKernel('batch-norm-grad');

function sizesOf({ shape }: TensorInfo): { size: number; channels: number; positions: number } {
  const size = shape.reduce((a, b) => a * b, 1);
  const channels = shape.at(-1) ?? 1;
  return { size, channels, positions: size / channels };
}

function statisticsOf({ x, runningMean, runningVar, tracked }: Named, { training, momentum }: OpAttrs): TensorInfo {
  const { channels, positions } = sizesOf(x!);
  const { chunks, perChunk } = training ? columnChunks(positions) : { chunks: 0, perChunk: 0 };
  const uniforms = { positions, channels, chunks, perChunk };
  const { parts } = training
    ? statisticsKernel.run({
        inputs: { x: x! },
        outputs: { parts: { shape: [chunks, 2, channels] } },
        uniforms,
        groups: linearGroups(chunks * channels, LANES),
      })
    : { parts: x! };
  const { statistics } = combineKernel.run({
    inputs: { parts: parts!, runningMean: runningMean!, runningVar: runningVar!, tracked: tracked! },
    outputs: { statistics: { shape: [2, channels] } },
    uniforms: { ...uniforms, momentum },
    groups: [Math.ceil(channels / LANES)],
  });
  if (training) release(parts!);
  return statistics!;
}

function forward(inputs: Named, attrs: OpAttrs): TensorInfo[] {
  const { x, gamma, beta } = inputs;
  const { size, channels, positions } = sizesOf(x!);
  for (const name of ['gamma', 'beta', 'runningMean', 'runningVar']) {
    const { shape } = inputs[name]!;
    if (shape.join() !== String(channels)) {
      throw new Error(`batch norm: ${name} is [${shape.join(', ')}]; it must be [${channels}], the channels of x`);
    }
  }
  if (attrs.training && positions < 2) {
    throw new Error(
      `batch norm of [${x!.shape.join(', ')}] in training: each channel needs at least 2 values for a variance`,
    );
  }
  const statistics = statisticsOf(inputs, attrs);
  const { y } = applyKernel.run({
    inputs: { x: x!, statistics, gamma: gamma!, beta: beta! },
    outputs: { y: { shape: x!.shape } },
    uniforms: { size, channels, relu: Number(attrs.relu), epsilon: attrs.epsilon },
    groups: linearGroups(size, LANES),
  });
  return [y!, statistics];
}

function gradient(dy: Tensor, saved: readonly Tensor[], { relu, epsilon, training }: OpAttrs): Record<string, Tensor> {
  const [x, gamma, beta, statistics] = saved as [Tensor, Tensor, Tensor, Tensor];
  const { size, channels, positions } = sizesOf(x);
  const { chunks, perChunk } = columnChunks(positions);
  const shared = { channels, relu: Number(relu), epsilon };
  const inputs = { x, dy, statistics, gamma, beta };
  const { parts } = gradSumsKernel.run({
    inputs,
    outputs: { parts: { shape: [chunks, 2, channels] } },
    uniforms: { ...shared, positions, chunks, perChunk },
    groups: linearGroups(chunks * channels, LANES),
  });
  const [dGamma, dBeta] = sumParts(parts!, chunks, [[channels], [channels]]) as [Tensor, Tensor];
  const { dx } = gradKernel.run({
    inputs: { ...inputs, dGamma, dBeta },
    outputs: { dx: { shape: x.shape } },
    uniforms: { ...shared, size, perPosition: training ? 1 / positions : 0 },
    groups: linearGroups(size, LANES),
  });
  return { x: asTensor(dx!), gamma: dGamma, beta: dBeta };
}

// The running statistics have no gradient: asking for one is an error of tfjs's tape.
const op = defineOp<OpAttrs>({
  name: 'TfBatchNorm',
  forward,
  saveInputs: ['x', 'gamma', 'beta'],
  saveOutputs: [false, true],
  gradient: ([dy], saved, attrs) => gradient(dy!, saved, attrs),
});

export interface BatchNormInputs<T extends Tensor> {
  /** [..., channels] */
  readonly x: T;
  /** [channels] */
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
  /** [channels], written in place in training */
  readonly runningMean: Tensor1D;
  readonly runningVar: Tensor1D;
  /** [], one more after each batch in training */
  readonly tracked: Tensor;
}

/** @returns the shape of x */
export function batchNorm<T extends Tensor>(inputs: BatchNormInputs<T>, attrs: BatchNormAttrs): T {
  return op({ ...inputs }, { epsilon: 1e-5, relu: false, ...attrs })[0] as T;
}
