import { gpu } from '../../src/gpu/device';

/** The architecture of the adapter that a test run is for; any, where it is not set. */
export const WANTED_ADAPTER = process.env.TASKFIELD_ADAPTER;

/** Chromium's software adapter: its tests run in a project of their own (test/vitest.config.ts). */
export const ON_SWIFTSHADER = WANTED_ADAPTER === 'swiftshader';

/** The device that the GPU tests share. */
export function testDevice(): GPUDevice {
  return gpu().device;
}
