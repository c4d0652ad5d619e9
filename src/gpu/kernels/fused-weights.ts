/** Raw densities along each ray to volume rendering weights, and back. shaders/fused-weights*.wgsl. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { PER_SAMPLE } from './fused-flops';

export interface Quadrature {
  /** Mean of the raw densities at both ends of an interval (EG3D), or that at the near end (NeRF). */
  readonly rule: 'midpoint' | 'nerf';
  readonly activation: 'softplus-1' | 'softplus' | 'relu';
  /** Where NeRF's last interval ends. */
  readonly far: number;
  /** The last interval absorbs all that reaches it. */
  readonly opaque?: boolean;
}

const ACTIVATIONS = ['softplus-1', 'softplus', 'relu'] as const;

const forward = defineKernel('fused-weights');
const backward = defineKernel('fused-weights-grad');

function launch(t: TensorInfo, { rule, activation, far, opaque }: Quadrature) {
  const [batch, raysOfImage, samples] = t.shape as [number, number, number];
  const rays = batch * raysOfImage;
  return {
    uniforms: {
      rays,
      samples,
      midpoint: rule === 'midpoint' ? 1 : 0,
      activation: ACTIVATIONS.indexOf(activation),
      far,
      opaque: opaque ? 1 : 0,
    },
    flops: rays * samples * PER_SAMPLE,
    groups: linearGroups(rays, 64),
  };
}

/**
 * @param inputs positions and raw densities, [B, rays, samples]
 * @returns weights [B, rays, samples]; their sums and those of weight times t, [B, rays]
 */
export function fusedWeights(
  inputs: Readonly<Record<'t' | 'density', TensorInfo>>,
  quadrature: Quadrature,
): Record<'weights' | 'accumulated' | 'z', TensorInfo> {
  const { shape } = inputs.t;
  const perRay = { shape: shape.slice(0, 2) };
  const { weights, accumulated, z } = forward.run({
    inputs,
    outputs: { weights: { shape }, accumulated: perRay, z: perRay },
    ...launch(inputs.t, quadrature),
  });
  return { weights: weights!, accumulated: accumulated!, z: z! };
}

/**
 * @param inputs d_weights [B, rays, samples]; d_accumulated and d_z [B, rays]
 * @returns [B, rays, samples, 2]: weight, gradient to the raw density
 */
export function fusedWeightsGrad(
  inputs: Readonly<Record<'t' | 'density' | 'weights' | 'd_weights' | 'd_accumulated' | 'd_z', TensorInfo>>,
  quadrature: Quadrature,
): TensorInfo {
  return backward.run({
    inputs,
    outputs: { pairs: { shape: [...inputs.t.shape, 2] } },
    ...launch(inputs.t, quadrature),
  }).pairs!;
}
