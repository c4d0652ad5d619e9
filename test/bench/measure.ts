/** What a stretch of GPU work costs: time, launches, and the bytes that its buffers hold. */
import * as tf from '@tensorflow/tfjs-core';
import { gpu } from '../../src/gpu/device';
import type { Profile } from '../../src/gpu/profiler';

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

export const MEBIBYTE = 2 ** 20;

export interface Cost {
  /** From the first launch to the values in memory. */
  readonly wallMs: number;
  /** Sum over launches; undefined where the device cannot time them all. */
  readonly gpuMs: number | undefined;
  readonly launches: number;
}

/** GPU time of a timed profile, or undefined. Timestamps are kept for 2048 launches at most. */
export function gpuMs({ timed, launches, kernels }: Profile): number | undefined {
  if (!timed || launches > 2048) return undefined;
  return [...kernels.values()].reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}

/** Runs the work twice: against the clock, then with every launch timed (each in a pass of its own, which costs time). */
export async function costOf(work: () => Promise<void>): Promise<Cost & { readonly profile: Profile }> {
  const start = performance.now();
  await work();
  const wallMs = performance.now() - start;
  const { profiler } = gpu().backend;
  profiler.begin({ timed: true });
  await work();
  const profile = await profiler.end();
  return { wallMs, gpuMs: gpuMs(profile), launches: profile.launches, profile };
}

/** Medians of repetitions. */
export function medianCost(costs: readonly Cost[]): Cost {
  const times = costs.map((cost) => cost.gpuMs).filter((ms) => ms !== undefined);
  return {
    wallMs: median(costs.map((cost) => cost.wallMs)),
    gpuMs: times.length === costs.length ? median(times) : undefined,
    launches: costs[0]!.launches,
  };
}

/** GPU time where it is known, else the clock's. */
export const millisecondsOf = ({ gpuMs: ms, wallMs }: Cost): number => ms ?? wallMs;

/** Bytes of all buffers in use: of live tensors, once what is recorded has been submitted. */
export function bytesInUse(): number {
  const { backend } = gpu();
  backend.flush();
  return backend.bufferManager.numBytesUsed;
}

/** The most bytes that buffers held at once during the work, beyond those held before. */
export async function peakBytes(work: () => Promise<void>): Promise<number> {
  const { bufferManager } = gpu().backend;
  const acquire = bufferManager.acquireBuffer;
  const before = bytesInUse();
  let most = before;
  bufferManager.acquireBuffer = (...request) => {
    const buffer = acquire.apply(bufferManager, request);
    most = Math.max(most, bufferManager.numBytesUsed);
    return buffer;
  };
  await work();
  bufferManager.acquireBuffer = acquire;
  return most - before;
}

/** Stock tfjs chooses its own matrix product while `work` records; elsewhere it is the repeatable one. */
export function withStockProducts<T>(work: () => T): T {
  const flag = 'WEBGPU_MATMUL_PROGRAM_TYPE';
  const ours = tf.env().getNumber(flag);
  tf.env().set(flag, -1);
  try {
    return work();
  } finally {
    tf.env().set(flag, ours);
  }
}
