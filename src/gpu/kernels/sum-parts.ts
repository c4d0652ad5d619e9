/** Ordered sum of partial results, the last stage of split reductions. shaders/sum-parts.wgsl. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, release } from '../op';

const kernel = defineKernel('sum-parts');

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** As `sumParts`, untracked. */
function summed(parts: TensorInfo, count: number, shapes: readonly number[][]): TensorInfo[] {
  const [first, second] = shapes;
  if (!first || shapes.length > 2) throw new Error(`sumParts fills one or two tensors, not ${shapes.length}`);
  const split = sizeOf(first);
  const size = split + (second ? sizeOf(second) : 0);
  const sums = kernel.run({
    inputs: { parts },
    outputs: { first: { shape: first }, second: { shape: second ?? [1] } },
    uniforms: { parts: count, size, split },
    groups: linearGroups(size, 64),
  });
  release(parts);
  if (second) return [sums.first!, sums.second!];
  release(sums.second!);
  return [sums.first!];
}

/**
 * @param parts any shape that is [count, size of all `shapes` together] in memory; released here
 * @param shapes one or two; the sums fill them one after the other
 * @returns tracked tensors, one for each shape
 */
export function sumParts(parts: TensorInfo, count: number, shapes: readonly number[][]): Tensor[] {
  return summed(parts, count, shapes).map((info) => asTensor(info));
}

/**
 * How many chunks a sum down the columns is cut into: about sqrt(rows), so that both stages are equally long.
 * From the shape alone, so that the order of the sums is too.
 */
export function columnChunks(rows: number): { chunks: number; perChunk: number } {
  const perChunk = Math.ceil(Math.sqrt(rows));
  return { chunks: Math.ceil(rows / perChunk), perChunk };
}

/**
 * @param parts [chunks, ...rest]; released here
 * @returns [...rest], for the forward pass of an op; one chunk costs no launch
 */
export function sumChunks(parts: TensorInfo): TensorInfo {
  const [chunks = 1, ...rest] = parts.shape;
  if (chunks === 1) return { ...parts, shape: rest };
  return summed(parts, chunks, [rest])[0]!;
}
