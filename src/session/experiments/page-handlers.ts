/** The page's commands for experiments, and those for its run where an experiment may be using it. */
import { InputError } from '../../base/errors';
import type { ExperimentRow } from '../../data/schema';
import { EXPERIMENTS } from '../../experiments';
import type { ExperimentCommands, ExperimentWish, StoredExperiment } from '../../protocol/experiment-messages';
import type { Handlers } from '../../protocol/messages';
import type { HandlersOf } from '../../protocol/wire';
import type { RunController } from '../controller';
import { dataNameOf, type Library } from '../library';
import type { CellResult } from './cells';
import type { PlannedExperiment } from './experiment';
import { ENDINGS, tableText } from './formats';
import type { ExperimentQueue } from './queue';
import { imagesOf } from './table-images';
import { plannedFor } from './wish';

export interface Beside {
  readonly run: RunController;
  readonly library: Library;
  readonly queue: ExperimentQueue;
}

const KNOWN = EXPERIMENTS.map(({ id, title, question, seeds }) => ({ id, title, question, seeds }));

/** One whose wish cannot be read any more (of another version) says so, and can be deleted. */
async function describe(row: ExperimentRow, known: ReadonlySet<string>): Promise<StoredExperiment> {
  const { key, status, touchedAt, problem } = row;
  const wish = row.wish as ExperimentWish;
  try {
    const { spec, cells } = await plannedFor(wish);
    const done = cells.filter((cell) => known.has(cell.key)).length;
    return { key, wish, title: spec.title, status, done, runs: cells.length, touchedAt, problem };
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
    };
  }
}

async function stored(library: Library): Promise<StoredExperiment[]> {
  const shelf = await library.shelf();
  const known = await shelf.done();
  const rows = (await shelf.experiments()).sort((a, b) => b.touchedAt - a.touchedAt);
  return Promise.all(rows.map((row) => describe(row, known)));
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
  /** Lets the experiment of a run go on, if there is one. */
  const resumed = async (runId: string | null): Promise<boolean> => {
    const shelf = await library.shelf();
    const part = runId === null ? undefined : await shelf.partOf(runId);
    if (!part || !(await shelf.experiment(part.experiment))) return false;
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
