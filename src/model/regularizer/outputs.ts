/**
 * What becomes of the rendered sums (spec/regularizer.md §1 no. 4 and 5): maps divided by the weight that made them,
 * and depth as the place where that weight lies. Both renderers leave plain sums; this comes behind either.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { RegularizerConfig } from '../../config/regularizer';
import { withoutTape } from '../../gpu/tape';
import { zScale, type ZRange } from '../../base/z-range';
import type { Absorbed, Rendering, RenderOptions } from './types';

/** Rays that absorb less than this count as empty: a quotient of such sums would be noise. */
export const EMPTY_RAY = 1e-4;

export type OutputOptions = Pick<RenderOptions, 'heads' | 'unabsorbed' | 'near' | 'far'> &
  ZRange &
  Pick<RegularizerConfig, 'depthOutput'>;

/** A constant to the gradient: tfjs has none for a comparison. */
const emptyRays = (weight: Tensor3D): tf.Tensor => withoutTape(() => tf.less(weight, EMPTY_RAY));

/** 1 / weight, and 0 with no gradient where the ray is empty. NaN stays NaN. */
function inverseWeight(weight: Tensor3D, empty: tf.Tensor): Tensor3D {
  const divisor = tf.where(empty, tf.onesLike(weight), weight);
  return tf.where(empty, tf.zerosLike(weight), tf.reciprocal(divisor)) as Tensor3D;
}

/** Box z in [-1, 1] to metres. */
export function metresOf(z: Tensor3D, range: ZRange): Tensor3D {
  const { scale, shift, inverse } = zScale(range);
  const value: Tensor3D = tf.add(tf.mul(z, scale), shift);
  return inverse ? tf.reciprocal(value) : value;
}

/**
 * Where along z the rays absorb, in metres: the weighted mean of z, within [near, far] (EG3D's last sample may lie
 * past far). An empty ray sees as far as it goes: `far`, and no gradient.
 */
export function expectedDepth(
  { weight, z }: Absorbed,
  options: Pick<OutputOptions, 'near' | 'far'> & ZRange,
): Tensor3D {
  const empty = emptyRays(weight);
  const mean = tf.mul(z, inverseWeight(weight, empty));
  const place = tf.add(mean, tf.mul(tf.cast(empty, 'float32'), options.far));
  return metresOf(tf.clipByValue(place, options.near, options.far) as Tensor3D, options);
}

/** Maps over the weight that made them; 0 with no gradient where the ray is empty. */
export function normalized(map: Tensor4D, weight: Tensor3D): Tensor4D {
  return tf.mul(map, tf.expandDims(inverseWeight(weight, emptyRays(weight)), 3));
}

/** The rendering as `unabsorbed` and `depthOutput` ask for it, of the heads in it; what the rays absorbed stays. */
export function applyOutputs(rendering: Rendering, options: OutputOptions): Rendering {
  const { heads, unabsorbed, depthOutput } = options;
  const maps = Object.fromEntries(
    Object.entries(rendering.maps).map(([id, map]) => {
      const absorbed = rendering.absorbed[id]!;
      const isDepth = heads.find((head) => head.id === id)?.isDepth;
      if (isDepth && depthOutput === 'expected_z') return [id, depthMap(absorbed, options)];
      return [id, unabsorbed === 'normalized' ? tf.tidy(() => normalized(map, absorbed.weight)) : map];
    }),
  );
  return { ...rendering, maps };
}

function depthMap(absorbed: Absorbed, options: OutputOptions): Tensor4D {
  return tf.tidy(() => tf.expandDims(expectedDepth(absorbed, options), 3));
}
