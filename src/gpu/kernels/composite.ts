/** Raw densities along rays to weights. shaders/composite.wgsl, composite-grad.wgsl. */
import type { Tensor2D, Tensor3D, TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';
import { asTensor, defineOp, release } from '../op';

export interface CompositeAttrs {
  readonly activation: 'softplus-1' | 'softplus' | 'relu';
  readonly quadrature: 'midpoint' | 'nerf';
  /** End of the last interval of NeRF's rule. */
  readonly far: number;
  /** The last interval absorbs all that reaches it. */
  readonly opaque?: boolean;
}

/** All [B, rays, samples] but `accumulated` [B, rays]. */
export interface RayWeights {
  /** Of each sample; they sum to `accumulated`. */
  readonly weights: Tensor3D;
  /** Of the interval behind each sample; with the midpoint rule the last is 0. */
  readonly interval: Tensor3D;
  /** Share of the light that reaches each sample. */
  readonly transmittance: Tensor3D;
  readonly accumulated: Tensor2D;
}

const GROUP = 64;
const ACTIVATIONS = ['softplus-1', 'softplus', 'relu'] as const; // as numbered in shaders/lib/quadrature.wgsl

const forward = defineKernel('composite');
const backward = defineKernel('composite-grad');

function settings(shape: readonly number[], { activation, quadrature, far, opaque }: CompositeAttrs) {
  const [batch, rays, samples] = shape as [number, number, number];
  return {
    uniforms: {
      rays: batch * rays,
      samples,
      activation: ACTIVATIONS.indexOf(activation),
      midpoint: quadrature === 'midpoint' ? 1 : 0,
      far,
      opaque: opaque ? 1 : 0,
    },
    groups: [Math.ceil((batch * rays) / GROUP)] as const,
  };
}

function walk(density: TensorInfo, t: TensorInfo, attrs: CompositeAttrs): Record<keyof RayWeights, TensorInfo> {
  const { shape } = density;
  const outputs = {
    weights: { shape },
    interval: { shape },
    transmittance: { shape },
    accumulated: { shape: shape.slice(0, 2) },
  };
  return forward.run({ inputs: { density, t }, outputs, ...settings(shape, attrs) }) as Record<
    keyof RayWeights,
    TensorInfo
  >;
}

const op = defineOp<CompositeAttrs>({
  name: 'TfComposite',
  forward: ({ density, t }, attrs) => {
    const { weights, interval, transmittance, accumulated } = walk(density!, t!, attrs);
    release(interval, transmittance);
    return [weights, accumulated];
  },
  saveInputs: ['density', 't'],
  gradient: ([dweights, daccumulated], [density, t], attrs) => {
    const { ddensity } = backward.run({
      inputs: { density: density!, t: t!, dweights: dweights!, daccumulated: daccumulated! },
      outputs: { ddensity: { shape: density!.shape } },
      ...settings(density!.shape, attrs),
    });
    return { density: asTensor(ddensity!) };
  },
});

function checkShapes(density: Tensor3D, t: Tensor3D): void {
  if (density.shape.join() !== t.shape.join()) {
    throw new Error(
      `densities of shape ${density.shape} and depths of shape ${t.shape} differ; give one depth a density.`,
    );
  }
}

/**
 * Differentiable in `density`; depths are constants.
 * @param density raw, [B, rays, samples] @param t sorted, same shape
 */
export function composite(
  density: Tensor3D,
  t: Tensor3D,
  attrs: CompositeAttrs,
): Pick<RayWeights, 'weights' | 'accumulated'> {
  checkShapes(density, t);
  const [weights, accumulated] = op({ density, t }, { ...attrs });
  return { weights: weights as Tensor3D, accumulated: accumulated as Tensor2D };
}

/** All that the walk along the rays yields, without gradient: for importance sampling and for looking at rays. */
export function rayWeights(density: Tensor3D, t: Tensor3D, attrs: CompositeAttrs): RayWeights {
  checkShapes(density, t);
  const infos = walk(density, t, attrs);
  return {
    weights: asTensor<Tensor3D>(infos.weights),
    interval: asTensor<Tensor3D>(infos.interval),
    transmittance: asTensor<Tensor3D>(infos.transmittance),
    accumulated: asTensor<Tensor2D>(infos.accumulated),
  };
}
