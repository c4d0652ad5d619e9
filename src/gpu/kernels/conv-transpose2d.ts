/** Transposed convolution: the input gradient of a convolution as the way forward, and that convolution as its gradient. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { asTensor, defineOp } from '../op';
import { forward, gradFilter, gradInput, type OpAttrs } from './conv2d';

export interface ConvTranspose2dAttrs {
  readonly stride: number;
  /** Taken off on each of the four sides. */
  readonly padding: number;
  /** Added at the bottom and on the right. */
  readonly outputPadding: number;
}

const convOf = ({ stride, padding }: ConvTranspose2dAttrs): OpAttrs => ({
  stride,
  padding,
  dilation: 1,
  inputGradient: true,
  hasBias: false,
});

const op = defineOp<ConvTranspose2dAttrs>({
  name: 'TfConvTranspose2d',
  forward({ x, filter }, attrs) {
    const [batch, height, width] = x!.shape as [number, number, number];
    const [kernelHeight, kernelWidth, out] = filter!.shape as [number, number, number];
    const outSize = (size: number, kernel: number): number =>
      (size - 1) * attrs.stride - 2 * attrs.padding + kernel + attrs.outputPadding;
    const shape = [batch, outSize(height, kernelHeight), outSize(width, kernelWidth), out];
    return [gradInput(x!, filter!, shape, convOf(attrs))];
  },
  saveInputs: ['x', 'filter'],
  gradient([dy], [x, filter], attrs) {
    const conv = convOf(attrs);
    const [dFilter] = gradFilter(x!, dy!, filter!.shape, conv);
    return { x: asTensor(forward(dy!, filter!, undefined, conv)), filter: dFilter! };
  },
});

export interface ConvTranspose2dInputs {
  /** [B, H, W, in] */
  readonly x: Tensor4D;
  /** [kh, kw, out, in]: of the convolution from out to in channels */
  readonly filter: Tensor4D;
  /** [out] */
  readonly bias: Tensor1D;
}

/**
 * @returns [B, (H - 1) stride - 2 padding + kh + outputPadding, …, out]
 * @throws Error if outputPadding is not less than the stride, or the channels do not fit
 */
export function convTranspose2d({ x, filter, bias }: ConvTranspose2dInputs, attrs: ConvTranspose2dAttrs): Tensor4D {
  if (filter.shape[3] !== x.shape[3] || filter.shape[2] !== bias.size || !(attrs.outputPadding < attrs.stride))
    throw new Error(
      `convTranspose2d of [${x.shape.join(', ')}] by [${filter.shape.join(', ')}], bias [${bias.shape.join(', ')}], stride ${attrs.stride}, output padding ${attrs.outputPadding}; the filter must be [kh, kw, out, in], the output padding less than the stride`,
    );
  const inputs: Record<string, Tensor> = { x, filter };
  return tf.add(op(inputs, attrs)[0]!, bias);
}
