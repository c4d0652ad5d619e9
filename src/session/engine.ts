/**
 * The page's one run and what moves it: preparation, the loop of steps, saves, the end. Steps, saves and views take
 * turns on the GPU, so that a view is answered between two steps. What may be asked when is controller.ts's matter.
 */
import { InputError, StorageError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import type { GpuContext } from '../gpu/device';
import type { RunEvent, StepFacts } from '../protocol/events';
import type { RunState } from '../protocol/messages';
import { NO_RUN } from '../protocol/no-run';
import { adapterName } from './adapter';
import type { BrowserRun } from './browser-host';
import { presetCosting } from './catalog';
import { GpuKeeper } from './gpu-keeper';
import type { Library } from './library';
import { LiveRun } from './live';
import { cancelled, Pace, problemOf } from './run-state';
import { nextTask, Turns } from './turns';
import type { ViewContext, Views } from './views/context';

/** Whoever listens to the run (protocol/outbox.ts). */
export interface Teller {
  state(state: RunState): void;
  facts(facts: StepFacts): void;
}

export interface EngineParts {
  readonly library: Library;
  readonly views: Views;
  readonly tell: Teller;
}

/** A run with its place in the store. */
export interface Current {
  readonly stored: BrowserRun;
  readonly config: ExperimentConfig;
  /** Just begun: leaves nothing behind if it is called off. */
  readonly fresh: boolean;
  /** Once it is prepared, until it fails or another takes its place. */
  live?: LiveRun;
}

export class Engine {
  readonly gpu = new GpuKeeper(() => this.lost());
  private told: RunState = NO_RUN;
  private current: Current | null = null;
  private ending: 'pause' | 'stop' | null = null;
  private preparing: AbortController | null = null;
  private pace = new Pace();
  /** What moves by itself; never refused. */
  private moving: Promise<void> = Promise.resolve();
  readonly turns = new Turns();

  constructor(private readonly parts: EngineParts) {
    parts.tell.state(this.told);
  }

  get state(): RunState {
    return this.told;
  }

  /** Whether there is a model to look at. */
  get hasModel(): boolean {
    return this.current?.live !== undefined;
  }

  /** Prepares a run, then trains it; needs `end` before. Returns at once. */
  async launch(current: Current, context: GpuContext): Promise<void> {
    const { config, stored } = current;
    const { id, name, step, savedAt } = stored.row;
    const missing = await this.parts.library.problem();
    this.current = current;
    this.pace = new Pace();
    this.set({
      ...NO_RUN,
      status: 'preparing',
      activity: 'Reading the data',
      runId: id,
      name,
      config,
      step,
      steps: config.steps,
      ...(step > 0 && { savedStep: step, savedAt }),
      adapter: adapterName(context.adapter),
      fallback: context.adapter.info.isFallbackAdapter,
      problem: missing === null ? this.told.problem : { name: StorageError.name, message: missing },
    });
    this.moving = this.prepare(current, context);
  }

  /** Goes on after a pause. */
  resume(): void {
    this.moving = this.train(this.current!.live!);
  }

  /** One step by itself. @throws what ended the run */
  async single(): Promise<void> {
    const live = this.current!.live!;
    try {
      await this.turns.take(() => this.advance(live));
      if (live.done) await this.settle(live);
    } catch (error) {
      await this.fail(error);
      throw error;
    }
  }

  /** Pauses or stops after the step that is under way, saved. */
  async halt(how: 'pause' | 'stop'): Promise<void> {
    const { status } = this.told;
    this.ending = how;
    if (status === 'training') await this.moving;
    else if (status === 'paused') await this.settle(this.current!.live!).catch((error: unknown) => this.fail(error));
  }

  async cancelPreparing(): Promise<void> {
    this.preparing?.abort(cancelled());
    if (this.preparing) await this.moving;
  }

  /** Saves a run that stands still and could not be saved before, now that there may be room. */
  async saveAgain(): Promise<void> {
    const live = this.current?.live;
    if (live && this.told.status !== 'training') await this.turns.take(() => this.save(live));
  }

  /** Ends the present run, saved, and frees its model. */
  async end(): Promise<void> {
    await this.cancelPreparing();
    await this.halt('stop');
    await this.saveAgain().catch(() => undefined); // a run that ended unsaved may still be
    await this.free();
    this.current = null;
    this.set(NO_RUN);
  }

  /** Ends the present run and gives the GPU back. */
  async close(): Promise<void> {
    await this.end();
    this.gpu.close();
  }

  /** Between two steps. @throws InputError if there is no model */
  look<T>(at: (context: ViewContext) => Promise<T>): Promise<T> {
    return this.turns.take(() => {
      const live = this.current?.live;
      if (!live) throw new InputError('There is no model to look at; start a run, or open a stored one.');
      return at(live);
    });
  }

  async history(fromStep: number): Promise<StepFacts[]> {
    return (await this.current?.stored.history(fromStep)) ?? [];
  }

  /** Something cannot be stored: the run goes on. */
  readonly warn = ({ name, message }: StorageError): void => {
    const moves = ['preparing', 'training'].includes(this.told.status);
    const rest = moves ? 'training goes on unsaved' : 'until then the run is not saved';
    this.set({ problem: { name, message: `${message.replace(/\.$/, '')}; ${rest}.` } });
  };

  private set(change: Partial<RunState>): void {
    this.told = { ...this.told, ...change };
    this.parts.tell.state(this.told);
  }

  private async prepare(current: Current, context: GpuContext): Promise<void> {
    const { config, stored } = current;
    const { signal } = (this.preparing = new AbortController());
    try {
      const host = { data: await this.parts.library.data(), emit: this.hear, signal };
      const parts = { config, host, checkpoints: stored, log: stored };
      current.live = await this.turns.take(() => LiveRun.prepare(parts, context));
      signal.throwIfAborted();
    } catch (error) {
      this.preparing = null;
      await (signal.aborted ? this.forget(current) : this.fail(error));
      return;
    }
    this.preparing = null;
    await this.train(current.live);
  }

  /** A run that was called off: one that was saved before stays in the store. */
  private async forget({ fresh, stored }: Current): Promise<void> {
    await this.free();
    this.current = null;
    if (fresh) await this.parts.library.deleteRun(stored.row.id).catch(this.warnOfStorage);
    this.set(NO_RUN);
  }

  private async train(live: LiveRun): Promise<void> {
    this.ending = null;
    const { model, regularizer } = live.parameters;
    this.set({
      status: 'training',
      progress: null,
      step: live.step,
      parameters: model,
      regularizerParameters: regularizer,
      activity: this.pace.warm ? '' : 'Compiling kernels: the first step takes longer',
      path: live.model.regularizer?.path ?? null,
    });
    try {
      while (!live.done && !this.halting) {
        await this.turns.take(() => this.advance(live));
        await nextTask(); // commands that arrived meanwhile come first
      }
      await this.settle(live);
    } catch (error) {
      await this.fail(error);
    }
  }

  /** A command may have changed it since it was last looked at. */
  private get halting(): boolean {
    return this.ending !== null;
  }

  private async advance(live: LiveRun): Promise<void> {
    const start = performance.now();
    await live.advance();
    this.pace.add(performance.now() - start);
    this.set({ step: live.step, activity: '', millisecondsPerStep: this.pace.median, gpuBytes: this.gpu.bytes });
    if (live.saveDue) await this.save(live);
  }

  /** Saved, then as still as was asked for. */
  private async settle(live: LiveRun): Promise<void> {
    await this.turns.take(() => this.save(live));
    const still = this.ending === 'stop' ? 'stopped' : 'paused';
    this.set({ status: live.done ? 'finished' : still, activity: '' });
  }

  /** What cannot be stored is told, and the run goes on. */
  private async save(live: LiveRun): Promise<void> {
    if (this.told.savedAt > 0 && this.told.savedStep === live.step) return;
    try {
      await live.save();
    } catch (error) {
      this.warnOfStorage(error);
      return;
    }
    const problem = await this.parts.library.problem();
    this.set({
      savedStep: live.step,
      savedAt: Date.now(),
      problem: problem === null ? null : { name: StorageError.name, message: problem },
    });
    await this.notePace(live);
  }

  private readonly warnOfStorage = (error: unknown): void => {
    if (!(error instanceof StorageError)) throw error;
    this.warn(error);
  };

  /** Remembered for the preset's card. */
  private async notePace({ config }: LiveRun): Promise<void> {
    const { adapter, millisecondsPerStep } = this.told;
    const preset = presetCosting(config);
    if (preset && millisecondsPerStep > 0)
      await this.parts.library.notePace(adapter, preset, millisecondsPerStep / 1000);
  }

  private readonly hear = (event: RunEvent): void => {
    if (event.kind === 'step') this.parts.tell.facts(event.facts);
    if (event.kind !== 'data') return;
    const { done, total } = event;
    if (done < total) this.set({ activity: `Making rooms: ${done} of ${total}`, progress: done / total });
    else this.set({ activity: 'Building the model', progress: null });
  };

  /** While steps are taken, the step that is under way finds out by itself. */
  private lost(): void {
    if (['paused', 'finished', 'stopped'].includes(this.told.status)) void this.fail(null);
    if (this.told.status === 'idle') this.gpu.close(); // a comparison had it: the next question opens another
  }

  /** Stops with one sentence; what was saved stands. The GPU is opened anew for the next run. */
  private async fail(thrown: unknown): Promise<void> {
    if (this.told.status === 'failed') return;
    const problem = problemOf(thrown, this.told, this.gpu.lost);
    this.set({ status: 'failed', activity: '', progress: null, gpuBytes: 0, problem });
    await this.current?.stored.flush();
    await this.free();
    this.gpu.close();
  }

  private async free(): Promise<void> {
    const live = this.current?.live;
    if (!live) return;
    delete this.current!.live;
    await this.turns.take(() => live.dispose());
  }
}
