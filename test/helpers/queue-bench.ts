/** The page's experiments without their wire: storage in memory, and everything that is told. */
import type { Table } from '../../src/data/schema';
import { Store } from '../../src/data/store';
import { MemoryTables, type Change } from '../../src/data/tables';
import type { ExperimentProgress, ExperimentWish } from '../../src/protocol/experiment-messages';
import type { RunState } from '../../src/protocol/messages';
import type { TableView } from '../../src/protocol/experiments';
import { RunController } from '../../src/session/controller';
import type { Alone } from '../../src/session/experiments/alone';
import { experimentHandlers, runHandlers } from '../../src/session/experiments/page-handlers';
import { ExperimentQueue } from '../../src/session/experiments/queue';
import { Library } from '../../src/session/library';
import { NO_VIEWS } from './run-bench';

export const STEPS = 5;

/** Two cells of five steps, saved every two. */
export const WISH: ExperimentWish = {
  id: 'table-1',
  scale: 'nano',
  data: 'rooms',
  seeds: 1,
  steps: STEPS,
  set: [
    ['input', [32, 48]],
    ['regularizer.rays', [8, 12]],
    ['batch', 1],
    ['data.rooms.train', 3],
    ['data.rooms.val', 3],
    ['data.rooms.views', 1],
    ['checkpointEvery', 2],
  ],
};

const TABLES: readonly Table[] = [
  'datasets',
  'records',
  'runs',
  'checkpoints',
  'facts',
  'notes',
  'imports',
  'staging',
  'experiments',
  'results',
];

/** What a reload finds at this moment. */
export async function copyOf(tables: MemoryTables): Promise<MemoryTables> {
  const copy = new MemoryTables();
  for (const table of TABLES) {
    const [keys, values] = await Promise.all([tables.keys(table), tables.all(table)]);
    await copy.apply(keys.map((key, i) => ({ put: table, key, value: values[i] }) as Change));
  }
  return copy;
}

/** Locks of a browser, for several tabs of it. */
export class FakeLocks implements Alone {
  private held = false;
  private readonly waiting: (() => void)[] = [];

  async take() {
    if (this.held) return null;
    this.held = true;
    return async () => {
      this.held = false;
      this.waiting.shift()?.();
    };
  }

  async wait(signal: AbortSignal) {
    for (;;) {
      const release = await this.take();
      if (release) return release;
      await new Promise<void>((resolve, reject) => {
        this.waiting.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    }
  }
}

/** A worker without its wire. */
export class QueueBench {
  readonly states: RunState[] = [];
  readonly told: (ExperimentProgress | null)[] = [];
  /** Called with every state and every progress; for commands at a certain moment. */
  onState: (state: RunState) => void = () => undefined;
  onProgress: (progress: ExperimentProgress | null) => void = () => undefined;
  readonly store: Store;
  readonly run: RunController;
  readonly queue: ExperimentQueue;
  readonly commands;

  /** @param tables of an earlier one, for what a reload finds */
  constructor(
    readonly tables = new MemoryTables(),
    alone: Alone = new FakeLocks(),
  ) {
    this.store = new Store(tables);
    const library = new Library(async () => this.store);
    const ears: { queue?: ExperimentQueue } = {};
    const state = (told: RunState): void => {
      this.states.push(told);
      ears.queue?.heard(told);
      this.onState(told);
    };
    this.run = new RunController({ library, views: NO_VIEWS, tell: { state, facts: () => undefined } });
    const tell = (progress: ExperimentProgress | null): void => {
      this.told.push(progress);
      this.onProgress(progress);
    };
    this.queue = new ExperimentQueue({ run: this.run, library, tell, alone });
    ears.queue = this.queue;
    const beside = { run: this.run, library, queue: this.queue };
    this.commands = { ...runHandlers(beside), ...experimentHandlers(beside), history: this.run.history.bind(this.run) };
  }

  get state(): RunState {
    return this.run.state;
  }

  async begin(changes: Partial<ExperimentWish> = {}): Promise<string> {
    return (await this.commands.beginExperiment({ wish: { ...WISH, ...changes } })).key;
  }

  async row(key: string) {
    return (await this.commands.experiments(undefined)).stored.find((one) => one.key === key);
  }

  table(key: string): Promise<TableView> {
    return this.commands.table({ key });
  }

  /** Resolves when the experiment's status is one of these. */
  async until(key: string, ...statuses: string[]) {
    for (;;) {
      const row = await this.row(key);
      if (row && statuses.includes(row.status)) return row;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Waits for the middle of an experiment. */
  async reached(is: (progress: ExperimentProgress) => boolean): Promise<void> {
    while (!this.told.some((progress) => progress && is(progress)))
      await new Promise((resolve) => setTimeout(resolve, 1));
  }

  /** Ids of the runs that were told, in their order. */
  get runIds(): string[] {
    return [...new Set(this.states.flatMap(({ runId }) => runId ?? []))];
  }

  /** Steps that were told of a run. */
  stepsOf(runId: string): number[] {
    return [...new Set(this.states.filter((state) => state.runId === runId).map(({ step }) => step))];
  }

  /** Nobody goes on. */
  async close(): Promise<void> {
    await this.queue.yield();
    await this.run.close();
  }
}
