/** WebGPU in Node: Dawn, behind the same `navigator.gpu` as in a browser. */
import { create, globals } from 'webgpu';

interface Host {
  dawn?: GPU;
}

/** Makes `navigator.gpu` and WebGPU's constants available. Call before anything opens the GPU. */
export function installWebGpu(): void {
  const host = globalThis as typeof globalThis & Host;
  if (host.dawn) return;
  Object.assign(host, globals);
  host.dawn = create([]); // Dawn aborts when this object is collected: keep it reachable
  Object.defineProperty(host, 'navigator', { value: { gpu: host.dawn, userAgent: 'node' }, configurable: true });
}
