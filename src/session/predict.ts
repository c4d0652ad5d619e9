/** Raw predictions of the decoder for a tensor in a file, in the published names and layout. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { InputError } from '../base/errors';
import { closeGpu, openGpu } from '../gpu/device';
import { readTensors } from '../gpu/read';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../interchange/safetensors';
import { resize } from '../nn/resize';
import { restoreModel } from './restore';

const INPUT = 'input';
const PASS = { training: false, seed: 0 } as const;

function inputOf(bytes: Uint8Array): { shape: [number, number, number, number]; data: Float32Array } {
  const { tensors } = readSafetensors(bytes);
  const input = tensors.get(INPUT);
  if (!input)
    throw new InputError(
      `The input file has no tensor "${INPUT}"; it has ${[...tensors.keys()].join(', ') || 'none'}.`,
    );
  const { shape, dtype, data } = input;
  if (dtype !== 'F32' || shape.length !== 4 || shape[1] !== 3) {
    throw new InputError(
      `The tensor "${INPUT}" is ${dtype} [${shape.join(', ')}]; wanted is F32 [B, 3, H, W], normalised as ImageNet.`,
    );
  }
  return { shape: [...shape] as [number, number, number, number], data: data as Float32Array };
}

/**
 * @param weights a checkpoint
 * @param input safetensors with `input` [B, 3, H, W]
 * @returns safetensors with one raw map [B, channels, H, W] for each task, resized to the input
 */
export async function predict(weights: Uint8Array, input: Uint8Array): Promise<Uint8Array> {
  const { shape, data } = inputOf(input);
  await openGpu();
  try {
    const { model, tasks } = restoreModel(weights);
    const maps = tf.tidy(() => {
      const image = tf.transpose(tf.tensor4d(data, shape), [0, 2, 3, 1]) as Tensor4D;
      const output = model.forward(image, PASS, { render: false });
      return tasks.map(({ id }) => tf.transpose(resize(output.maps[id]!, [shape[2], shape[3]]), [0, 3, 1, 2]));
    });
    const values = await readTensors(maps);
    const tensors = new Map<string, StoredTensor>();
    tasks.forEach(({ publishedName }, i) =>
      tensors.set(publishedName, { dtype: 'F32', shape: maps[i]!.shape, data: values[i]! }),
    );
    return writeSafetensors(tensors);
  } finally {
    closeGpu();
  }
}
