/**
 * Tensors laid end to end, so that one launch reaches them all; copied in and out, buffer to buffer. A long list is cut
 * into slabs, each of which a shader can bind.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { BufferCopy } from '../gpu/backend';
import { gpu } from '../gpu/device';
import { ADAM_BLOCK } from '../gpu/kernels/adam';

const BYTES = 4; // of a float32
const SLAB_BYTES = 2 ** 27; // 33 million numbers: WebGPU's default maxStorageBufferBindingSize

interface Shaped {
  readonly value: { readonly size: number };
}

/** Where a tensor lies in its slab. */
export interface Place<P extends Shaped = Shaped> {
  readonly parameter: P;
  /** In numbers, from the start of the slab; a multiple of ADAM_BLOCK. */
  readonly offset: number;
  readonly blocks: number;
}

/** Most bytes of a slab on this device. */
export function slabLimit(wanted = SLAB_BYTES): number {
  return Math.min(wanted, gpu().device.limits.maxStorageBufferBindingSize);
}

/** Splits parameters into runs of at most `limit` bytes each; one tensor alone may be longer. */
export function layOut<P extends Shaped>(parameters: readonly P[], limit: number): Place<P>[][] {
  const slabs: Place<P>[][] = [];
  let end = Infinity;
  for (const parameter of parameters) {
    const blocks = Math.ceil(parameter.value.size / ADAM_BLOCK);
    if ((end + blocks * ADAM_BLOCK) * BYTES > limit) {
      slabs.push([]);
      end = 0;
    }
    slabs.at(-1)!.push({ parameter, offset: end, blocks });
    end += blocks * ADAM_BLOCK;
  }
  return slabs;
}

/** In numbers. */
export function slabSize(places: readonly Place[]): number {
  const last = places.at(-1)!;
  return last.offset + last.blocks * ADAM_BLOCK;
}

/** A flat vector of zeros that outlives every tidy; filled on the GPU. */
export function flatZeros(size: number): Tensor {
  return tf.keep(tf.fill([size], 0));
}

/** A tensor and where it goes in, or comes from, a flat vector. */
export interface Placed {
  readonly tensor: Tensor;
  readonly offset: number;
}

/** Copies into one flat vector. */
export function packInto(flat: Tensor, placed: readonly Placed[]): void {
  copy(placed.map(({ tensor, offset }) => ({ from: tensor, fromAt: 0, to: flat, toAt: offset, size: tensor.size })));
}

/** Copies out of a flat vector, over what the tensors held. */
export function unpackInto(flat: Tensor, placed: readonly Placed[]): void {
  copy(placed.map(({ tensor, offset }) => ({ from: flat, fromAt: offset, to: tensor, toAt: 0, size: tensor.size })));
}

interface Copy {
  readonly from: Tensor;
  readonly fromAt: number;
  readonly to: Tensor;
  readonly toAt: number;
  readonly size: number;
}

function copy(copies: readonly Copy[]): void {
  const { backend } = gpu();
  // All buffers first: an upload may end the open pass.
  const ready = copies.map(({ from, fromAt, to, toAt, size }): BufferCopy => ({
    from: backend.bufferOf(from),
    fromOffset: fromAt * BYTES,
    to: backend.bufferOf(to),
    toOffset: toAt * BYTES,
    bytes: size * BYTES,
  }));
  backend.copyBuffers(ready);
  for (const { to } of copies) backend.wroteInPlace(to);
  backend.holdUntilSubmit(copies.flatMap(({ from, to }) => [from, to]));
}

/** Tensors of the given shapes, copied out of a flat vector. */
export function unpack(flat: Tensor, places: readonly { shape: number[]; offset: number }[]): Tensor[] {
  const { backend } = gpu();
  const placed = places.map(({ shape, offset }) => ({
    tensor: tf.engine().makeTensorFromTensorInfo(backend.makeTensorInfo(shape, 'float32')),
    offset,
  }));
  unpackInto(flat, placed);
  return placed.map(({ tensor }) => tensor);
}

/** A true copy, which later writes in place do not reach (tf.clone shares its memory). */
export function copied(tensors: readonly Tensor[]): Tensor[] {
  const { backend } = gpu();
  const twins = tensors.map(({ shape }) =>
    tf.engine().makeTensorFromTensorInfo(backend.makeTensorInfo([...shape], 'float32')),
  );
  overwrite(twins, tensors);
  return twins;
}

/** Writes each tensor's values into its target. */
export function overwrite(targets: readonly Tensor[], tensors: readonly Tensor[]): void {
  copy(tensors.map((from, i) => ({ from, fromAt: 0, to: targets[i]!, toAt: 0, size: from.size })));
}
