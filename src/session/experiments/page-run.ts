/** One cell of an experiment as a run of the page: trained where any run is, then evaluated, then kept as a result. */
import { InputError, StorageError } from '../../base/errors';
import type { RunPart } from '../../data/schema';
import { gpu } from '../../gpu/device';
import type { RunState } from '../../protocol/messages';
import type { RunController } from '../controller';
import { watched } from '../guarded-gpu';
import type { Library } from '../library';
import { MetricsPool, type MetricsWorker } from '../metrics-pool';
import { nextTask } from '../turns';
import type { Cell, CellResult } from './cells';
import { resultOf, scoresOf, type Scores } from './score';

/** The run came to rest before its last step, though the experiment did not want it: a person did. */
export class RestedError extends Error {
  override name = 'RestedError';
}

export interface PageRunParts {
  readonly run: RunController;
  readonly library: Library;
  /** Starts a worker that counts for metrics; absent: they are counted in place. */
  readonly startMetrics?: () => MetricsWorker;
}

export interface Phase {
  readonly phase: 'training' | 'evaluating';
  readonly at: number;
  readonly of: number;
}

export interface CellTask {
  readonly cell: Cell;
  /** Of the run. */
  readonly name: string;
  /** Key of the experiment. */
  readonly experiment: string;
  /** Its model stays, as a stored run. */
  readonly keep: boolean;
  readonly tell: (phase: Phase) => void;
  /** Aborted: the run is saved and rests. */
  readonly signal: AbortSignal;
}

const MOVING: readonly RunState['status'][] = ['preparing', 'training'];

const UNSAVED = 'The run could not be saved, so it cannot be evaluated; free storage, then let the experiment go on.';

export class PageRun {
  private hear: (state: RunState) => void = () => undefined;

  constructor(private readonly parts: PageRunParts) {}

  /** Every state of the controller's run. */
  heard(state: RunState): void {
    this.hear(state);
  }

  /**
   * Goes on where the cell's run stands, or begins it; its result is stored, and the run goes, unless it is to be kept.
   * @throws the signal's reason, RestedError, or the error with the sentence that the run failed with
   */
  async make(task: CellTask): Promise<CellResult> {
    const started = performance.now();
    const runId = await this.train(task);
    const shelf = await this.parts.library.shelf();
    const { adapter, millisecondsPerStep } = this.parts.run.state;
    if (millisecondsPerStep > 0) await shelf.noteTime(runId, millisecondsPerStep);
    const time = (await shelf.partOf(runId))?.time ?? null;
    const scores = await this.evaluate(task, runId);
    const seconds = (performance.now() - started) / 1000;
    const result = await resultOf(task.cell, { adapter, seconds, time }, scores);
    await shelf.write(result, task.keep ? null : runId);
    if (!task.keep) await this.parts.run.deleteRun({ runId }); // nor does the page show what is stored nowhere
    return result;
  }

  /** @returns the id of the run, which is finished and saved */
  private async train(task: CellTask): Promise<string> {
    const { signal, cell } = task;
    signal.throwIfAborted();
    const runId = await this.launch(task);
    await this.rest(runId, task);
    const { run } = this.parts;
    if (signal.aborted) {
      await this.halt(runId);
      signal.throwIfAborted();
    }
    const { runId: now, status, problem } = run.state;
    if (now === runId && status === 'failed') throw Object.assign(new Error(problem!.message), { name: problem!.name });
    if (now !== runId || status !== 'finished') throw new RestedError(`The run of cell ${cell.key} was stopped.`);
    return runId;
  }

  private async launch({ cell, name, experiment }: CellTask): Promise<string> {
    const { run, library } = this.parts;
    const shelf = await library.shelf();
    const part: RunPart = { experiment, cell: cell.key };
    const begun = await shelf.runOf(cell.key);
    const { runId, status } = run.state;
    if (begun && begun.id === runId && status === 'finished') return runId;
    if (begun) {
      const opened = await run.open({ runId: begun.id }).catch((error: unknown) => error);
      if (!(opened instanceof Error)) return begun.id;
      if (!(opened instanceof InputError)) throw opened;
      await run.deleteRun({ runId: begun.id }); // of another version: it begins anew
    }
    return (await run.start({ config: cell.config, name }, part)).runId;
  }

  /** Resolves when the run does not move any more, or should not. */
  private async rest(runId: string, { signal, tell }: CellTask): Promise<void> {
    const { run } = this.parts;
    let look = (): void => undefined;
    try {
      await new Promise<void>((resolve) => {
        look = () => {
          const { state } = run;
          if (state.runId === runId) tell({ phase: 'training', at: state.step, of: state.steps });
          if (signal.aborted || state.runId !== runId || !MOVING.includes(state.status)) resolve();
        };
        this.hear = look;
        signal.addEventListener('abort', look);
        look();
      });
    } finally {
      this.hear = () => undefined;
      signal.removeEventListener('abort', look);
    }
  }

  /** Saved, if there is anything to save. */
  private async halt(runId: string): Promise<void> {
    const { run } = this.parts;
    const is = (status: RunState['status']): boolean => run.state.runId === runId && run.state.status === status;
    if (is('preparing')) await run.cancelPreparing();
    if (is('training')) await run.pause().catch(() => undefined); // it failed at this step: its state says so
  }

  private async evaluate({ cell, signal, tell }: CellTask, runId: string): Promise<Scores> {
    const { run, library, startMetrics } = this.parts;
    const checkpoint = await (await library.shelf()).checkpoint(runId);
    if (!checkpoint || run.state.savedStep < cell.config.steps) throw new StorageError(UNSAVED);
    const data = await library.data();
    const pool = new MetricsPool(startMetrics);
    try {
      return await watched(gpu().device, () =>
        scoresOf(checkpoint, {
          host: { data, emit: () => undefined, signal },
          signal,
          tools: { countEdges: pool.countEdges },
          turn: (job) => run.turn(job),
          onProgress: (at, of) => tell({ phase: 'evaluating', at, of }),
        }),
      );
    } catch (error) {
      await nextTask(); // a lost GPU shows here and in the run's state, in either order
      const { status, problem } = run.state;
      if (status === 'failed') throw new Error(problem!.message, { cause: error }); // the GPU was lost meanwhile
      throw error;
    } finally {
      pool.close();
    }
  }
}
