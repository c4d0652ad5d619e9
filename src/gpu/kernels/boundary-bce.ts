/** Balanced binary cross-entropy on logits with soft labels, InvPT's variants. shaders/boundary-bce*.wgsl. */
import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';
import { defineLoss, type Balance } from './loss-reduce';

interface BoundaryAttrs {
  readonly positiveWeight: Balance;
}

const loss = defineLoss<BoundaryAttrs>({
  name: 'TfBoundaryBce',
  forward: defineKernel('boundary-bce'),
  backward: defineKernel('boundary-bce-grad'),
  balance: ({ positiveWeight }) => positiveWeight,
  channels: 1,
});

/**
 * Mean over valid pixels of w y softplus(-x) + (1 - w) (1 - y) softplus(x).
 * @param prediction [B, H, W, 1] logits
 * @param label [B, H, W] 0..1, 255 = ignore
 * @param positiveWeight w, or 'automatic' for the batch's own share of negatives
 * @returns [], 0 if every pixel is ignored
 */
export function boundaryBce(prediction: Tensor4D, label: Tensor, positiveWeight: Balance): Scalar {
  return loss(prediction, label, { positiveWeight });
}
