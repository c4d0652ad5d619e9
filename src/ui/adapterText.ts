/** The words for an adapter: its name, the features that training uses, the limits that decide what fits. */
import { spelledAdapter } from '../base/adapter-names';
import type { AdapterFacts } from '../protocol/messages';
import { bytes, count } from './format';

/** Browsers hide most of what they know: the most telling part that is there. */
export function adapterName({ description, device, architecture, vendor }: AdapterFacts): string {
  if (description && !description.startsWith('0x')) return description;
  const parts = [vendor, architecture || device].filter(Boolean).map(spelledAdapter);
  return parts.length > 0 ? parts.join(' ') : 'Adapter without a name';
}

export const USED_FEATURES: readonly [feature: string, use: string][] = [
  ['shader-f16', 'half-precision arithmetic in kernels'],
  ['subgroups', 'sums across a subgroup without shared memory'],
  ['timestamp-query', 'the time of each kernel in the profile'],
];

export const LIMIT_ROWS: readonly [limit: string, label: string, bounds: string, format: (value: number) => string][] =
  [
    ['maxBufferSize', 'Largest buffer', 'the biggest tensor', bytes],
    ['maxStorageBufferBindingSize', 'Largest binding', 'what one kernel sees of a tensor', bytes],
    ['maxStorageBuffersPerShaderStage', 'Buffers per kernel', 'inputs and outputs together', count],
    ['maxComputeInvocationsPerWorkgroup', 'Threads per workgroup', 'how many work side by side', count],
    ['maxComputeWorkgroupStorageSize', 'Workgroup memory', 'what these threads share', bytes],
    ['maxComputeWorkgroupsPerDimension', 'Workgroups per axis', 'the longest launch', count],
    ['maxTextureDimension2D', 'Largest texture side', 'the pictures drawn from tensors', count],
  ];
