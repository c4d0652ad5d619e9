/**
 * Reads tensors back through one staging buffer and one wait. Safe for tensors that kernels write in place, which
 * tfjs's own data() is not (it may serve an old CPU copy).
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { DeviceLostError } from '../base/errors';
import { gpu } from './device';
import type { BufferCopy } from './backend';

/** Values of several float32 tensors, in order; the one GPU wait of a step. @throws DeviceLostError */
export async function readTensors(tensors: readonly TensorInfo[]): Promise<Float32Array[]> {
  const { backend, device } = gpu();
  const copies: Omit<BufferCopy, 'to'>[] = [];
  let total = 0;
  for (const tensor of tensors) {
    const bytes = 4 * tensor.shape.reduce((a, b) => a * b, 1);
    copies.push({ from: backend.bufferOf(tensor), fromOffset: 0, toOffset: total, bytes });
    total += bytes;
  }
  const staging = device.createBuffer({
    size: Math.max(total, 4),
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  backend.copyBuffers(copies.map((copy) => ({ ...copy, to: staging })));
  backend.flush();
  try {
    await staging.mapAsync(GPUMapMode.READ);
  } catch (error) {
    throw new DeviceLostError(
      `The GPU was lost while its results were read (${(error as Error).message}); continue from the last save.`,
    );
  }
  const all = staging.getMappedRange().slice(0);
  staging.destroy();
  return copies.map(({ toOffset, bytes }) => new Float32Array(all, toOffset, bytes / 4));
}

/** Values of one float32 tensor. */
export async function readTensor(tensor: TensorInfo): Promise<Float32Array> {
  const [values] = await readTensors([tensor]);
  return values!;
}
