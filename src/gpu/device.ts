/**
 * Opens the GPU: our own GPUDevice, with every optional feature and limit the adapter offers, under a tfjs
 * backend of our own. The same code runs in a browser worker and in Node (Dawn).
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-webgpu';
import { NoAdapterError } from '../base/errors';
import { TaskfieldBackend } from './backend';

/** Asked for where the adapter has them; no kernel requires one. */
const WANTED_FEATURES: GPUFeatureName[] = ['shader-f16', 'subgroups', 'timestamp-query'];

/** Raised to what the adapter allows; kernels stay within 8 storage buffers and 256 threads a workgroup. */
const RAISED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupsPerDimension',
] as const;

export interface GpuContext {
  readonly adapter: GPUAdapter;
  readonly device: GPUDevice;
  readonly backend: TaskfieldBackend;
  /** Name under which tfjs knows the backend; one per device. */
  readonly backendName: string;
}

let current: GpuContext | undefined;
let generation = 0;

/**
 * A fresh adapter: one adapter gives one device.
 * @throws NoAdapterError if the browser or the driver offers none
 */
export async function requestAdapter(): Promise<GPUAdapter> {
  // Typed as always there; absent in browsers without WebGPU, on plain http, and in Node until it is installed.
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu as GPU | undefined;
  if (!gpu) {
    throw new NoAdapterError(
      'This browser has no WebGPU, so it cannot train; open the page in Chrome or Edge 113 or newer, over https or on localhost.',
    );
  }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new NoAdapterError(
      'WebGPU is here, but it offers no adapter, so nothing can be trained; turn on graphics acceleration in the browser, or install the GPU’s driver (without a GPU on Linux: mesa-vulkan-drivers 23 or newer).',
    );
  }
  return adapter;
}

async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits: Record<string, number> = {};
  for (const name of RAISED_LIMITS) {
    const most = adapter.limits[name];
    if (typeof most === 'number') requiredLimits[name] = most;
  }
  const requiredFeatures = WANTED_FEATURES.filter((feature) => adapter.features.has(feature));
  return adapter.requestDevice({ requiredFeatures, requiredLimits });
}

/** Copies every kernel that tfjs registered for 'webgpu' to the backend `name`, once. */
function shareStockKernels(name: string): void {
  for (const kernel of tf.getKernelsForBackend('webgpu')) {
    if (!tf.getKernel(kernel.kernelName, name)) tf.registerKernel({ ...kernel, backendName: name });
  }
}

/**
 * Opens a device and makes it tfjs's backend. Called again (after a loss), it opens a new one.
 * @throws NoAdapterError
 */
export async function openGpu(): Promise<GpuContext> {
  const adapter = await requestAdapter();
  const device = await requestDevice(adapter);
  generation += 1;
  const context = contextOn(adapter, device, `taskfield-${generation}`);
  await enterContext(context);
  return context;
}

/** A backend on the device, known to tfjs by this name; not in use yet. */
export function contextOn(adapter: GPUAdapter, device: GPUDevice, backendName: string): GpuContext {
  const backend = new TaskfieldBackend(device, adapter.info);
  // Small tensors would otherwise be computed on the CPU, silently, even after the device is lost.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  // The split-K matmul adds floats by compare-and-swap: not repeatable. 3 = packed (spec: webgpu B 1d).
  tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3);
  // Fewer, longer submissions: a training step has hundreds of launches.
  tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', 64);
  tf.registerBackend(backendName, () => backend, 10);
  shareStockKernels(backendName);
  return { adapter, device, backend, backendName };
}

/** Makes it the one that tensors and kernels use. @returns the one before */
export async function enterContext(context: GpuContext | undefined): Promise<GpuContext | undefined> {
  const before = current;
  if (context) await tf.setBackend(context.backendName);
  current = context;
  return before;
}

/** The open context. @throws Error if `openGpu` has not been awaited. */
export function gpu(): GpuContext {
  if (!current) throw new Error('the GPU is not open; await openGpu() first');
  return current;
}

/** Destroys the device and forgets the backend; tensors on it are gone. */
export function closeGpu(): void {
  if (!current) return;
  const { backendName, device } = current;
  current = undefined;
  tf.removeBackend(backendName);
  device.destroy();
}
