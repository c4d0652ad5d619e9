/** Scales vectors along the last axis to length 1, as F.normalize. shaders/unit-normalize*.wgsl. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

const forward = defineKernel('unit-normalize');
const backward = defineKernel('unit-normalize-grad');

function launch(x: TensorInfo) {
  const channels = x.shape.at(-1)!;
  const rows = x.shape.reduce((a, b) => a * b, 1) / channels;
  return { uniforms: { rows, channels }, groups: linearGroups(rows, 64) };
}

const op = defineOp<object>({
  name: 'TfUnitNormalize',
  forward: ({ x }) => [forward.run({ inputs: { x: x! }, outputs: { y: { shape: x!.shape } }, ...launch(x!) }).y!],
  saveInputs: ['x'],
  gradient([dy], [x]) {
    const { dx } = backward.run({ inputs: { x: x!, dy: dy! }, outputs: { dx: { shape: x!.shape } }, ...launch(x!) });
    return { x: asTensor(dx!) };
  },
});

/** @param x [..., C] @returns the same shape; vectors shorter than 1e-12 are divided by 1e-12 */
export function unitNormalize<T extends Tensor>(x: T): T {
  return op({ x }, {})[0] as T;
}
