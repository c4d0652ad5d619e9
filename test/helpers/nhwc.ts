/** Golden maps are NCHW, ours are NHWC. */
import * as tf from '@tensorflow/tfjs-core';
import type { GoldenTensor } from './golden';

/** The values of an NCHW tensor in NHWC order. */
export function nhwcValues({ shape, data }: GoldenTensor): Float32Array {
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const pixels = height * width;
  const out = new Float32Array(data.length);
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < pixels; p++) out[(b * pixels + p) * channels + c] = data[(b * channels + c) * pixels + p]!;
    }
  }
  return out;
}

/** An NCHW golden tensor as an NHWC tensor on the GPU. */
export function nhwcTensor(golden: GoldenTensor): tf.Tensor4D {
  const [batch, channels, height, width] = golden.shape as [number, number, number, number];
  return tf.tensor4d(nhwcValues(golden), [batch, height, width, channels]);
}
