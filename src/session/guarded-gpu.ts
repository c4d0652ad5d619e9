/** The GPU for one piece of work. */
import { GpuError } from '../base/errors';
import { closeGpu, openGpu } from '../gpu/device';

/**
 * Opens the GPU, does the work, closes it.
 * @throws NoAdapterError; GpuError if a command was refused: its results would look like results
 */
export async function withGpu<T>(work: () => Promise<T>): Promise<T> {
  const { device } = await openGpu();
  try {
    return await watched(device, work);
  } finally {
    closeGpu();
  }
}

/** The same on a GPU that is open, and stays so. @throws GpuError */
export async function watched<T>(device: GPUDevice, work: () => Promise<T>): Promise<T> {
  let refused: string | undefined;
  const listen = (event: GPUUncapturedErrorEvent): void => {
    refused ??= event.error.message;
  };
  device.addEventListener('uncapturederror', listen);
  try {
    const result = await work();
    if (refused !== undefined)
      throw new GpuError(`A GPU command was refused (${refused}); nothing was written: try a smaller batch or input.`);
    return result;
  } finally {
    device.removeEventListener('uncapturederror', listen);
  }
}
