/** Mean absolute depth error over valid pixels, InvPT's variant. shaders/depth-l1*.wgsl. */
import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';
import { defineLoss } from './loss-reduce';

const loss = defineLoss<object>({
  name: 'TfDepthL1',
  forward: defineKernel('depth-l1'),
  backward: defineKernel('depth-l1-grad'),
  balance: () => 1,
  channels: 1,
});

/**
 * @param prediction [B, H, W, 1] metres
 * @param label [B, H, W] metres, 255 = ignore
 * @returns [], 0 if every pixel is ignored
 */
export function depthL1(prediction: Tensor4D, label: Tensor): Scalar {
  return loss(prediction, label, {});
}
