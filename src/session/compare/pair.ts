/** The two runs that are compared, restored from their last saves: the models stay until other runs are chosen. */
import { InputError } from '../../base/errors';
import type { ExperimentConfig } from '../../config/experiment';
import type { Dataset } from '../../data/dataset';
import type { PredictionSource } from '../../evaluation/evaluate';
import { gpu, type GpuContext } from '../../gpu/device';
import { withoutTrainingParts, type MultiTaskModel } from '../../model/multitask';
import type { ComparedRun, Pair } from '../../protocol/compare';
import type { Task } from '../../tasks/task';
import { decodeWeights } from '../../training/checkpoint';
import type { BrowserRun } from '../browser-host';
import { dataNameOf, type Library } from '../library';
import { openDataset } from '../open-dataset';
import { restoreModel } from '../restore';
import { apart, makeSure, needOf, type Room } from './room';

/** One of the two. */
export interface Side {
  readonly run: ComparedRun;
  readonly config: ExperimentConfig;
  readonly model: MultiTaskModel;
  readonly source: PredictionSource;
}

export interface RunPair extends Pair<Side> {
  /** Those that both have, in A's order. */
  readonly tasks: readonly Task[];
  /** Of A, and of A's size. */
  readonly dataset: Dataset;
  readonly stamp: string;
}

export interface RunIds {
  readonly runA: string;
  readonly runB: string;
}

const SOURCES: Readonly<Record<ExperimentConfig['predictions'], PredictionSource>> = {
  heads: 'decoder',
  regularizer: 'rendered',
  average: 'average',
};

interface Kept extends Side {
  readonly stamp: string;
}

const nothing = (): void => undefined;

/** @throws InputError if they have no task in common, or one means other classes */
function commonTasks(a: Restored, b: Restored): readonly Task[] {
  const [of, other] = [a.config.data.labelSet, b.config.data.labelSet];
  if (of !== other) {
    throw new InputError(
      `The classes of the run "${a.run.name}" are those of ${of}, and of "${b.run.name}" those of ${other}; choose two runs with the same classes.`,
    );
  }
  const common = a.tasks.filter(({ id }) => b.tasks.some((task) => task.id === id));
  if (common.length > 0) return common;
  const list = ({ tasks }: Restored): string => tasks.map(({ id }) => id).join(', ');
  throw new InputError(
    `The runs "${a.run.name}" (${list(a)}) and "${b.run.name}" (${list(b)}) have no task in common; choose two that have.`,
  );
}

interface Restored extends Kept {
  readonly tasks: readonly Task[];
}

export class PairKeeper {
  private readonly kept = new Map<string, Restored>();
  /** That they are on. */
  private context: GpuContext | null = null;

  constructor(
    private readonly library: Library,
    private readonly room: Room,
  ) {}

  /**
   * Needs the open GPU, and a turn on it; what it gives is good for this turn.
   * @throws InputError if one of them is not here, was never saved, or they cannot be compared
   */
  async take({ runA, runB }: RunIds): Promise<RunPair> {
    const context = gpu();
    if (context !== this.context) this.free(); // it was lost meanwhile, and the models with it
    this.context = context;
    for (const id of this.kept.keys()) if (id !== runA && id !== runB) this.drop(id);
    const a = await this.restored(runA);
    const b = runA === runB ? a : await this.restored(runB);
    const tasks = commonTasks(a, b);
    return { a, b, tasks, dataset: await this.dataOf(a), stamp: `${a.stamp} ${b.stamp}` };
  }

  /** Needs a turn on the GPU. */
  free(): void {
    for (const id of this.kept.keys()) this.drop(id);
  }

  private drop(id: string): void {
    this.kept.get(id)?.model.dispose();
    this.kept.delete(id);
  }

  /** The one that is kept, unless there is a newer save. */
  private async restored(id: string): Promise<Restored> {
    const { run } = await this.library.open(id, nothing);
    const stamp = `${id} at ${run.row.step}, ${run.row.savedAt}`;
    const known = this.kept.get(id);
    if (known?.stamp === stamp) return known;
    this.drop(id);
    const made = await this.restore(run, stamp);
    this.kept.set(id, made);
    return made;
  }

  private async restore(stored: BrowserRun, stamp: string): Promise<Restored> {
    const { id, name, step } = stored.row;
    const checkpoint = await stored.readCheckpoint();
    if (!checkpoint)
      throw new InputError(
        `The run "${name}" was never saved, so there is no model to compare; let it train to its first save.`,
      );
    const weights = decodeWeights(checkpoint);
    const { predictions } = weights.config;
    const inference = predictions === 'heads';
    const source = SOURCES[predictions];
    const { device } = gpu();
    const slim = inference ? withoutTrainingParts(weights.config) : weights.config;
    await makeSure(this.room, device, { bytes: await needOf(slim, source), name });
    const made = await apart(device, async () => restoreModel(weights, { inference }));
    return { ...made, source, stamp, run: { id, name, step, predictions } };
  }

  /** Nothing is made for a comparison: that would take minutes of a GPU that may be training. */
  private async dataOf({ config, run }: Side): Promise<Dataset> {
    const data = await this.library.data();
    if (config.data.source === 'rooms' && !(await data.find(dataNameOf(config)))) {
      throw new InputError(
        `The rooms that the run "${run.name}" learnt from are not stored any more; continue that run, which makes them again, or let another run be A.`,
      );
    }
    return (await openDataset({ data, emit: nothing }, config)).fitted;
  }
}
