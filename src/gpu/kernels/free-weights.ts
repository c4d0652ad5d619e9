/** Raw densities along rays of other cameras to weights, where not every sample counts. shaders/free-weights*.wgsl. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp, release } from '../op';
import type { Quadrature } from './fused-weights';

const ACTIVATIONS = ['softplus-1', 'softplus', 'relu'] as const; // as numbered in shaders/lib/fused-quadrature.wgsl

const forward = defineKernel('free-weights');
const backward = defineKernel('free-weights-grad');

type Named<K extends string> = Readonly<Record<K, TensorInfo>>;

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
    groups: linearGroups(rays, 64),
  };
}

/**
 * @param inputs depths t and raw densities [B, rays, samples]; `at` [B, rays, samples, 4] of frustumPoints
 * @returns weights of samples and of the intervals behind them, as t; per ray their sum and that of weight times t
 */
export function freeWeights(
  inputs: Named<'t' | 'density' | 'at'>,
  quadrature: Quadrature,
): Record<'weights' | 'interval' | 'accumulated' | 'z', TensorInfo> {
  const { shape } = inputs.t;
  const perRay = { shape: shape.slice(0, 2) };
  return forward.run({
    inputs,
    outputs: { weights: { shape }, interval: { shape }, accumulated: perRay, z: perRay },
    ...launch(inputs.t, quadrature),
  }) as Record<'weights' | 'interval' | 'accumulated' | 'z', TensorInfo>;
}

/**
 * @param inputs d_weights as t; d_accumulated and d_z [B, rays]
 * @returns [B, rays, samples, 2]: weight, gradient to the raw density
 */
export function freeWeightsGrad(
  inputs: Named<'t' | 'density' | 'at' | 'weights' | 'd_weights' | 'd_accumulated' | 'd_z'>,
  quadrature: Quadrature,
): TensorInfo {
  return backward.run({
    inputs,
    outputs: { pairs: { shape: [...inputs.t.shape, 2] } },
    ...launch(inputs.t, quadrature),
  }).pairs!;
}

const op = defineOp<Quadrature>({
  name: 'TfFreeComposite',
  saveInputs: ['density', 't', 'at'],
  saveOutputs: [true, false],
  forward: ({ density, t, at }, quadrature) => {
    const { weights, interval, accumulated, z } = freeWeights({ density: density!, t: t!, at: at! }, quadrature);
    release(interval, z);
    return [weights, accumulated];
  },
  gradient: ([dWeights, dAccumulated], [density, t, at, weights], quadrature) => ({
    density: tf.tidy(() => {
      const pairs = asTensor<Tensor4D>(
        freeWeightsGrad(
          {
            t: t!,
            density: density!,
            at: at!,
            weights: weights!,
            d_weights: dWeights!,
            d_accumulated: dAccumulated!,
            d_z: tf.zerosLike(dAccumulated!),
          },
          quadrature,
        ),
      );
      return tf.reshape(tf.slice(pairs, [0, 0, 0, 1], [-1, -1, -1, 1]), t!.shape);
    }),
  }),
});

export interface FreeRays {
  /** Raw, [B, rays, samples]. */
  readonly density: Tensor3D;
  /** Sorted, same shape. */
  readonly t: Tensor3D;
  /** [B, rays, samples, 4] of frustumPoints. */
  readonly at: Tensor4D;
}

/** Weights of the samples [B, rays, samples] and their sums [B, rays]; differentiable in `density`. */
export function freeRayWeights(
  { density, t, at }: FreeRays,
  quadrature: Quadrature,
): { weights: Tensor3D; accumulated: Tensor2D } {
  const [weights, accumulated] = op({ density, t, at }, { ...quadrature });
  return { weights: weights as Tensor3D, accumulated: accumulated as Tensor2D };
}
