/** Mean of a map over its pixels. shaders/spatial-mean*.wgsl. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';
import { sumChunks } from './sum-parts';

interface MeanAttrs {
  readonly pixels: number;
}

const LANES = 64;
const LONGEST = 256; // pixels that one thread walks rather than spending a second launch
const forward = defineKernel('spatial-mean');
const backward = defineKernel('spatial-mean-grad');

/** How the pixels of an image are cut, from their number alone. */
export function pixelChunks(pixels: number): { chunks: number; perChunk: number } {
  const perChunk = pixels <= LONGEST ? pixels : Math.ceil(Math.sqrt(pixels));
  return { chunks: Math.ceil(pixels / perChunk), perChunk };
}

const op = defineOp<MeanAttrs>({
  name: 'TfSpatialMean',
  forward({ x }, { pixels }) {
    const [batch, , , channels] = x!.shape as [number, number, number, number];
    const { chunks, perChunk } = pixelChunks(pixels);
    const { parts } = forward.run({
      inputs: { x: x! },
      outputs: { parts: { shape: [chunks, batch, 1, 1, channels] } },
      uniforms: { batch, pixels, channels, chunks, perChunk },
      groups: linearGroups(chunks * batch * channels, LANES),
    });
    return [sumChunks(parts!)];
  },
  saveInputs: ['x'],
  gradient([dy], [x], { pixels }) {
    const [batch, , , channels] = x!.shape as [number, number, number, number];
    const { dx } = backward.run({
      inputs: { dy: dy! },
      outputs: { dx: { shape: x!.shape } },
      uniforms: { batch, pixels, channels },
      groups: linearGroups(x!.size, LANES),
    });
    return { x: asTensor(dx!) };
  },
});

/** @param x [B, H, W, C] @returns [B, 1, 1, C] */
export function spatialMean(x: Tensor4D): Tensor4D {
  return op({ x }, { pixels: x.shape[1] * x.shape[2] })[0] as Tensor4D;
}
