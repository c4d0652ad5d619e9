/** The GPU of the page's runs: opened once, kept from run to run (with its compiled kernels), opened anew after a loss. */
import { NoAdapterError } from '../base/errors';
import { closeGpu, openGpu, type GpuContext } from '../gpu/device';

const NO_MORE =
  'The GPU was lost, and the browser offers no adapter any more; reload the page, and if that does not help, restart the browser: what was saved is kept.';

export class GpuKeeper {
  private context: GpuContext | null = null;
  private opening: Promise<GpuContext> | null = null;
  private wasLost = false;
  private isLost = false;

  /** @param onLost told when the device goes without having been closed here, whatever reason the browser gives */
  constructor(private readonly onLost: () => void) {}

  /** @throws NoAdapterError */
  open(): Promise<GpuContext> {
    if (this.context) return Promise.resolve(this.context);
    // Two may ask at once, and there is one GPU.
    this.opening ??= this.openAnew().finally(() => (this.opening = null));
    return this.opening;
  }

  private async openAnew(): Promise<GpuContext> {
    const context = await openGpu().catch((error: unknown) => {
      throw this.wasLost && error instanceof NoAdapterError ? new NoAdapterError(NO_MORE) : error;
    });
    this.context = context;
    this.isLost = false;
    void context.device.lost.then(() => {
      if (this.context !== context) return;
      this.wasLost = this.isLost = true;
      this.onLost();
    });
    return context;
  }

  /** Whether the open one has gone. */
  get lost(): boolean {
    return this.isLost;
  }

  close(): void {
    if (!this.context) return;
    this.context = null;
    closeGpu();
  }

  /** Bytes of buffers alive, and of those kept for reuse. */
  get bytes(): number {
    return this.context?.backend.bufferManager.numBytesAllocated ?? 0;
  }
}
