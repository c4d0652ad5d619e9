/**
 * A device that computes nothing: tfjs's backend and our kernels run on it as they are, so that every launch and every
 * buffer of a piece of work is counted before a real device has to make them. All that it reads back is 0.
 */
import * as tf from '@tensorflow/tfjs-core';
import { contextOn, enterContext } from './device';

const NAME = 'taskfield-plan';

/** Those of WebGPU that shape a launch; sizes are not limited here, they are what is asked for. */
const LIMITS = {
  maxBufferSize: Number.MAX_SAFE_INTEGER,
  maxStorageBufferBindingSize: Number.MAX_SAFE_INTEGER,
  maxStorageBuffersPerShaderStage: 8,
  maxComputeWorkgroupStorageSize: 16_384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupSizeY: 256,
  maxComputeWorkgroupsPerDimension: 65_535,
};

/** What has been asked of the device so far. */
export interface Plan {
  /** Bytes of the buffers in use; what is recorded is submitted first, so that nothing waits for its end. */
  inUse(): number;
  /** The most bytes in use at once. */
  readonly peakBytes: number;
  /** Bytes of all buffers, those included that are kept for reuse: never less than the peak. */
  readonly poolBytes: number;
  /** Bytes of the largest single buffer. */
  readonly largestBuffer: number;
  /** Launches recorded so far. */
  launches(): number;
  /** Operations recorded so far, as launches tell them. */
  flops(): number;
}

/** With the prototype of a real one, by which tfjs knows it. */
function standInBuffer({ size, usage, mappedAtCreation }: GPUBufferDescriptor): GPUBuffer {
  let mapped = mappedAtCreation === true;
  const own = {
    size,
    usage,
    getMappedRange: () => new ArrayBuffer(size),
    unmap: () => void (mapped = false),
    mapAsync: () => Promise.resolve(),
    destroy: () => undefined,
  };
  const buffer = Object.create(GPUBuffer.prototype, Object.getOwnPropertyDescriptors(own)) as GPUBuffer;
  return Object.defineProperty(buffer, 'mapState', { get: () => (mapped ? 'mapped' : 'unmapped') });
}

const nothing = (): undefined => undefined;

/** @throws Error if a launch has more workgroups than any adapter allows */
function checkGroups(...groups: number[]): void {
  const most = LIMITS.maxComputeWorkgroupsPerDimension;
  if (groups.some((count) => !(count >= 1 && count <= most)))
    throw new Error(`a launch of ${groups.join(' x ')} workgroups was recorded; each must be from 1 to ${most}`);
}

const PASS = { setPipeline: nothing, setBindGroup: nothing, dispatchWorkgroups: checkGroups, end: nothing };
const ENCODER = { beginComputePass: () => PASS, copyBufferToBuffer: nothing, finish: () => ({}) };
const PIPELINE = { getBindGroupLayout: () => ({}) };

function standInDevice(made: (bytes: number) => void): GPUDevice {
  const device = {
    features: new Set(),
    limits: LIMITS,
    lost: new Promise(nothing),
    queue: { submit: nothing, writeBuffer: nothing },
    createBuffer(descriptor: GPUBufferDescriptor) {
      made(descriptor.size);
      return standInBuffer(descriptor);
    },
    createBindGroup: () => ({}),
    createBindGroupLayout: () => ({}),
    createPipelineLayout: () => ({}),
    createShaderModule: () => ({}),
    createComputePipeline: () => PIPELINE,
    createCommandEncoder: () => ENCODER,
    addEventListener: nothing,
    removeEventListener: nothing,
    destroy: nothing,
  };
  return device as unknown as GPUDevice;
}

function standInAdapter(): GPUAdapter {
  const info = { vendor: '', architecture: '', device: '', description: 'plan', isFallbackAdapter: false };
  return { info, features: new Set(), limits: LIMITS } as unknown as GPUAdapter;
}

/** Whether the names are here by which tfjs knows buffers: with WebGPU they are, adapter or none. */
export const canPlan = (): boolean => 'GPUBuffer' in globalThis && 'GPUTexture' in globalThis;

/**
 * Runs `work` with a device of this kind in place of the open one, which is back afterwards. The work may wait for what
 * it reads back and for nothing else: so nobody else's turn comes before it has ended, if it is begun in a task of its
 * own. Its tensors must be disposed of by then.
 */
export async function onPlan<T>(work: (plan: Plan) => Promise<T>): Promise<T> {
  let largestBuffer = 0;
  const device = standInDevice((bytes) => (largestBuffer = Math.max(largestBuffer, bytes)));
  const context = contextOn(standInAdapter(), device, NAME);
  const { backend } = context;
  const { bufferManager: pool } = backend;
  let peakBytes = 0;
  const acquire = pool.acquireBuffer.bind(pool);
  pool.acquireBuffer = (...request) => {
    const buffer = acquire(...request);
    peakBytes = Math.max(peakBytes, pool.numBytesUsed);
    return buffer;
  };
  const plan: Plan = {
    inUse() {
      backend.flush();
      return pool.numBytesUsed;
    },
    get peakBytes() {
      return peakBytes;
    },
    get poolBytes() {
      return pool.numBytesAllocated;
    },
    get largestBuffer() {
      return largestBuffer;
    },
    launches: () => backend.profiler.launches,
    flops: () => backend.profiler.flops,
  };
  const before = await enterContext(context);
  try {
    return await work(plan);
  } finally {
    await enterContext(before);
    tf.removeBackend(NAME);
  }
}
