/**
 * Commands for the page's run: what may be asked when, one after the other, each answered when it is done. Views and
 * history are answered meanwhile.
 */
import { InputError } from '../base/errors';
import { parseConfig } from '../config/parse';
import type { RunPart } from '../data/schema';
import type { Answer, Args, RunState, StorageFacts } from '../protocol/messages';
import { Engine, type EngineParts } from './engine';
import { tasksOf } from './heads';
import { dataNameOf, type Library } from './library';
import { Turns } from './turns';
import type { ViewContext, ViewKind, Views } from './views/context';

type Where = { readonly step: number };

export class RunController {
  private readonly engine: Engine;
  private readonly library: Library;
  private readonly views: Views;
  private readonly orders = new Turns();

  constructor(parts: EngineParts) {
    this.engine = new Engine(parts);
    this.library = parts.library;
    this.views = parts.views;
  }

  get state(): RunState {
    return this.engine.state;
  }

  /**
   * Begins a new run; the present one is saved and ended.
   * @param part of an experiment
   * @throws InputError, NoAdapterError
   */
  start({ config, name }: Args<'start'>, part?: RunPart): Promise<Answer<'start'>> {
    return this.orders.take(async () => {
      const checked = parseConfig(config);
      tasksOf(checked);
      const context = await this.engine.gpu.open();
      await this.engine.end();
      const stored = await this.library.begin(checked, name, this.engine.warn, part);
      await this.engine.launch({ stored, config: checked, fresh: true }, context);
      return { runId: stored.row.id };
    });
  }

  /** Continues a stored run from its last save. @throws InputError, NoAdapterError */
  open({ runId }: Args<'open'>): Promise<Answer<'open'>> {
    return this.orders.take(async () => {
      if (this.state.runId === runId && this.underWay) {
        if (this.state.status === 'paused') this.engine.resume();
        return { runId };
      }
      const { run: stored, config } = await this.library.open(runId, this.engine.warn);
      const context = await this.engine.gpu.open();
      await this.engine.end();
      await stored.cutAfter(stored.row.step); // steps after the save will be made again
      await this.engine.launch({ stored, config, fresh: false }, context);
      return { runId };
    });
  }

  /** Saves, then stays. */
  pause(): Promise<Where> {
    return this.orders.take(async () => {
      if (this.state.status === 'preparing') throw this.refusal('paused', 'wait until it trains, or cancel');
      if (this.state.status === 'training') await this.engine.halt('pause');
      if (this.state.status !== 'paused' && this.state.status !== 'finished') throw this.refusal('paused');
      return this.where();
    });
  }

  resume(): Promise<Where> {
    return this.orders.take(async () => {
      if (this.state.status !== 'paused' && this.state.status !== 'training') throw this.refusal('resumed');
      if (this.state.status === 'paused') this.engine.resume();
      return this.where();
    });
  }

  /** One step, while paused. @throws what ended the run */
  step(): Promise<Where> {
    return this.orders.take(async () => {
      if (this.state.status !== 'paused') throw this.refusal('stepped', 'pause it first');
      await this.engine.single();
      return this.where();
    });
  }

  /** Saves and ends the run; its model stays to be looked at. */
  stop(): Promise<Where> {
    return this.orders.take(async () => {
      if (this.state.status === 'preparing') await this.engine.cancelPreparing();
      else if (this.underWay) await this.engine.halt('stop');
      else if (!this.engine.hasModel) throw this.refusal('stopped');
      return this.where();
    });
  }

  /** Once the run trains it is too late, and this does nothing. */
  async cancelPreparing(): Promise<undefined> {
    await this.engine.cancelPreparing();
  }

  /** Answered between two steps. @throws InputError if there is no model, or no such image or pixel */
  view<K extends ViewKind>(kind: K, args: Args<K>): Promise<Answer<K>> {
    return this.look((context) => this.views[kind](context, args));
  }

  /** The same for whoever needs no answer by the wire. */
  look<T>(at: (context: ViewContext) => Promise<T>): Promise<T> {
    return this.engine.look(at);
  }

  /** Work on the GPU beside the run: between two steps. */
  turn<T>(job: () => Promise<T>): Promise<T> {
    return this.engine.turns.take(job);
  }

  /** The same where there may be no run: the GPU is opened. @throws NoAdapterError */
  beside<T>(job: () => Promise<T>): Promise<T> {
    return this.turn(async () => {
      await this.engine.gpu.open();
      return job();
    });
  }

  history({ fromStep }: Args<'history'>): Promise<Answer<'history'>> {
    return this.engine.history(fromStep);
  }

  /** @throws InputError while it goes on */
  deleteRun({ runId }: Args<'deleteRun'>): Promise<StorageFacts> {
    return this.orders.take(async () => {
      if (this.state.runId === runId)
        await this.leave(`The run "${this.state.name}" is under way; stop it, then delete it.`);
      await this.library.deleteRun(runId);
      await this.engine.saveAgain();
      return this.library.facts();
    });
  }

  /** @throws InputError while a run that goes on reads it */
  deleteData({ name }: Args<'deleteData'>): Promise<StorageFacts> {
    return this.orders.take(async () => {
      const { config } = this.state;
      if (config && dataNameOf(config) === name)
        await this.leave(`The data set "${name}" is in use by the run "${this.state.name}"; stop it, then delete it.`);
      await this.library.deleteData(name);
      await this.engine.saveAgain();
      return this.library.facts();
    });
  }

  /** Ends the run, saved, and gives the GPU back. */
  close(): Promise<void> {
    return this.orders.take(() => this.engine.close());
  }

  /** Lets go of a run that has come to an end. @throws InputError with `sentence` while it goes on */
  private async leave(sentence: string): Promise<void> {
    if (this.underWay) throw new InputError(sentence);
    await this.engine.end();
  }

  private get underWay(): boolean {
    return ['preparing', 'training', 'paused'].includes(this.state.status);
  }

  private where(): Where {
    return { step: this.state.step };
  }

  private refusal(done: string, advice = 'open it to continue'): InputError {
    const { status, name } = this.state;
    if (status === 'idle') return new InputError(`There is no run to be ${done}; start one, or open a stored one.`);
    return new InputError(`The run "${name}" is ${status} and cannot be ${done}; ${advice}.`);
  }
}
