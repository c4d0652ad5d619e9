/** Tensors that lie in their storage in another order than rows first: transposed views, slices, expanded axes. */
import { DTYPES, type Dtype, type TensorData } from './safetensors';

/** Where the elements of a tensor are in a storage, counted in elements as PyTorch does; strides are not negative. */
export interface Strided {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

export const elements = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Strides of a tensor whose rows lie first. */
export function rowStrides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => elements(shape.slice(axis + 1)));
}

export function isContiguous({ shape, strides }: Strided): boolean {
  const plain = rowStrides(shape);
  return elements(shape) === 0 || shape.every((size, axis) => size === 1 || strides[axis] === plain[axis]);
}

/** The first element used and the one behind the last. */
export function span({ shape, strides, offset }: Strided): { from: number; to: number } {
  if (elements(shape) === 0) return { from: offset, to: offset };
  return { from: offset, to: offset + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 0) + 1 };
}

/** A typed array on bytes, copied only where they are not aligned for it. */
export function typed(dtype: Dtype, bytes: Uint8Array): TensorData {
  const { BYTES_PER_ELEMENT: width } = DTYPES[dtype];
  const own = bytes.byteOffset % width === 0 && bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes);
  return new DTYPES[dtype](own.buffer as ArrayBuffer, own.byteOffset, own.byteLength / width);
}

/** @returns the elements rows first, in memory of their own */
export function gather(dtype: Dtype, storage: TensorData, { shape, strides, offset }: Strided): TensorData {
  const out = new DTYPES[dtype](elements(shape));
  const [from, to] = [storage as Float64Array, out as Float64Array]; // any other type is copied in the same way
  const last = shape.length - 1;
  let next = 0;
  const walk = (axis: number, place: number): void => {
    if (axis > last) to[next++] = from[place]!;
    else if (axis < last) for (let i = 0; i < shape[axis]!; i++) walk(axis + 1, place + i * strides[axis]!);
    else for (let i = 0, step = strides[axis]!; i < shape[axis]!; i++) to[next++] = from[place + i * step]!;
  };
  if (out.length > 0) walk(0, offset);
  return out;
}
