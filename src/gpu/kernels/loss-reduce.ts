/**
 * defineLoss: a per-pixel loss from its two row kernels and the common ordered reduction. shaders/loss-reduce.wgsl.
 * Labels are float32 maps in which 255 marks an ignored pixel, in every task; without any valid pixel a loss is 0.
 */
import type { Scalar, Tensor, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel, type Kernel } from '../kernel';
import { asTensor, defineOp, release } from '../op';

/** How the two sums of a loss are weighed: first by w, second by 1 - w; 'automatic' is w = n_neg / n_valid. */
export type Balance = number | 'automatic';

const MAX_THREADS = 16384; // 64 partial sums for each thread of the reduction

const reduce = defineKernel('loss-reduce');

/**
 * The loss of a batch from each thread's sums.
 * @param partials [threads, 4]: first, second, negatives, valid
 * @returns the loss [] and its scale [2], what one unit of either sum adds to it
 */
export function reduceLoss(partials: TensorInfo, balance: Balance): { loss: TensorInfo; scale: TensorInfo } {
  const automatic = balance === 'automatic';
  const { loss, scale } = reduce.run({
    inputs: { partials },
    outputs: { loss: { shape: [] }, scale: { shape: [2] } },
    uniforms: { count: partials.shape[0]!, weight: automatic ? 0 : balance, automatic: automatic ? 1 : 0 },
    groups: [1],
  });
  return { loss: loss!, scale: scale! };
}

interface LossSpec<A extends object> {
  readonly name: string;
  readonly forward: Kernel;
  readonly backward: Kernel;
  /** Uniforms that both kernels have besides their sizes. */
  uniforms?(prediction: TensorInfo, attrs: A): Record<string, number>;
  balance(attrs: A): Balance;
  /** Channels that a prediction must have and its label has; absent: any, and a label of one channel. */
  readonly channels?: number;
}

export type Loss<A extends object> = (prediction: Tensor4D, label: Tensor, attrs: A) => Scalar;

function checkShapes(
  { name, channels }: { name: string; channels?: number },
  prediction: Tensor4D,
  label: Tensor,
): void {
  const [batch, height, width, have] = prediction.shape;
  const labelled = batch * height * width * (channels ?? 1);
  if (channels !== undefined && have !== channels) {
    throw new Error(`${name}: the prediction is [${prediction.shape.join(', ')}]; its last axis must be ${channels}`);
  }
  if (label.size !== labelled || label.dtype !== 'float32') {
    throw new Error(
      `${name}: the label is ${label.dtype} [${label.shape.join(', ')}]; a prediction of [${prediction.shape.join(', ')}] needs float32 and ${labelled} values: resize the prediction first`,
    );
  }
}

/** Two launches forward, one backward; the gradient goes to the prediction only. */
export function defineLoss<A extends object>(spec: LossSpec<A>): Loss<A> {
  const pixelsOf = ({ shape }: TensorInfo): number => shape[0]! * shape[1]! * shape[2]!;
  const op = defineOp<A>({
    name: spec.name,
    forward({ prediction, label }, attrs) {
      const pixels = pixelsOf(prediction!);
      const threads = Math.min(pixels, MAX_THREADS);
      const { partials } = spec.forward.run({
        inputs: { prediction: prediction!, label: label! },
        outputs: { partials: { shape: [threads, 4] } },
        uniforms: { pixels, threads, ...spec.uniforms?.(prediction!, attrs) },
        groups: linearGroups(threads, 64),
      });
      const { loss, scale } = reduceLoss(partials!, spec.balance(attrs));
      release(partials!);
      return [loss, scale];
    },
    saveInputs: ['prediction', 'label'],
    saveOutputs: [false, true],
    gradient([dy], [prediction, label, scale], attrs) {
      const pixels = pixelsOf(prediction!);
      const { dx } = spec.backward.run({
        inputs: { prediction: prediction!, label: label!, scale: scale!, dy: dy! },
        outputs: { dx: { shape: prediction!.shape } },
        uniforms: { pixels, ...spec.uniforms?.(prediction!, attrs) },
        groups: linearGroups(pixels, 64),
      });
      return { prediction: asTensor(dx!) };
    },
  });
  return (prediction, label, attrs) => {
    checkShapes(spec, prediction, label);
    const [loss, scale] = op({ prediction, label }, attrs);
    scale!.dispose(); // the tape holds a clone of it
    return loss as Scalar;
  };
}
