/** The GPU as WebGPU describes it, in plain data: what the page and the command line show. */
import { spelledAdapter } from '../base/adapter-names';
import { requestAdapter } from '../gpu/device';
import type { AdapterFacts } from '../protocol/messages';

/** Limits that decide what fits: sizes in bytes, the rest counts. Order of the page. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupsPerDimension',
  'maxTextureDimension2D',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** @throws NoAdapterError where the browser has no WebGPU, or WebGPU has no adapter */
export async function describeAdapter(): Promise<AdapterFacts> {
  return factsOf(await requestAdapter());
}

/** "Google SwiftShader (software adapter)": one line for a person. */
export function adapterName(adapter: GPUAdapter): string {
  return adapterTitle(factsOf(adapter));
}

/** The same from its facts. */
export function adapterTitle({ vendor, architecture, description, fallback }: AdapterFacts): string {
  const name = description || [vendor, architecture].filter(Boolean).map(spelledAdapter).join(' ') || 'unnamed adapter';
  return fallback ? `${name} (software adapter)` : name;
}

function factsOf(adapter: GPUAdapter): AdapterFacts {
  const { info, features, limits } = adapter;
  return {
    vendor: info.vendor,
    architecture: info.architecture,
    device: info.device,
    description: info.description,
    fallback: info.isFallbackAdapter,
    features: [...features].sort(),
    limits: Object.fromEntries(LIMITS.map((name) => [name, limits[name]])),
    subgroups: features.has('subgroups') ? [info.subgroupMinSize, info.subgroupMaxSize] : null,
  };
}
