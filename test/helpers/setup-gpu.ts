/** GPU tests run on Dawn in Node. No adapter, or another than was asked for, is a failure, never a skip. */
import { create, globals } from 'webgpu';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { closeGpu, openGpu } from '../../src/gpu/device';
import { ON_SWIFTSHADER, WANTED_ADAPTER } from './device';

const host = globalThis as typeof globalThis & { dawn?: GPU };
if (!host.dawn) {
  Object.assign(host, globals);
  host.dawn = create([]); // Dawn aborts when this object is collected: keep it reachable
  Object.defineProperty(host, 'navigator', { value: { gpu: host.dawn, userAgent: 'node' }, configurable: true });
}

const uncaptured: string[] = [];

beforeAll(async () => {
  if (ON_SWIFTSHADER && !process.env.VK_ICD_FILENAMES) {
    throw new Error(
      'SwiftShader (libvk_swiftshader.so) is in no browser found here, and these tests run on it; install Chrome or Chromium, or name one in CHROME_PATH.',
    );
  }
  const { adapter, device, backend } = await openGpu();
  const { architecture } = adapter.info;
  if (WANTED_ADAPTER && architecture !== WANTED_ADAPTER)
    throw new Error(`these tests are for the adapter "${WANTED_ADAPTER}"; Node found "${architecture}".`);
  device.addEventListener('uncapturederror', (event) => uncaptured.push(event.error.message));
  backend.poisonOutputs();
});

afterEach(() => {
  const errors = uncaptured.splice(0);
  expect(errors, 'uncaptured GPU errors').toEqual([]);
});

afterAll(() => closeGpu());
