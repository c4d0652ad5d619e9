/** Weighted sum of the samples of each ray. shaders/ray-sum.wgsl, ray-sum-grad.wgsl. */
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

interface RaySumAttrs {
  readonly rays: number;
  readonly samples: number;
}

const GROUP = 64;

const forward = defineKernel('ray-sum');
const backward = defineKernel('ray-sum-grad');

const op = defineOp<RaySumAttrs>({
  name: 'TfRaySum',
  forward: ({ values, weights }, { rays, samples }) => {
    const channels = values!.shape[1]!;
    const { sums } = forward.run({
      inputs: { values: values!, weights: weights! },
      outputs: { sums: { shape: [rays, channels] } },
      uniforms: { rays, samples, channels },
      groups: linearGroups(rays * channels, GROUP),
    });
    return [sums!];
  },
  saveInputs: ['values', 'weights'],
  gradient: ([dsums], [values, weights], { rays, samples }) => {
    const { dvalues, dweights } = backward.run({
      inputs: { values: values!, weights: weights!, dsums: dsums! },
      outputs: { dvalues: { shape: values!.shape }, dweights: { shape: weights!.shape } },
      uniforms: { rays, samples, channels: values!.shape[1]! },
      groups: linearGroups(rays * samples, GROUP),
    });
    return { values: asTensor(dvalues!), weights: asTensor(dweights!) };
  },
});

/**
 * @param values [B * rays * samples, channels]
 * @param weights [B, rays, samples]
 * @returns [B * rays, channels]
 */
export function raySum(values: Tensor2D, weights: Tensor3D): Tensor2D {
  const [batch, rays, samples] = weights.shape;
  if (values.shape[0] !== batch * rays * samples) {
    throw new Error(
      `values of shape ${values.shape} and weights of shape ${weights.shape} differ; give one row a sample.`,
    );
  }
  return op({ values, weights }, { rays: batch * rays, samples })[0] as Tensor2D;
}
