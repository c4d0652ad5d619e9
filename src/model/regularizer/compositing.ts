/** Volume rendering along rays (paper §3.2): raw densities to weights, weights to what each pixel shows. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { composite, rayWeights, type CompositeAttrs, type RayWeights } from '../../gpu/kernels/composite';
import { raySum } from '../../gpu/kernels/ray-sum';
import type { RenderOptions } from './types';

export type WeightOptions = Pick<RenderOptions, 'activation' | 'quadrature' | 'far' | 'unabsorbed'>;

const attrs = ({ activation, quadrature, far, unabsorbed }: WeightOptions): CompositeAttrs => ({
  activation,
  quadrature,
  far,
  opaque: unabsorbed === 'opaque',
});

/** Differentiable weights. @param density raw, [B, rays, samples] @param t [B, rays, samples] */
export function weightsAlongRays(
  density: Tensor3D,
  t: Tensor3D,
  options: WeightOptions,
): Pick<RayWeights, 'weights' | 'accumulated'> {
  return composite(density, t, attrs(options));
}

/** Weights, interval weights, transmittance and their sum, as constants. */
export function inspectRays(density: Tensor3D, t: Tensor3D, options: WeightOptions): RayWeights {
  return rayWeights(density, t, attrs(options));
}

/**
 * @param values [B * rays * samples, channels] @param weights [B, rays, samples]
 * @returns [B, rows, columns, channels]
 */
export function renderAlongRays(
  values: Tensor2D,
  weights: Tensor3D,
  [rows, columns]: readonly [number, number],
): Tensor4D {
  return tf.reshape(raySum(values, weights), [weights.shape[0], rows, columns, values.shape[1]]);
}
