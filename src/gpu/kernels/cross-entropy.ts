/** Softmax cross-entropy of dense labels, InvPT's variants: sum / max(n_valid, 1). shaders/cross-entropy*.wgsl. */
import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';
import { defineLoss } from './loss-reduce';

interface CrossEntropyAttrs {
  readonly balanced: boolean;
}

const loss = defineLoss<CrossEntropyAttrs>({
  name: 'TfCrossEntropy',
  forward: defineKernel('cross-entropy'),
  backward: defineKernel('cross-entropy-grad'),
  uniforms: ({ shape }, { balanced }) => ({ channels: shape[3]!, balanced: balanced ? 1 : 0 }),
  balance: ({ balanced }) => (balanced ? 'automatic' : 1),
});

/**
 * @param prediction [B, H, W, C] logits
 * @param label [B, H, W] classes 0..C-1, 255 = ignore
 * @returns [], 0 if every pixel is ignored
 */
export function crossEntropy(prediction: Tensor4D, label: Tensor): Scalar {
  return loss(prediction, label, { balanced: false });
}

/**
 * Two classes with weights (1 - w, w), w = n_neg / n_valid of the batch; not divided by the weights (saliency).
 * @param prediction [B, H, W, 2] logits
 * @param label [B, H, W] 0 or 1, 255 = ignore
 */
export function balancedCrossEntropy(prediction: Tensor4D, label: Tensor): Scalar {
  if (prediction.shape[3] !== 2) {
    throw new Error(
      `balancedCrossEntropy: the prediction is [${prediction.shape.join(', ')}]; its last axis must be 2`,
    );
  }
  return loss(prediction, label, { balanced: true });
}
