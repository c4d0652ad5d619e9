/**
 * Compares two stored runs beside the run of the page: each image takes one turn on the GPU, between two steps. The two
 * models stay for the next question, and go when training begins, or after a minute without any.
 */
import { InputError } from '../../base/errors';
import { MOST_COMPARED, type CompareCommands, type CompareScores, type CompareView } from '../../protocol/compare';
import type { Answer, Args, RunState } from '../../protocol/messages';
import type { HandlersOf } from '../../protocol/wire';
import type { RunController } from '../controller';
import { Guest } from '../guest';
import type { Library } from '../library';
import { MetricsPool, type MetricsWorker } from '../metrics-pool';
import { Turns } from '../turns';
import { checkIndex } from '../views/context';
import { PairKeeper, type RunIds, type RunPair } from './pair';
import { predictPair } from './predict';
import { hasRoom, type Room } from '../room';
import { Tally } from './scores';
import { compareView, remarksOn, type Compared } from './view';

export interface ComparerParts {
  readonly run: RunController;
  readonly library: Library;
  /** Starts a worker that counts for metrics; absent: they are counted in place. */
  readonly startMetrics?: () => MetricsWorker;
  /** Of a test; else the device is asked. */
  readonly room?: Room;
  /** ms without a question after which the models go. */
  readonly idle?: number;
}

const MOST_AT_ONCE = 8;

const MOVING: readonly RunState['status'][] = ['preparing', 'training'];

interface Seen extends Compared {
  readonly pair: RunPair;
}

export class Comparer {
  private readonly keeper: PairKeeper;
  private readonly guest: Guest;
  private readonly counting = new Turns();
  private readonly pool: MetricsPool;
  private tally: Tally | null = null;

  constructor(private readonly parts: ComparerParts) {
    const { run, library, room = hasRoom, idle } = parts;
    this.keeper = new PairKeeper(library, room);
    this.pool = new MetricsPool(parts.startMetrics);
    this.guest = new Guest({ run, idle, leave: () => this.leave() });
  }

  heard(state: RunState): void {
    this.guest.heard(state);
  }

  /** @throws InputError if there is no such image, or the runs cannot be compared */
  async compare({ index, ...runs }: Args<'compare'>): Promise<CompareView> {
    const seen = await this.look(runs, index);
    return compareView(seen.pair, seen);
  }

  /** @throws InputError if images before `first` were not counted; what `compare` throws */
  scores({ first, count, ...runs }: Args<'compareScores'>): Promise<CompareScores> {
    return this.counting.take(async () => {
      if (first === 0) this.tally = null;
      const images: CompareScores['images'][number][] = [];
      let total = first + 1;
      for (let index = first; index < Math.min(total, first + Math.min(count, MOST_AT_ONCE)); index++) {
        const { pair, sample, predicted } = await this.look(runs, index);
        total = Math.min(pair.dataset.info.counts.val, MOST_COMPARED);
        images.push(await this.tallyOf(pair, index).add(sample, predicted));
      }
      return this.tally!.scores(images, total);
    });
  }

  /** Gives the memory of both models back. */
  free(): Promise<void> {
    return this.guest.free();
  }

  private leave(): void {
    this.keeper.free();
    void this.counting.take(() => this.pool.close()); // images that are being counted have their workers to the end
  }

  private look(runs: RunIds, index: number): Promise<Seen> {
    return this.guest.ask(async () => {
      const pair = await this.keeper.take(runs);
      const { dataset } = pair;
      checkIndex({ dataset }, index);
      const sample = await dataset.read('val', index);
      const { runId, status } = this.parts.run.state;
      const training = MOVING.includes(status) ? runId : null;
      return { pair, index, sample, predicted: await predictPair(pair, sample), remarks: remarksOn(pair, training) };
    });
  }

  private tallyOf({ stamp, tasks }: RunPair, index: number): Tally {
    if (index === 0) this.tally = new Tally(stamp, tasks, { countEdges: this.pool.countEdges });
    const { tally } = this;
    if (tally?.stamp !== stamp || tally.next !== index)
      throw new InputError('One of the runs was saved again, or others are compared; count from the first image on.');
    return tally;
  }
}

export function compareHandlers(comparer: Comparer): HandlersOf<CompareCommands> {
  return {
    compare: (what): Promise<Answer<'compare'>> => comparer.compare(what),
    compareScores: (what) => comparer.scores(what),
  };
}
