/**
 * Small tensors laid end to end and taken apart again by copies between buffers: no launch. So the weights of layers
 * that run side by side (one a task) become one operand of one launch.
 */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { gpu } from './device';
import { asTensor, defineOp, release } from './op';

const BYTES = 4; // of a float32

interface StackAttrs {
  readonly count: number;
  /** Of one part. */
  readonly shape: number[];
  readonly outShape: number[];
}

const nameOf = (i: number): string => `part${i}`;
const sizeOf = ({ shape }: TensorInfo): number => shape.reduce((a, b) => a * b, 1);

/** Copies `whole`, cut at the sizes of `parts`, into them (`apart`) or the other way round. */
function copy(whole: TensorInfo, parts: readonly TensorInfo[], apart: boolean): void {
  const { backend } = gpu();
  const buffer = backend.bufferOf(whole);
  let place = 0;
  const copies = parts.map((part) => {
    const bytes = BYTES * sizeOf(part);
    const one = backend.bufferOf(part);
    const at = place;
    place += bytes;
    if (apart) return { from: buffer, fromOffset: at, to: one, toOffset: 0, bytes };
    return { from: one, fromOffset: 0, to: buffer, toOffset: at, bytes };
  });
  backend.copyBuffers(copies);
  backend.holdUntilSubmit([whole, ...parts]);
}

const op = defineOp<StackAttrs>({
  name: 'TfStack',
  forward(inputs, { count, outShape }) {
    const whole = gpu().backend.makeTensorInfo(outShape, 'float32');
    copy(
      whole,
      Array.from({ length: count }, (_, i) => inputs[nameOf(i)]!),
      false,
    );
    return [whole];
  },
  gradient([dy], _saved, { count, shape }) {
    const parts = Array.from({ length: count }, () => gpu().backend.makeTensorInfo(shape, 'float32'));
    copy(dy!, parts, true);
    return Object.fromEntries(parts.map((part, i) => [nameOf(i), asTensor(part)]));
  },
});

/**
 * @param parts all of one shape
 * @param outShape of the same number of values; default [count, ...shape]
 */
export function stack<T extends Tensor = Tensor>(parts: readonly Tensor[], outShape?: readonly number[]): T {
  const shape = parts[0]?.shape ?? [];
  const other = parts.find((part) => part.shape.join() !== shape.join());
  if (parts.length === 0 || other)
    throw new Error(`stack: [${other?.shape.join(', ') ?? ''}] beside [${shape.join(', ')}]; all must have one shape`);
  return op(Object.fromEntries(parts.map((part, i) => [nameOf(i), part])), {
    count: parts.length,
    shape,
    outShape: outShape ? [...outShape] : [parts.length, ...shape],
  })[0] as T;
}

/** New tensors of these shapes, filled one after the other from `whole`, which is released. For gradients. */
export function takeApart(whole: TensorInfo, shapes: readonly number[][]): Tensor[] {
  const parts = shapes.map((shape) => gpu().backend.makeTensorInfo(shape, 'float32'));
  copy(whole, parts, true);
  release(whole);
  return parts.map((part) => asTensor(part));
}

/** Writes a stack's values back into what it was made of, in place. No gradient. */
export function unstackInto(whole: Tensor, parts: readonly Tensor[]): void {
  if (parts.reduce((sum, { size }) => sum + size, 0) !== whole.size)
    throw new Error(`a stack of [${whole.shape.join(', ')}] does not fill ${parts.length} tensors exactly`);
  copy(whole, parts, true);
  for (const part of parts) gpu().backend.wroteInPlace(part);
}
