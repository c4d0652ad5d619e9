// @ts-check
/** Run as a process of its own: prints the adapter that Dawn finds in Node as one line of JSON, or ends with code 3. */
import { create } from 'webgpu';

// Kept for the whole life of the process: Dawn aborts if this object is collected first.
Object.assign(globalThis, { gpu: create([]) });
const gpu = /** @type {typeof globalThis & { gpu: GPU }} */ (globalThis).gpu;
const adapter = await gpu.requestAdapter();
if (adapter) {
  const device = await adapter.requestDevice();
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  console.log(JSON.stringify({ vendor, architecture, description, isFallbackAdapter }));
  device.destroy();
  process.exit(0);
}
process.exit(3);
