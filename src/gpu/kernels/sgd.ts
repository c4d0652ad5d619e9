/** One step of gradient descent with momentum of many tensors laid end to end, in place. shaders/sgd.wgsl. */
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import type { AdamTensors } from './adam';

const kernel = defineKernel('sgd', { volatileUniforms: true });

/** As Adam's, in blocks of ADAM_BLOCK; parameter and m are written. */
export type SgdTensors = Omit<AdamTensors, 'v'>;

export interface SgdNumbers {
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  /** Coupled: added to the gradient, as torch.optim.SGD. */
  readonly weightDecay: number;
  readonly turn: number;
}

export function sgdUpdate(tensors: SgdTensors, numbers: SgdNumbers): void {
  const { learningRate, momentum, nesterov, weightDecay, turn } = numbers;
  const blocks = tensors.turns.shape[0]!;
  kernel.run({
    inputs: { ...tensors },
    uniforms: { blocks, turn, rate: learningRate, momentum, decay: weightDecay, nesterov: Number(nesterov) },
    groups: linearGroups(blocks, 1),
  });
}
