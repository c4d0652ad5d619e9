/**
 * Batch norm over all but the last axis, with a residual and its ReLU, two launches forward and two backward; the
 * running statistics are moved in place. shaders/batch-norm*.wgsl.
 */
import type { Tensor, Tensor1D, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp, release } from '../op';
import { takeApart } from '../stack';
import { columnChunks } from './sum-parts';

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

type OpAttrs = Required<BatchNormAttrs> & { readonly hasResidual: boolean };
type Named = Readonly<Record<string, TensorInfo>>;

const LANES = 64;
const statisticsKernel = defineKernel('batch-norm-statistics');
const applyKernel = defineKernel('batch-norm');
const gradSumsKernel = defineKernel('batch-norm-grad-sums');
const gradKernel = defineKernel('batch-norm-grad');

function sizesOf({ shape }: TensorInfo) {
  const size = shape.reduce((a, b) => a * b, 1);
  const channels = shape.at(-1) ?? 1;
  const positions = size / channels;
  return { channels, positions, ...columnChunks(positions) };
}

/** [chunks + 1, 2, channels] with the last row still open; in evaluation only that row. */
function chunkStatistics({ x, tracked }: Named): TensorInfo {
  const { channels, positions, chunks, perChunk } = sizesOf(x!);
  const counters = tracked!.shape.reduce((a, b) => a * b, 1);
  if (counters > channels) throw new Error(`batch norm: ${counters} counters for ${channels} channels`);
  return statisticsKernel.run({
    inputs: { x: x!, tracked: tracked! },
    outputs: { parts: { shape: [chunks + 1, 2, channels] } },
    uniforms: { positions, channels, chunks, perChunk, counters },
    groups: linearGroups(chunks * channels, LANES),
  }).parts!;
}

function checkShapes(inputs: Named, { training }: OpAttrs): void {
  const { shape } = inputs.x!;
  const { channels, positions } = sizesOf(inputs.x!);
  for (const name of ['gamma', 'beta', 'runningMean', 'runningVar']) {
    const given = inputs[name]!.shape;
    if (given.join() !== String(channels)) {
      throw new Error(`batch norm: ${name} is [${given.join(', ')}]; it must be [${channels}], the channels of x`);
    }
  }
  if (inputs.residual && inputs.residual.shape.join() !== shape.join())
    throw new Error(`batch norm: the residual is [${inputs.residual.shape.join(', ')}]; x is [${shape.join(', ')}]`);
  if (training && positions < 2) {
    throw new Error(
      `batch norm of [${shape.join(', ')}] in training: each channel needs at least 2 values for a variance`,
    );
  }
}

function forward(inputs: Named, attrs: OpAttrs): TensorInfo[] {
  checkShapes(inputs, attrs);
  const { training, relu, momentum, epsilon, hasResidual } = attrs;
  const { x, gamma, beta, runningMean, runningVar, residual } = inputs as Record<string, TensorInfo>;
  const { channels, positions, chunks, perChunk } = sizesOf(x!);
  const norm = { gamma: gamma!, beta: beta!, runningMean: runningMean!, runningVar: runningVar! };
  const known = training ? chunkStatistics(inputs) : undefined;
  const outputs = { y: { shape: x!.shape }, ...(!known && { parts: { shape: [1, 2, channels] } }) };
  const made = applyKernel.run({
    inputs: { x: x!, ...norm, residual: residual ?? x!, ...(known && { parts: known }) },
    outputs,
    uniforms: {
      positions,
      channels,
      perChunk,
      momentum,
      epsilon,
      chunks: training ? chunks : 0,
      relu: Number(relu),
      hasResidual: Number(hasResidual),
    },
    groups: linearGroups(chunks * channels, LANES),
  });
  return [made.y!, known ?? made.parts!];
}

/** g and its sums by chunk: [chunks, 2, channels]. */
function maskedSums(dy: Tensor, [x, , statistics, y]: readonly Tensor[], attrs: OpAttrs) {
  const { channels, positions, chunks, perChunk } = sizesOf(x!);
  const { relu, hasResidual, epsilon, training } = attrs;
  const made = gradSumsKernel.run({
    inputs: { x: x!, dy, y: y ?? x!, statistics: statistics! },
    outputs: { parts: { shape: [chunks, 2, channels] }, dResidual: { shape: hasResidual ? x!.shape : [1] } },
    uniforms: {
      positions,
      channels,
      chunks,
      perChunk,
      epsilon,
      row: training ? chunks : 0,
      relu: Number(relu),
      hasResidual: Number(hasResidual),
    },
    groups: linearGroups(chunks * channels, LANES),
  });
  if (hasResidual) return { parts: made.parts!, dResidual: asTensor(made.dResidual!) };
  release(made.dResidual!);
  return { parts: made.parts! };
}

function gradient(dy: Tensor, saved: readonly Tensor[], attrs: OpAttrs): Record<string, Tensor> {
  const [x, gamma, statistics, y] = saved as [Tensor, Tensor, Tensor, Tensor?];
  const { channels, positions, chunks, perChunk } = sizesOf(x);
  const { relu, hasResidual, epsilon, training } = attrs;
  const { parts, dResidual } = maskedSums(dy, saved, attrs);
  const { dx, dAffine } = gradKernel.run({
    inputs: { x, dy: dResidual ?? dy, y: y ?? x, statistics, gamma, parts },
    outputs: { dx: { shape: x.shape }, dAffine: { shape: [2, channels] } },
    uniforms: {
      positions,
      channels,
      chunks,
      perChunk,
      epsilon,
      row: training ? chunks : 0,
      relu: Number(relu && !hasResidual), // the residual's gradient is masked already
      perPosition: training ? 1 / positions : 0,
    },
    groups: linearGroups(chunks * channels, LANES),
  });
  release(parts);
  const [dGamma, dBeta] = takeApart(dAffine!, [[channels], [channels]]) as [Tensor, Tensor];
  return { x: asTensor(dx!), gamma: dGamma, beta: dBeta, ...(dResidual && { residual: dResidual }) };
}

/** Two ops: the ReLU's mask is read off y, which a norm without one need not keep. */
const define = (relu: boolean) =>
  // The running statistics have no gradient: asking for one is an error of tfjs's tape.
  defineOp<OpAttrs>({
    name: relu ? 'TfBatchNormRelu' : 'TfBatchNorm',
    forward: (inputs, attrs) => forward(inputs, attrs).toReversed(),
    saveInputs: ['x', 'gamma'],
    saveOutputs: [true, relu],
    gradient: ([, dy], saved, attrs) => gradient(dy!, saved, attrs),
  });

const plainOp = define(false);
const reluOp = define(true);

export interface BatchNormInputs<T extends Tensor> {
  /** [..., channels] */
  readonly x: T;
  /** [channels] */
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
  /** [channels], written in place in training */
  readonly runningMean: Tensor1D;
  readonly runningVar: Tensor1D;
  /** Any shape of at most `channels` counters, each one more after each batch in training */
  readonly tracked: Tensor;
  /** As x; added before the ReLU. */
  readonly residual?: T;
}

/** @returns the shape of x */
export function batchNorm<T extends Tensor>(inputs: BatchNormInputs<T>, attrs: BatchNormAttrs): T {
  const { residual, ...others } = inputs;
  const all = { epsilon: 1e-5, relu: false, ...attrs, hasResidual: residual !== undefined };
  return (all.relu ? reluOp : plainOp)(residual ? { ...others, residual } : { ...others }, all)[1] as T;
}
