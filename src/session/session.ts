/** A run from its last checkpoint to its last step, kept as files: what the command line does. */
import type { ExperimentConfig } from '../config/experiment';
import { closeGpu, openGpu } from '../gpu/device';
import type { Host } from './host';
import { LiveRun } from './live';
import { MetricsLog } from './metrics-log';
import { writePictures } from './pictures';

export class Session {
  private stopRequested = false;

  constructor(
    private readonly config: ExperimentConfig,
    private readonly host: Host,
  ) {}

  /** The run ends, saved, after the step that is under way. */
  requestStop(): void {
    this.stopRequested = true;
  }

  /**
   * Trains from the last checkpoint (or from the start) to the last step or until asked to stop.
   * @throws NoAdapterError, NonFiniteLossError, DeviceLostError, GpuError, InputError; the last checkpoint stands
   */
  async run(): Promise<void> {
    const { config, host } = this;
    const context = await openGpu();
    try {
      const log = new MetricsLog(host.run, config);
      await this.train(await LiveRun.prepare({ config, host, checkpoints: host.run, log }, context));
    } finally {
      closeGpu();
    }
  }

  private async train(run: LiveRun): Promise<void> {
    const { host } = this;
    const first = run.step;
    try {
      while (!run.done && !this.stopRequested) {
        await run.advance();
        if (run.saveDue) await run.save();
      }
      if (run.step > first || (await host.run.readCheckpoint()) === undefined) await run.save();
      await writePictures(host.run, run);
      host.emit({ kind: run.done ? 'finished' : 'stopped', step: run.step });
    } finally {
      run.dispose();
    }
  }
}
