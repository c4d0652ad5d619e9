/** GPU tests run on Dawn in Node. No adapter is a failure, never a skip. */
import { create, globals } from 'webgpu';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { closeGpu, openGpu } from '../../src/gpu/device';

const host = globalThis as typeof globalThis & { dawn?: GPU };
if (!host.dawn) {
  Object.assign(host, globals);
  host.dawn = create([]); // Dawn aborts when this object is collected: keep it reachable
  Object.defineProperty(host, 'navigator', { value: { gpu: host.dawn, userAgent: 'node' }, configurable: true });
}

const uncaptured: string[] = [];

beforeAll(async () => {
  const { device, backend } = await openGpu();
  device.addEventListener('uncapturederror', (event) => uncaptured.push(event.error.message));
  backend.poisonOutputs();
});

afterEach(() => {
  const errors = uncaptured.splice(0);
  expect(errors, 'uncaptured GPU errors').toEqual([]);
});

afterAll(() => closeGpu());
