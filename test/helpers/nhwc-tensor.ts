/** Golden maps as NHWC tensors. */
import * as tf from '@tensorflow/tfjs-core';
import type { GoldenTensor } from './golden';
import { nhwcValues } from './nhwc';

/** An NCHW golden tensor as an NHWC tensor on the GPU. */
export function nhwcTensor(golden: GoldenTensor): tf.Tensor4D {
  const [batch, channels, height, width] = golden.shape as [number, number, number, number];
  return tf.tensor4d(nhwcValues(golden), [batch, height, width, channels]);
}
