/**
 * Runs the cells of a table one after the other and keeps what each gave. A run that was interrupted goes on from its
 * last checkpoint; one that is done is never run again.
 */
import type { MeterTools } from '../../tasks/task';
import { decodeCheckpoint } from '../../training/checkpoint';
import type { RunEvent, StepFacts } from '../../protocol/events';
import { withGpu } from '../guarded-gpu';
import type { DataStore, RunStore } from '../host';
import { Session } from '../session';
import type { Cell, CellResult } from './cells';
import { resultOf, scoresOf, type Scores } from './score';

/** Where the results of cells are kept, and their runs while they are under way. */
export interface CellStore {
  /** @returns undefined if this cell is not done */
  read(key: string): Promise<CellResult | undefined>;
  /** All or nothing. The cell's run is not needed any more. */
  write(result: CellResult): Promise<void>;
  run(key: string): RunStore;
}

export type CellEvent =
  | { readonly kind: 'begun'; readonly cell: Cell; readonly number: number; readonly of: number }
  | { readonly kind: 'run'; readonly event: RunEvent }
  | { readonly kind: 'evaluating'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly result: CellResult };

export interface RunnerOptions {
  readonly data: DataStore;
  readonly cells: CellStore;
  readonly tell: (event: CellEvent) => void;
  /** Looked at between steps and images; the cell under way is saved. */
  readonly signal: AbortSignal;
  /** What metrics may hand to other threads. */
  readonly tools?: MeterTools;
}

/** The first steps compile kernels. */
const WARM = 3;

class Clock {
  private readonly times: number[] = [];
  private last = NaN;
  private seen = 0;

  step(): void {
    const now = performance.now();
    if (++this.seen > WARM) this.times.push(now - this.last);
    this.last = now;
  }

  /** Null if too few steps were seen. */
  get median(): number | null {
    const sorted = [...this.times].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? null;
  }
}

/** Trains to the end. @throws the signal's reason if it was told to stop before */
async function train(cell: Cell, { data, cells, tell, signal }: RunnerOptions) {
  const clock = new Clock();
  let adapter = '';
  let last: StepFacts | undefined;
  const session = new Session(cell.config, {
    data,
    run: cells.run(cell.key),
    signal,
    emit(event) {
      if (event.kind === 'step') {
        clock.step();
        last = event.facts;
      }
      if (event.kind === 'ready') adapter = event.adapter;
      tell({ kind: 'run', event });
    },
  });
  const stop = (): void => session.requestStop();
  signal.addEventListener('abort', stop);
  try {
    await session.run();
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (last === undefined || last.step < cell.config.steps) signal.throwIfAborted();
  return { adapter, time: clock.median };
}

/** Of the run's last checkpoint. */
async function evaluated(cell: Cell, { data, cells, tell, signal, tools }: RunnerOptions): Promise<Scores> {
  const checkpoint = await cells.run(cell.key).readCheckpoint();
  return withGpu(() =>
    scoresOf(checkpoint!, {
      host: { data, emit: (event) => tell({ kind: 'run', event }) },
      signal,
      ...(tools && { tools }),
      onProgress: (done, total) => tell({ kind: 'evaluating', done, total }),
    }),
  );
}

async function finished(cell: Cell, { cells }: RunnerOptions): Promise<boolean> {
  const checkpoint = await cells.run(cell.key).readCheckpoint();
  return checkpoint !== undefined && decodeCheckpoint(checkpoint).step >= cell.config.steps;
}

async function runCell(cell: Cell, options: RunnerOptions): Promise<CellResult> {
  const started = performance.now();
  // A run that ended before it was evaluated has no step left to be timed.
  const known = (await finished(cell, options)) ? undefined : await train(cell, options);
  const scores = await evaluated(cell, options);
  const seconds = (performance.now() - started) / 1000;
  return resultOf(cell, { adapter: known?.adapter ?? 'not told', seconds, time: known?.time ?? null }, scores);
}

/**
 * @returns the results of all cells, by key
 * @throws the signal's reason; what is done is kept, and the cell under way goes on next time
 */
export async function runCells(order: readonly Cell[], options: RunnerOptions): Promise<Map<string, CellResult>> {
  const results = new Map<string, CellResult>();
  for (const [index, cell] of order.entries()) {
    options.signal.throwIfAborted();
    const known = await options.cells.read(cell.key);
    if (known) {
      results.set(cell.key, known);
      continue;
    }
    options.tell({ kind: 'begun', cell, number: index + 1, of: order.length });
    const result = await runCell(cell, options);
    await options.cells.write(result);
    results.set(cell.key, result);
    options.tell({ kind: 'done', result });
  }
  return results;
}
