/** What the browser keeps between visits, in the session's words: runs that can go on, data sets, measured pace. */
import { InputError, StorageError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import { parseConfig, presetOf } from '../config/parse';
import type { RunPart, RunRow } from '../data/schema';
import { openStore, type Store } from '../data/store';
import { readManifest } from '../data/manifest';
import type { StorageFacts, StoredData, StoredRun } from '../protocol/messages';
import { CHECKPOINT_VERSION } from '../training/checkpoint';
import { browserData } from './browser-data';
import { BrowserRun } from './browser-host';
import { Shelf } from './experiments/shelf';
import type { DataStore } from './host';
import { roomsName } from './rooms-data';

const RUN_VERSION = Number(CHECKPOINT_VERSION);

type Warn = (problem: StorageError) => void;

/** The name under which the data of a run is stored. */
export function dataNameOf({ data, input }: Pick<ExperimentConfig, 'data' | 'input'>): string {
  return data.source === 'rooms' ? roomsName({ rooms: data.rooms, size: input }) : data.source;
}

/** Its configuration, or why it cannot go on. */
function readRow({ name, version, config }: RunRow): { config: ExperimentConfig | null; problem: string | null } {
  if (version !== RUN_VERSION) {
    return {
      config: null,
      problem: `The run "${name}" was saved by another version of Taskfield (format ${version}, this one reads ${RUN_VERSION}); open it with that version.`,
    };
  }
  try {
    return { config: parseConfig(config), problem: null };
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, '');
    return {
      config: null,
      problem: `The settings of the run "${name}" cannot be read (${reason}); open it with the version that saved it.`,
    };
  }
}

/** For the list only, where a run's own settings cannot be read: it cannot be continued. */
const unreadable = ({ step }: RunRow): ExperimentConfig => ({ ...presetOf('nano'), preset: 'unknown', steps: step });

export class Library {
  private readonly store: Promise<Store>;
  /** Bytes of results, by cell, as far as they were measured. */
  private sizes: ReadonlyMap<string, number> = new Map();

  constructor(open: () => Promise<Store> = openStore) {
    this.store = open();
  }

  /** Why nothing lasts; null if it does. */
  async problem(): Promise<string | null> {
    return (await this.store).problem;
  }

  async data(): Promise<DataStore> {
    return browserData(await this.store);
  }

  /** What is kept of experiments. */
  async shelf(): Promise<Shelf> {
    return new Shelf(await this.store);
  }

  /** A new run. Where it cannot be stored, it is told, and runs all the same. */
  async begin(config: ExperimentConfig, name: string, warn: Warn, part?: RunPart): Promise<BrowserRun> {
    const store = await this.store;
    const row: RunRow = {
      id: crypto.randomUUID(),
      name: name.trim() || config.preset,
      config,
      version: RUN_VERSION,
      step: 0,
      savedAt: Date.now(),
      bytes: 0,
      ...(part && { part }),
    };
    await store.putRun(row).catch((error: unknown) => {
      if (!(error instanceof StorageError)) throw error;
      warn(error);
    });
    return new BrowserRun(store, row, warn);
  }

  /** @throws InputError if there is no such run, or it cannot go on here */
  async open(runId: string, warn: Warn): Promise<{ readonly run: BrowserRun; readonly config: ExperimentConfig }> {
    const store = await this.store;
    const row = await store.run(runId);
    if (!row) throw new InputError('This run is not stored in this browser any more; choose another from the list.');
    const { config, problem } = readRow(row);
    if (!config) throw new InputError(problem!);
    return { run: new BrowserRun(store, row, warn), config };
  }

  async facts(): Promise<StorageFacts> {
    const store = await this.store;
    try {
      const runs = (await store.runs()).map(storedRun).sort((a, b) => b.savedAt - a.savedAt);
      const data = await storedData(store, runs);
      const unfinished = await store.imports();
      const results = [...(await this.resultSizes()).values()].reduce((sum, size) => sum + size, 0);
      const bytes = [...runs, ...data, ...unfinished].reduce((sum, part) => sum + part.bytes, results);
      return { runs, data, bytes, problem: store.problem };
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return { runs: [], data: [], bytes: 0, problem: error.message };
    }
  }

  /** About the bytes that each stored result takes, by cell. */
  async resultSizes(): Promise<ReadonlyMap<string, number>> {
    const store = await this.store;
    const sizes = (await store.resultKeys()).map(async (key) => {
      const size = this.sizes.get(key) ?? JSON.stringify((await store.result(key)) ?? '').length;
      return [key, size] as const;
    });
    return (this.sizes = new Map(await Promise.all(sizes)));
  }

  async deleteRun(runId: string): Promise<void> {
    await (await this.store).deleteRun(runId);
  }

  /** @throws InputError if there is none of this name */
  async deleteData(name: string): Promise<void> {
    await (await this.data()).remove(name);
  }

  /** Seconds a step of a preset on an adapter, as last measured here. */
  async pace(adapter: string, preset: string): Promise<number | null> {
    const store = await this.store;
    return (await store.note(paceName(adapter, preset)).catch(() => undefined)) ?? null;
  }

  async notePace(adapter: string, preset: string, seconds: number): Promise<void> {
    const store = await this.store;
    await store.putNote(paceName(adapter, preset), seconds).catch(() => undefined); // only a guess for next time
  }
}

const paceName = (adapter: string, preset: string): string => `seconds a step of ${preset} on ${adapter}`;

function storedRun(row: RunRow): StoredRun {
  const { id, name, step, savedAt, bytes, part } = row;
  const { config, problem } = readRow(row);
  const of = part && { experiment: part.experiment };
  return { id, name, config: config ?? unreadable(row), step, savedAt, bytes, problem, ...of };
}

async function storedData(store: Store, runs: readonly StoredRun[]): Promise<StoredData[]> {
  return (await store.datasets()).map(({ name, manifest, bytes }) => {
    const { info, problem } = readManifest(manifest, name);
    const images = info ? info.counts.train + info.counts.val : 0;
    const users = runs.filter(({ config, problem: broken }) => broken === null && dataNameOf(config) === name);
    return { name, images, bytes, usedBy: users.map((run) => run.name), problem };
  });
}
