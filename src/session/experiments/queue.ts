/**
 * The page's experiments: one at a time, its cells one after the other, each an ordinary run of the page. What is done
 * is kept; what is under way goes on after a pause, a failure or a reload.
 */
import { InputError, StorageError } from '../../base/errors';
import type { ExperimentRow } from '../../data/schema';
import type { ExperimentProgress, ExperimentWish } from '../../protocol/experiment-messages';
import type { RunState } from '../../protocol/messages';
import { aloneIn, type Alone, type Release } from './alone';
import type { Cell } from './cells';
import type { PlannedExperiment } from './experiment';
import { PageRun, RestedError, type PageRunParts, type Phase } from './page-run';
import type { Shelf } from './shelf';
import { Turns } from '../turns';
import { keyOfWish, plannedFor } from './wish';

export interface QueueParts extends PageRunParts {
  readonly tell: (progress: ExperimentProgress | null) => void;
  /** Of a test; else the browser's locks. */
  readonly alone?: Alone;
}

/** The experiment that is running here. */
interface Job {
  readonly key: string;
  readonly title: string;
  readonly stop: AbortController;
  /** The cell under way. */
  cell?: Cell;
}

/** For another tab to end. */
interface Waiting {
  readonly stop: AbortController;
  /** Once it has ended. */
  release?: Release;
}

const GONE = 'This experiment is not stored in this browser any more; choose another from the list.';
const ELSEWHERE = 'Another tab of this browser is running an experiment; pause it there, or close that tab.';

export class ExperimentQueue {
  private readonly page: PageRun;
  private readonly alone: Alone;
  private readonly orders = new Turns();
  private job: Job | null = null;
  /** Resolves when none runs any more, its row says why, and the lock is free. */
  private ended: Promise<void> = Promise.resolve();
  private waiting: Waiting | null = null;

  constructor(private readonly parts: QueueParts) {
    this.page = new PageRun(parts);
    this.alone = parts.alone ?? aloneIn();
  }

  /** The cell that is trained or evaluated now, and the title of its experiment. */
  get present(): { readonly cell: Cell; readonly title: string } | null {
    const { cell, title = '' } = this.job ?? {};
    return cell ? { cell, title } : null;
  }

  /** Every state of the controller's run. */
  heard(state: RunState): void {
    this.page.heard(state);
  }

  /** After a reload: the experiment that was running goes on, as soon as no other tab runs one. */
  async wake(): Promise<void> {
    if (!(await this.running())) return;
    const waiting: Waiting = { stop: new AbortController() };
    this.waiting = waiting;
    waiting.release = await this.alone.wait(waiting.stop.signal);
    await this.orders.take(async () => {
      if (this.waiting !== waiting) return; // another order came first
      const row = await this.running();
      const isFree = this.parts.run.state.status === 'idle';
      await (row && isFree ? this.take(row) : this.withLock(() => this.rest()));
    });
  }

  /** One that was begun with the same wish goes on. @throws InputError for settings that do not go together */
  begin(wish: ExperimentWish): Promise<{ readonly key: string }> {
    return this.orders.take(async () => {
      await plannedFor(wish);
      const key = await keyOfWish(wish);
      await this.take({ key, wish });
      return { key };
    });
  }

  /** The run under way is saved. @throws InputError if another tab runs it, or there is none */
  pause(key: string): Promise<void> {
    return this.orders.take(async () => {
      const row = await this.rowOf(key);
      if (this.job?.key === key) return this.halt();
      if (row.status === 'running') await this.withLock(() => this.rest());
    });
  }

  /** @throws InputError if another tab runs one, or there is none of this key */
  resume(key: string): Promise<void> {
    return this.orders.take(async () => {
      const row = await this.rowOf(key);
      if (this.job?.key !== key) await this.take(row);
    });
  }

  /** Whatever runs is paused: a person wants the page's run. @returns whether anything did */
  yield(): Promise<boolean> {
    return this.orders.take(async () => {
      const was = this.job !== null;
      await this.halt();
      return was;
    });
  }

  /** Its results go, but those that another experiment has too, with their models, and its unfinished run. */
  delete(key: string): Promise<void> {
    return this.orders.take(async () => {
      if (this.job?.key === key) await this.halt();
      const row = await this.rowOf(key);
      await (row.status === 'running' ? this.withLock(() => this.drop(row)) : this.drop(row));
    });
  }

  private shelf(): Promise<Shelf> {
    return this.parts.library.shelf();
  }

  private async running(): Promise<ExperimentRow | undefined> {
    return (await (await this.shelf()).experiments()).find(({ status }) => status === 'running');
  }

  private async rowOf(key: string): Promise<ExperimentRow> {
    const row = await (await this.shelf()).experiment(key);
    if (!row) throw new InputError(GONE);
    return row;
  }

  /** Those that are said to run are paused: nobody runs them, for whoever calls this holds the lock. */
  private async rest(): Promise<void> {
    const shelf = await this.shelf();
    for (const row of await shelf.experiments()) {
      if (row.status === 'running') await shelf.put({ ...row, status: 'paused' });
    }
  }

  private async withLock(job: () => Promise<void>): Promise<void> {
    const release = await this.lock();
    await job().finally(release);
  }

  /** The one that was waited for, or a new one. @throws InputError if another tab has it */
  private async lock(): Promise<Release> {
    const release = this.waiting?.release ?? (await this.alone.take());
    if (!release) throw new InputError(ELSEWHERE);
    this.waiting?.stop.abort();
    this.waiting = null;
    return release;
  }

  /** In place of whatever runs here. */
  private async take(row: Pick<ExperimentRow, 'key' | 'wish'>): Promise<void> {
    await this.halt();
    const release = await this.lock();
    try {
      await this.rest();
      await this.launch(row, release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** @throws StorageError; what was stored before stands */
  private async launch({ key, wish }: Pick<ExperimentRow, 'key' | 'wish'>, release: Release): Promise<void> {
    const planned = await plannedFor(wish);
    await (await this.shelf()).put({ key, wish, status: 'running', problem: null });
    const job: Job = { key, title: planned.spec.title, stop: new AbortController() };
    this.job = job;
    this.ended = this.work(job, { planned, wish }).finally(release);
  }

  private async halt(): Promise<void> {
    this.job?.stop.abort();
    await this.ended;
  }

  private async work(job: Job, { planned, wish }: { planned: PlannedExperiment; wish: unknown }): Promise<void> {
    let end: Pick<ExperimentRow, 'status' | 'problem'> = { status: 'finished', problem: null };
    try {
      await this.cells(job, planned, (wish as ExperimentWish).keep === true);
    } catch (error) {
      const rests = job.stop.signal.aborted || error instanceof RestedError;
      end = rests
        ? { status: 'paused', problem: null }
        : { status: 'failed', problem: error instanceof Error ? error.message : String(error) };
    }
    // What cannot be stored is found running after a reload, and goes on then.
    await (await this.shelf()).put({ key: job.key, wish, ...end }).catch((error: unknown) => {
      if (!(error instanceof StorageError)) throw error;
    });
    this.job = null;
    this.parts.tell(null);
  }

  private async cells(job: Job, planned: PlannedExperiment, keep: boolean): Promise<void> {
    const shelf = await this.shelf();
    const { cells } = planned;
    for (const cell of cells) {
      const known = await shelf.done();
      if (known.has(cell.key)) continue;
      const done = cells.filter(({ key }) => known.has(key)).length;
      const rows = planned.titlesOf(cell.key);
      const { seed } = cell.config;
      job.cell = cell;
      const tell = (phase: Phase): void =>
        this.parts.tell({ key: job.key, done, runs: cells.length, rows, seed, ...phase });
      const name = planned.nameOf(cell);
      await this.page.make({ cell, name, experiment: job.key, keep, tell, signal: job.stop.signal });
    }
  }

  private async drop({ key, wish }: ExperimentRow): Promise<void> {
    const shelf = await this.shelf();
    const keysOf = async (of: unknown): Promise<string[] | null> => {
      const planned = await plannedFor(of).catch(() => null); // of another version: which are its own is not known
      return planned && planned.cells.map((cell) => cell.key);
    };
    const others = (await shelf.experiments()).filter((row) => row.key !== key);
    const needed = await Promise.all(others.map((row) => keysOf(row.wish)));
    const known = new Set(needed.flatMap((keys) => keys ?? []));
    // With those that belong to no experiment any more, unless there is one that cannot be read.
    const stale = needed.includes(null) ? [] : await shelf.done();
    const cells = [...new Set([...((await keysOf(wish)) ?? []), ...stale])].filter((cell) => !known.has(cell));
    const { run } = this.parts;
    const runs = await shelf.runsOf(cells);
    if (run.state.runId !== null && runs.includes(run.state.runId)) {
      await run.stop().catch(() => undefined); // it has ended
      await run.deleteRun({ runId: run.state.runId });
    }
    await shelf.delete(key, cells);
  }
}
