/** Softmax over groups of adjacent channels times another map. shaders/adjacent-softmax*.wgsl. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

interface SoftmaxAttrs {
  readonly width: number;
}

const LANES = 64;
const forward = defineKernel('adjacent-softmax');
const backward = defineKernel('adjacent-softmax-grad');

const launch = (size: number, width: number) => ({
  uniforms: { count: size / width, width },
  groups: linearGroups(size / width, LANES),
});

const op = defineOp<SoftmaxAttrs>({
  name: 'TfAdjacentSoftmax',
  forward({ f, x }, { width }) {
    const { shape } = x!;
    const size = shape.reduce((a, b) => a * b, 1);
    return [forward.run({ inputs: { f: f!, x: x! }, outputs: { y: { shape } }, ...launch(size, width) }).y!];
  },
  saveInputs: ['f', 'x'],
  gradient([dy], [f, x], { width }) {
    const { shape, size } = x!;
    const { df, dx } = backward.run({
      inputs: { f: f!, x: x!, dy: dy! },
      outputs: { df: { shape }, dx: { shape } },
      ...launch(size, width),
    });
    return { f: asTensor(df!), x: asTensor(dx!) };
  },
});

/**
 * @param f, x [B, H, W, C], C a multiple of `width`
 * @returns x times the softmax of f over channels k width … k width + width - 1
 */
export function adjacentSoftmax(f: Tensor4D, x: Tensor4D, width: number): Tensor4D {
  if (f.shape.join() !== x.shape.join() || x.shape[3] % width !== 0)
    throw new Error(`adjacentSoftmax: [${f.shape.join(', ')}] and [${x.shape.join(', ')}] in groups of ${width}`);
  return op({ f, x }, { width })[0] as Tensor4D;
}
