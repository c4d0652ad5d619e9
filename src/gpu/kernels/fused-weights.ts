/** Raw densities along each ray to volume rendering weights, and back. shaders/fused-weights*.wgsl. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';

export interface Quadrature {
  /** Mean of the raw densities at both ends of an interval (EG3D), or that at the near end (NeRF). */
  readonly rule: 'midpoint' | 'nerf';
  readonly activation: 'softplus-1' | 'softplus' | 'relu';
  /** Where NeRF's last interval ends. */
  readonly far: number;
}

const ACTIVATIONS = ['softplus-1', 'softplus', 'relu'] as const;

const forward = defineKernel('fused-weights');
const backward = defineKernel('fused-weights-grad');

function launch(t: TensorInfo, { rule, activation, far }: Quadrature) {
  const [batch, raysOfImage, samples] = t.shape as [number, number, number];
  const rays = batch * raysOfImage;
  return {
    uniforms: {
      rays,
      samples,
      midpoint: rule === 'midpoint' ? 1 : 0,
      activation: ACTIVATIONS.indexOf(activation),
      far,
    },
    groups: linearGroups(rays, 64),
  };
}

/**
 * @param inputs positions and raw densities, [B, rays, samples]
 * @returns weights [B, rays, samples] and their sums [B, rays]
 */
export function fusedWeights(
  inputs: Readonly<Record<'t' | 'density', TensorInfo>>,
  quadrature: Quadrature,
): { weights: TensorInfo; accumulated: TensorInfo } {
  const { shape } = inputs.t;
  const { weights, accumulated } = forward.run({
    inputs,
    outputs: { weights: { shape }, accumulated: { shape: shape.slice(0, 2) } },
    ...launch(inputs.t, quadrature),
  });
  return { weights: weights!, accumulated: accumulated! };
}

/** @returns [B, rays, samples, 2]: weight, gradient to the raw density */
export function fusedWeightsGrad(
  inputs: Readonly<Record<'t' | 'density' | 'weights' | 'd_weights', TensorInfo>>,
  quadrature: Quadrature,
): TensorInfo {
  return backward.run({
    inputs,
    outputs: { pairs: { shape: [...inputs.t.shape, 2] } },
    ...launch(inputs.t, quadrature),
  }).pairs!;
}
