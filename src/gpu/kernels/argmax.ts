/** The largest channel of each pixel as a float32 map. shaders/argmax.wgsl. */
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { defineOp } from '../op';

const kernel = defineKernel('argmax');

const op = defineOp<object>({
  name: 'TfArgmax',
  forward({ x }) {
    const [batch, height, width, channels] = x!.shape as [number, number, number, number];
    const rows = batch * height * width;
    const { y } = kernel.run({
      inputs: { x: x! },
      outputs: { y: { shape: [batch, height, width] } },
      uniforms: { rows, channels },
      groups: linearGroups(rows, 64),
    });
    return [y!];
  },
});

/** @param x [B, H, W, C] @returns [B, H, W] whole numbers 0..C-1; the first among equals; no gradient */
export function argmax(x: Tensor4D): Tensor3D {
  return op({ x }, {})[0] as Tensor3D;
}
