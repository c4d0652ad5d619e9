/** The page's commands for experiments, and those for its run where an experiment may be using it. */
import { InputError } from '../../base/errors';
import type { ExperimentRow, RunRow } from '../../data/schema';
import { EXPERIMENTS } from '../../experiments';
import type {
  ExperimentCommands,
  ExperimentWish,
  SeedsCompared,
  StoredExperiment,
} from '../../protocol/experiment-messages';
import type { Args, Handlers } from '../../protocol/messages';
import type { HandlersOf } from '../../protocol/wire';
import type { RunController } from '../controller';
import { dataNameOf, type Library } from '../library';
import type { CellResult } from './cells';
import type { PlannedExperiment } from './experiment';
import { ENDINGS, tableText } from './formats';
import { modelsOf, seedsCompared } from './models';
import type { ExperimentQueue } from './queue';
import { imagesOf } from './table-images';
import { plannedFor } from './wish';

export interface Beside {
  readonly run: RunController;
  readonly library: Library;
  readonly queue: ExperimentQueue;
}

const KNOWN = EXPERIMENTS.map(({ id, title, question, seeds }) => ({ id, title, question, seeds }));

interface Sizes {
  /** Bytes of each result, by cell. */
  readonly results: ReadonlyMap<string, number>;
  readonly models: ReadonlyMap<string, RunRow>;
}

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

/** One whose wish cannot be read any more (of another version) says so, and can be deleted. */
async function describe(row: ExperimentRow, { results, models }: Sizes): Promise<StoredExperiment> {
  const { key, status, touchedAt, problem } = row;
  const wish = row.wish as ExperimentWish;
  try {
    const { spec, cells } = await plannedFor(wish);
    const done = cells.filter((cell) => results.has(cell.key));
    const kept = done.flatMap((cell) => models.get(cell.key)?.bytes ?? []);
    return {
      key,
      wish,
      title: spec.title,
      status,
      done: done.length,
      runs: cells.length,
      touchedAt,
      problem,
      bytes: sum(done.map((cell) => results.get(cell.key)!)),
      models: { count: kept.length, bytes: sum(kept) },
    };
  } catch (error) {
    return {
      key,
      wish,
      title: wish.id,
      status: 'failed',
      done: 0,
      runs: 0,
      touchedAt,
      problem: (error as Error).message,
      bytes: 0,
      models: { count: 0, bytes: 0 },
    };
  }
}

async function stored(library: Library): Promise<StoredExperiment[]> {
  const shelf = await library.shelf();
  const sizes = { results: await library.resultSizes(), models: await shelf.models() };
  const rows = (await shelf.experiments()).sort((a, b) => b.touchedAt - a.touchedAt);
  return Promise.all(rows.map((row) => describe(row, sizes)));
}

interface Known {
  readonly planned: PlannedExperiment;
  readonly results: ReadonlyMap<string, CellResult>;
}

/** @throws InputError if there is none of this key */
async function knownOf(library: Library, key: string): Promise<Known> {
  const shelf = await library.shelf();
  const row = await shelf.experiment(key);
  if (!row)
    throw new InputError('This experiment is not stored in this browser any more; choose another from the list.');
  const planned = await plannedFor(row.wish);
  return { planned, results: await planned.known(shelf) };
}

const idsOf = (models: ReadonlyMap<string, RunRow>): Map<string, string> =>
  new Map([...models].map(([cell, { id }]) => [cell, id]));

/** Of the stored experiments that have both, the one with the most seeds. */
async function compareSeeds(library: Library, { runA, runB }: Args<'compareSeeds'>): Promise<SeedsCompared | null> {
  const shelf = await library.shelf();
  const [a, b] = await Promise.all([runA, runB].map(async (run) => (await shelf.partOf(run))?.cell));
  if (a === undefined || b === undefined || a === b) return null;
  const runs = idsOf(await shelf.models());
  const compared = (await shelf.experiments()).map(async ({ wish }) => {
    const planned = await plannedFor(wish).catch(() => null); // of another version
    if (!planned?.cells.some(({ key }) => key === a)) return null;
    return seedsCompared(planned, { results: await planned.known(shelf), runs }, { a, b });
  });
  const found = (await Promise.all(compared)).filter((one) => one !== null);
  return found.sort((one, other) => other.seeds.length - one.seeds.length)[0] ?? null;
}

export function experimentHandlers({ queue, library }: Beside): HandlersOf<ExperimentCommands> {
  return {
    experiments: async () => ({ known: KNOWN, stored: await stored(library) }),
    beginExperiment: ({ wish }) => queue.begin(wish),
    pauseExperiment: async ({ key }) => (await queue.pause(key)) as undefined,
    resumeExperiment: async ({ key }) => (await queue.resume(key)) as undefined,
    deleteExperiment: async ({ key }) => (await queue.delete(key)) as undefined,
    async table({ key }) {
      const { planned, results } = await knownOf(library, key);
      return planned.table(results);
    },
    async tableModels({ key }) {
      const { planned, results } = await knownOf(library, key);
      return modelsOf(planned, { results, runs: idsOf(await (await library.shelf()).models()) });
    },
    compareSeeds: (what) => compareSeeds(library, what),
    async tableText({ key, format }) {
      const { planned, results } = await knownOf(library, key);
      const table = planned.table(results);
      const name = `${table.experiment}-${table.scale}-${table.data}.${ENDINGS[format]}`;
      return { name, text: tableText(table, format) };
    },
    async tableImages({ key, ...wanted }) {
      const { planned, results } = await knownOf(library, key);
      return imagesOf(planned, results, wanted);
    },
  };
}

type Shared = 'start' | 'open' | 'pause' | 'resume' | 'stop' | 'deleteRun' | 'deleteData';

/** A run that a person starts, opens or holds pauses the experiment; one of an experiment goes on as the experiment. */
export function runHandlers({ run, queue, library }: Beside): Pick<Handlers, Shared> {
  const where = () => ({ step: run.state.step });
  /** Lets the experiment of an unfinished run go on, if there is one; a model that is kept is a run like any. */
  const resumed = async (runId: string | null): Promise<boolean> => {
    const shelf = await library.shelf();
    const part = runId === null ? undefined : await shelf.partOf(runId);
    if (!part || (await shelf.read(part.cell)) || !(await shelf.experiment(part.experiment))) return false;
    await queue.resume(part.experiment);
    return true;
  };
  return {
    async start(what) {
      await queue.yield();
      return run.start(what);
    },
    async open({ runId }) {
      if (await resumed(runId)) return { runId };
      await queue.yield();
      return run.open({ runId });
    },
    pause: async () => ((await queue.yield()) ? where() : run.pause()),
    resume: async () => (run.state.status === 'paused' && (await resumed(run.state.runId)) ? where() : run.resume()),
    async stop() {
      const had = await queue.yield();
      return had && run.state.status === 'idle' ? where() : run.stop();
    },
    async deleteRun(what) {
      if (queue.present && run.state.runId === what.runId)
        throw new InputError(`The run "${run.state.name}" belongs to an experiment that is running; delete that one.`);
      return run.deleteRun(what);
    },
    async deleteData(what) {
      const { present } = queue;
      if (present && dataNameOf(present.cell.config) === what.name)
        throw new InputError(
          `The data set "${what.name}" is in use by the experiment "${present.title}"; pause it, then delete the data set.`,
        );
      return run.deleteData(what);
    },
  };
}
