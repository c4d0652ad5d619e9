/**
 * A run that lives on the open GPU: model, optimizer, data and the place in them, moved one step at a time. Whoever
 * owns it decides when (session.ts for the command line, controller.ts for the page).
 */
import { GpuError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import type { Dataset } from '../data/dataset';
import { fractionOf } from '../data/fraction';
import { withDepthFrames } from '../data/frames';
import { Loader } from '../data/loader';
import type { GpuContext } from '../gpu/device';
import { MultiTaskModel, REGULARIZER_SCOPE } from '../model/multitask';
import type { StepFacts } from '../protocol/events';
import type { Task } from '../tasks/task';
import { encodeCheckpoint, restoreCheckpoint } from '../training/checkpoint';
import { checkCrossTasks } from '../training/cross-view';
import { Trainer } from '../training/trainer';
import { adapterName } from './adapter';
import { headsOf, tasksOf } from './heads';
import { scoresOf } from './held-out';
import type { Checkpoints, StepLog, Surroundings } from './host';
import { labelRules } from './label-rules';
import { checkLabels, openDataset } from './open-dataset';

export interface LiveParts {
  readonly config: ExperimentConfig;
  readonly host: Surroundings;
  readonly checkpoints: Checkpoints;
  readonly log: StepLog;
}

const imagesAStep = ({ batch, accumulate }: ExperimentConfig): number => batch * accumulate;

/** @throws InputError if the data set holds too few images, or no pairs of views where they are wanted */
function loaderOf(config: ExperimentConfig, stored: Dataset): Loader {
  const { seed, crossView, augmentation, input, data } = config;
  const { height, width, mixedSizes } = stored.info;
  const asStored = augmentation.pipeline === 'none' && !mixedSizes && height === input[0] && width === input[1];
  return new Loader({
    dataset: fractionOf(data.frames === 'depth' ? withDepthFrames(stored) : stored, { fraction: data.fraction, seed }),
    split: 'train',
    batch: imagesAStep(config),
    seed,
    pairs: crossView.enabled,
    reach: crossView.reach,
    ...(!asStored && { augment: { ...augmentation, input, rules: labelRules() } }),
  });
}

export class LiveRun {
  readonly config: ExperimentConfig;
  /** Steps done. */
  step = 0;
  private gpuFailure: string | undefined;
  private readonly onGpuError = (event: GPUUncapturedErrorEvent): void => {
    this.gpuFailure ??= event.error.message;
  };

  private constructor(
    private readonly parts: LiveParts,
    private readonly context: GpuContext,
    /** Every image of the network's size. */
    readonly dataset: Dataset,
    private readonly made: {
      /** Of the samples as they are stored. */
      readonly loader: Loader;
      readonly tasks: readonly Task[];
      readonly model: MultiTaskModel;
      readonly trainer: Trainer;
    },
  ) {
    this.config = parts.config;
    context.device.addEventListener('uncapturederror', this.onGpuError);
  }

  /**
   * Reads or makes the data, builds the model and restores the last checkpoint, if there is one.
   * @throws InputError, DeviceLostError, or the signal's reason; then nothing of it is left on the GPU
   */
  static async prepare(parts: LiveParts, context: GpuContext): Promise<LiveRun> {
    const { config, host } = parts;
    const saved = await parts.checkpoints.readCheckpoint();
    const { stored, fitted } = await openDataset(host, config);
    host.signal?.throwIfAborted();
    checkLabels(config, stored.info);
    const loader = loaderOf(config, stored);
    const tasks = tasksOf(config);
    checkCrossTasks(config, tasks);
    const model = new MultiTaskModel(config, headsOf(tasks, config, stored.info));
    const stepsPerEpoch = loader.batchesPerEpoch;
    const trainer = new Trainer(config, model, tasks, { stepsPerEpoch });
    try {
      const run = new LiveRun(parts, context, fitted, { loader, tasks, model, trainer });
      if (saved) run.step = restoreCheckpoint(saved, { model, ...trainer.saved });
      if (config.crossView.enabled) await loader.batch(run.step); // images without cameras are refused now
      await parts.log.cutAfter(run.step);
      run.announce();
      return run;
    } catch (error) {
      trainer.dispose();
      model.dispose();
      throw error;
    }
  }

  get model(): MultiTaskModel {
    return this.made.model;
  }

  get trainer(): Trainer {
    return this.made.trainer;
  }

  get tasks(): readonly Task[] {
    return this.made.tasks;
  }

  get done(): boolean {
    return this.step >= this.config.steps;
  }

  /** Trainable numbers of encoder and decoder, and those of the regularizer. */
  get parameters(): { readonly model: number; readonly regularizer: number } {
    const regularizer = this.model.store
      .trainable()
      .filter(({ name }) => name.startsWith(`${REGULARIZER_SCOPE}.`))
      .reduce((sum, { value }) => sum + value.size, 0);
    return { model: this.model.store.count() - regularizer, regularizer };
  }

  /** One step: trained, logged, told. @throws NonFiniteLossError, DeviceLostError, GpuError; the last checkpoint stands */
  async advance(): Promise<StepFacts> {
    const learnt = await this.trainer.step(this.step, await this.made.loader.batch(this.step));
    const facts = { ...learnt, ...(this.evaluationDue(learnt.step) && { scores: await this.heldOutScores() }) };
    this.checkGpu();
    await this.parts.log.append(facts);
    this.step = facts.step;
    this.parts.host.emit({ kind: 'step', facts, steps: this.config.steps });
    return facts;
  }

  private evaluationDue(step: number): boolean {
    const { every } = this.config.evaluation;
    return every > 0 && (step % every === 0 || step === this.config.steps);
  }

  private heldOutScores(): Promise<Record<string, number>> {
    const { model, tasks, dataset, config } = this;
    return scoresOf({ model, tasks, dataset, images: config.evaluation.images });
  }

  /** Cosines between the tasks' gradients on the shared encoder, as the next step will see them. [tasks, tasks] */
  async agreement(): Promise<number[][]> {
    const cosines = await this.trainer.taskCosines(this.step, await this.made.loader.batch(this.step));
    this.checkGpu();
    return cosines;
  }

  /** A checkpoint is due between steps, not at the end: that one is written in any case. */
  get saveDue(): boolean {
    return this.step % this.config.checkpointEvery === 0 && !this.done;
  }

  async save(): Promise<void> {
    const { config, model, step } = this;
    const bytes = await encodeCheckpoint({ config, model, ...this.trainer.saved, step });
    await this.parts.checkpoints.writeCheckpoint(bytes, step);
    this.parts.host.emit({ kind: 'saved', step });
  }

  dispose(): void {
    this.context.device.removeEventListener('uncapturederror', this.onGpuError);
    this.trainer.dispose();
    this.model.dispose();
  }

  private announce(): void {
    const { model, regularizer } = this.parameters;
    this.parts.host.emit({
      kind: 'ready',
      adapter: adapterName(this.context.adapter),
      parameters: model,
      regularizerParameters: regularizer,
      step: this.step,
      steps: this.config.steps,
    });
  }

  /** A refused GPU command would leave results that look like results. */
  private checkGpu(): void {
    if (this.gpuFailure === undefined) return;
    throw new GpuError(`A GPU command was refused (${this.gpuFailure}); the last save stands: continue from it.`);
  }
}
