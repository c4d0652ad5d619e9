/** Average pooling without overlap. shaders/mean-pool.wgsl, mean-pool-grad.wgsl. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

interface PoolAttrs {
  /** Of x. */
  readonly shape: readonly [number, number, number, number];
  readonly size: number;
}

const LANES = 64;
const forward = defineKernel('mean-pool');
const backward = defineKernel('mean-pool-grad');

function uniformsOf({ shape: [batch, height, width, channels], size }: PoolAttrs): Record<string, number> {
  return { batch, height, width, channels, size };
}

const op = defineOp<PoolAttrs>({
  name: 'TfMeanPool',
  forward({ x }, attrs) {
    const [batch, height, width, channels] = attrs.shape;
    const shape = [batch, Math.ceil(height / attrs.size), Math.ceil(width / attrs.size), channels];
    const groups = linearGroups(
      shape.reduce((a, b) => a * b, 1),
      LANES,
    );
    return [forward.run({ inputs: { x: x! }, outputs: { y: { shape } }, uniforms: uniformsOf(attrs), groups }).y!];
  },
  gradient([dy], _saved, attrs) {
    const shape = [...attrs.shape];
    const groups = linearGroups(
      shape.reduce((a, b) => a * b, 1),
      LANES,
    );
    const launch = { inputs: { dy: dy! }, outputs: { dx: { shape } }, uniforms: uniformsOf(attrs), groups };
    return { x: asTensor(backward.run(launch).dx!) };
  },
});

/** @param x [B, H, W, C] @param size side and stride of the window @returns [B, ceil(H / size), ceil(W / size), C] */
export function meanPool(x: Tensor4D, size: number): Tensor4D {
  if (!(Number.isInteger(size) && size >= 1))
    throw new Error(`a window of ${size} cannot be pooled; it must be 1 or more`);
  return op({ x }, { shape: x.shape, size })[0] as Tensor4D;
}
