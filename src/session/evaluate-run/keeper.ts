/** The run that is evaluated, restored from its last save with all that it can predict: it stays until another is chosen. */
import type { ExperimentConfig } from '../../config/experiment';
import { gpu, type GpuContext } from '../../gpu/device';
import type { Room } from '../room';
import type { Library } from '../library';
import type { OpenData } from '../open-dataset';
import { dataOfRun, findSaved, restoreSaved, type StoredModel } from '../stored-model';

export interface KeptRun extends StoredModel {
  readonly data: OpenData;
}

/** Its average needs both branches. */
const sourceOf = ({ regularizer }: ExperimentConfig) => (regularizer.enabled ? 'average' : 'decoder');

export class RunKeeper {
  private kept: KeptRun | null = null;
  /** That it is on. */
  private context: GpuContext | null = null;

  constructor(
    private readonly library: Library,
    private readonly room: Room,
  ) {}

  /**
   * Needs the open GPU, and a turn on it; what it gives is good for this turn.
   * @throws InputError if it is not here, was never saved, its data is gone, or the GPU has no room for it
   */
  async take(id: string): Promise<KeptRun> {
    const context = gpu();
    if (context !== this.context) this.free(); // it was lost meanwhile, and the model with it
    this.context = context;
    const saved = await findSaved(this.library, id);
    if (this.kept?.stamp === saved.stamp) return this.kept;
    this.free();
    const { config, stored } = saved;
    const data = await dataOfRun(this.library, { config, name: stored.row.name });
    const model = await restoreSaved(saved, { room: this.room, sourceOf, to: 'evaluate' });
    this.kept = { ...model, data };
    return this.kept;
  }

  /** Needs a turn on the GPU. */
  free(): void {
    this.kept?.model.dispose();
    this.kept = null;
  }
}
