/** The two runs that are compared, restored from their last saves: the models stay until other runs are chosen. */
import { InputError } from '../../base/errors';
import type { ExperimentConfig } from '../../config/experiment';
import type { Dataset } from '../../data/dataset';
import type { PredictionSource } from '../../evaluation/evaluate';
import { gpu, type GpuContext } from '../../gpu/device';
import type { MultiTaskModel } from '../../model/multitask';
import type { ComparedRun, Pair } from '../../protocol/compare';
import type { Task } from '../../tasks/task';
import type { Library } from '../library';
import { dataOfRun, findSaved, restoreSaved, type StoredModel } from '../stored-model';
import type { Room } from '../room';

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

/** Where predictions come from, as a configuration says. */
export const SOURCES: Readonly<Record<ExperimentConfig['predictions'], PredictionSource>> = {
  heads: 'decoder',
  regularizer: 'rendered',
  average: 'average',
};

/** @throws InputError if they have no task in common, or one means other classes */
function commonTasks(a: StoredModel, b: StoredModel): readonly Task[] {
  const [of, other] = [a.config.data.labelSet, b.config.data.labelSet];
  if (of !== other) {
    throw new InputError(
      `The classes of the run "${a.run.name}" are those of ${of}, and of "${b.run.name}" those of ${other}; choose two runs with the same classes.`,
    );
  }
  const common = a.tasks.filter(({ id }) => b.tasks.some((task) => task.id === id));
  if (common.length > 0) return common;
  const list = ({ tasks }: StoredModel): string => tasks.map(({ id }) => id).join(', ');
  throw new InputError(
    `The runs "${a.run.name}" (${list(a)}) and "${b.run.name}" (${list(b)}) have no task in common; choose two that have.`,
  );
}

export class PairKeeper {
  private readonly kept = new Map<string, StoredModel>();
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
  private async restored(id: string): Promise<StoredModel> {
    const saved = await findSaved(this.library, id);
    const known = this.kept.get(id);
    if (known?.stamp === saved.stamp) return known;
    this.drop(id);
    const sourceOf = ({ predictions }: ExperimentConfig): PredictionSource => SOURCES[predictions];
    const made = await restoreSaved(saved, { room: this.room, sourceOf, to: 'compare' });
    this.kept.set(id, made);
    return made;
  }

  private async dataOf({ config, run: { name } }: Side): Promise<Dataset> {
    return (await dataOfRun(this.library, { config, name }, ', or let another run be A')).fitted;
  }
}
