/** GELU by the error function, one launch forward and one backward. shaders/gelu.wgsl, gelu-grad.wgsl. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

const LANES = 64;
const forward = defineKernel('gelu');
const backward = defineKernel('gelu-grad');

const launchOf = (size: number) => ({ uniforms: { size }, groups: linearGroups(size, LANES) });

const op = defineOp<Record<string, never>>({
  name: 'TfGelu',
  forward({ x }) {
    const { shape } = x!;
    const size = shape.reduce((a, b) => a * b, 1);
    return [forward.run({ inputs: { x: x! }, outputs: { y: { shape } }, ...launchOf(size) }).y!];
  },
  saveInputs: ['x'],
  gradient([dy], [x]) {
    const { dx } = backward.run({
      inputs: { x: x!, dy: dy! },
      outputs: { dx: { shape: x!.shape } },
      ...launchOf(x!.size),
    });
    return { x: asTensor(dx!) };
  },
});

/** @param x any shape @returns the same shape */
export function gelu<T extends Tensor>(x: T): T {
  return op({ x }, {})[0] as T;
}
