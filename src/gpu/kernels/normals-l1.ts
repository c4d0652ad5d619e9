/** L1 error of unit normals: sum over channels, mean over valid pixels, InvPT's variant. shaders/normals-l1*.wgsl. */
import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';
import { defineLoss } from './loss-reduce';

const loss = defineLoss<object>({
  name: 'TfNormalsL1',
  forward: defineKernel('normals-l1'),
  backward: defineKernel('normals-l1-grad'),
  balance: () => 1,
  channels: 3,
});

/**
 * @param prediction [B, H, W, 3] of any length; the loss sees it at length 1
 * @param label [B, H, W, 3] unit normals, 255 in any channel = ignore the pixel
 * @returns [], 0 if every pixel is ignored
 */
export function normalsL1(prediction: Tensor4D, label: Tensor): Scalar {
  return loss(prediction, label, {});
}
