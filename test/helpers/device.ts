import { gpu } from '../../src/gpu/device';

/** The device that the GPU tests share. */
export function testDevice(): GPUDevice {
  return gpu().device;
}
