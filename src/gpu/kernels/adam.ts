/** One Adam update of many tensors laid end to end, in place. shaders/adam.wgsl. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';

/** Numbers in a block; each tensor starts at one and a workgroup updates one. */
export const ADAM_BLOCK = 256;

const kernel = defineKernel('adam', { volatileUniforms: true });

export interface AdamTensors {
  /** [blocks * ADAM_BLOCK] each; the first three are written. */
  readonly parameter: TensorInfo;
  readonly m: TensorInfo;
  readonly v: TensorInfo;
  readonly gradient: TensorInfo;
  /** [blocks]: in which turn a block is updated; -1 = in none. */
  readonly turns: TensorInfo;
  /** [1]: factor of the gradient. */
  readonly scale: TensorInfo;
}

export interface AdamNumbers {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Coupled: added to the gradient, as torch.optim.Adam. */
  readonly weightDecay: number;
  /** How many updates the blocks of this turn have seen, this one included. */
  readonly step: number;
  readonly turn: number;
}

export function adamUpdate(tensors: AdamTensors, numbers: AdamNumbers): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay, step, turn } = numbers;
  const blocks = tensors.turns.shape[0]!;
  kernel.run({
    inputs: { ...tensors },
    uniforms: {
      blocks,
      turn,
      step_size: learningRate / (1 - beta1 ** step),
      inverse_root: 1 / Math.sqrt(1 - beta2 ** step),
      beta1,
      rest1: 1 - beta1,
      beta2,
      rest2: 1 - beta2,
      epsilon,
      decay: weightDecay,
    },
    groups: linearGroups(blocks, 1),
  });
}
