/**
 * A run: commands in (stop), events out. It owns the loop batch -> step -> event, looks at commands between steps,
 * and knows neither page nor command line.
 */
import { GpuError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import type { Dataset } from '../data/dataset';
import { Loader } from '../data/loader';
import { closeGpu, openGpu, type GpuContext } from '../gpu/device';
import { MultiTaskModel, REGULARIZER_SCOPE } from '../model/multitask';
import { encodeCheckpoint, restoreCheckpoint } from '../training/checkpoint';
import { Trainer } from '../training/trainer';
import { adapterName } from './adapter';
import type { Host } from './host';
import { MetricsLog } from './metrics-log';
import { headsOf, tasksOf } from './heads';
import { openDataset } from './open-dataset';
import { writePictures } from './pictures';

export class Session {
  private stopRequested = false;
  private gpuFailure: string | undefined;

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
    const context = await openGpu();
    context.device.addEventListener('uncapturederror', (event) => (this.gpuFailure ??= event.error.message));
    try {
      await this.train(context);
    } finally {
      closeGpu();
    }
  }

  private async train({ adapter }: GpuContext): Promise<void> {
    const { config, host } = this;
    const saved = await host.run.readCheckpoint();
    const dataset = await openDataset(host, config);
    const tasks = tasksOf(config);
    const model = new MultiTaskModel(config, headsOf(tasks, config, dataset.info));
    const trainer = new Trainer(config, model, tasks);
    const first = saved ? restoreCheckpoint(saved, { model, optimizer: trainer.optimizer }) : 0;
    const log = new MetricsLog(host.run, config.tasks, config.regularizer.enabled);
    await log.cutAfter(first);
    this.announce(adapter, model, first);
    const loader = new Loader({ dataset, split: 'train', batch: config.batch, seed: config.seed });
    let step = first;
    while (step < config.steps && !this.stopRequested) {
      const facts = await trainer.step(step, await loader.batch(step));
      this.checkGpu();
      await log.append(facts);
      step = facts.step;
      host.emit({ kind: 'step', facts, steps: config.steps });
      if (step % config.checkpointEvery === 0 && step < config.steps) await this.save(trainer, step);
    }
    if (step > first || !saved) await this.save(trainer, step);
    await this.finish({ model, dataset, step });
    trainer.dispose();
    model.dispose();
  }

  private announce(adapter: GPUAdapter, model: MultiTaskModel, step: number): void {
    const all = model.store.count();
    const regularizer = model.store
      .trainable()
      .filter(({ name }) => name.startsWith(`${REGULARIZER_SCOPE}.`))
      .reduce((sum, { value }) => sum + value.size, 0);
    this.host.emit({
      kind: 'ready',
      adapter: adapterName(adapter),
      parameters: all - regularizer,
      regularizerParameters: regularizer,
      step,
      steps: this.config.steps,
    });
  }

  private async save(trainer: Trainer, step: number): Promise<void> {
    const bytes = await encodeCheckpoint({
      config: this.config,
      model: trainer.model,
      optimizer: trainer.optimizer,
      step,
    });
    await this.host.run.writeCheckpoint(bytes);
    this.host.emit({ kind: 'saved', step });
  }

  private async finish({
    model,
    dataset,
    step,
  }: {
    model: MultiTaskModel;
    dataset: Dataset;
    step: number;
  }): Promise<void> {
    await writePictures(this.host.run, { model, dataset, config: this.config });
    this.host.emit({ kind: step < this.config.steps ? 'stopped' : 'finished', step });
  }

  /** A refused GPU command would leave results that look like results. */
  private checkGpu(): void {
    if (this.gpuFailure === undefined) return;
    throw new GpuError(`A GPU command was refused (${this.gpuFailure}); the last save stands: continue from it.`);
  }
}
