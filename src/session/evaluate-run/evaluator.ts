/**
 * Evaluates a stored run beside the run of the page: each image takes one turn on the GPU, between two steps. What was
 * counted stays, so that counting can be stopped and go on.
 */
import { InputError } from '../../base/errors';
import { ownSize } from '../../data/augment/seen';
import { predictSample } from '../../evaluation/evaluate';
import { gpu } from '../../gpu/device';
import type { CompareView } from '../../protocol/compare';
import type { EvaluationCommands, EvaluationPart, Resolution } from '../../protocol/evaluation';
import type { Args, RunState } from '../../protocol/messages';
import type { HandlersOf } from '../../protocol/wire';
import type { Painted } from '../../protocol/views';
import type { ComparerParts } from '../compare/comparer';
import { apart, hasRoom } from '../room';
import { compareView } from '../compare/view';
import { reportText } from '../evaluation-formats';
import { Guest } from '../guest';
import { imageOf } from '../looks';
import { MetricsPool } from '../metrics-pool';
import { shrunk } from '../shrink';
import { dataOfRun, findSaved } from '../stored-model';
import { Turns } from '../turns';
import { checkIndex } from '../views/context';
import { Counting, stampOf } from './counting';
import { RunKeeper, type KeptRun } from './keeper';

const MOST_AT_ONCE = 8;

type What = Pick<Args<'evaluateRun'>, 'run' | 'resolution'>;

export class RunEvaluator {
  private readonly keeper: RunKeeper;
  private readonly guest: Guest;
  private readonly pool: MetricsPool;
  private readonly questions = new Turns();
  private counting: Counting | null = null;

  constructor(private readonly parts: ComparerParts) {
    const { run, library, room = hasRoom, idle } = parts;
    this.keeper = new RunKeeper(library, room);
    this.pool = new MetricsPool(parts.startMetrics);
    this.guest = new Guest({ run, idle, leave: () => this.leave() });
  }

  heard(state: RunState): void {
    this.guest.heard(state);
  }

  free(): Promise<void> {
    return this.guest.free();
  }

  /** @throws InputError if images before `first` were not counted, or the run cannot be evaluated */
  evaluate({ first, count, ...what }: Args<'evaluateRun'>): Promise<EvaluationPart> {
    return this.questions.take(async () => {
      if (first === 0) this.counting = null;
      const counted: Promise<void>[] = [];
      let total = first + 1;
      for (let index = first; index < Math.min(total, first + Math.min(count, MOST_AT_ONCE)); index++) {
        const added = await this.add(what, index).catch((error: unknown) => {
          if (index === first) throw error;
          return null; // those before it are told; whoever asks for the rest hears why
        });
        if (!added) break;
        total = added.total;
        counted.push(added.counted);
      }
      await Promise.all(counted);
      return this.counting!.part(first);
    });
  }

  /** @throws InputError if there is no such image, or the run has no such predictions */
  image({ run, resolution, index, source }: Args<'evaluatedImage'>): Promise<CompareView> {
    return this.guest.ask(async () => {
      const kept = await this.keeper.take(run);
      const { data, model, tasks } = kept;
      checkIndex({ dataset: data.stored }, index);
      const stored = await data.stored.read('val', index);
      const { truth, image, part } = ownSize(stored, data.fitting);
      const isOwn = resolution === 'original';
      const at = isOwn && { part, size: [truth.height, truth.width] as const };
      const predict = () => predictSample(model, tasks, image, { sources: [source], ...(at && { at }) });
      const maps = (await apart(gpu().device, predict))[source] ?? {};
      const shown = tasks.filter(({ id }) => maps[id]);
      if (shown.length === 0)
        throw new InputError(`The run "${kept.run.name}" predicts nothing of source ${source}; choose another source.`);
      const pair = { a: kept, b: kept, tasks: shown, dataset: data.stored, stamp: stampOf(kept, resolution) };
      return compareView(pair, { index, sample: isOwn ? truth : image, predicted: { a: maps, b: maps }, remarks: [] });
    });
  }

  async looks({ run, indices }: Args<'evaluatedLooks'>): Promise<Painted[]> {
    const { config, stored } = await findSaved(this.parts.library, run);
    const { stored: dataset } = await dataOfRun(this.parts.library, { config, name: stored.row.name });
    const found: Painted[] = [];
    for (const index of indices) {
      checkIndex({ dataset }, index);
      found.push(shrunk(imageOf(await dataset.read('val', index))));
    }
    return found;
  }

  async text({ stamp, format }: Args<'evaluationText'>): Promise<string> {
    if (this.counting?.stamp !== stamp)
      throw new InputError('Another run was evaluated since, or the page was reloaded; evaluate this one again.');
    return reportText(this.counting.report(), format);
  }

  /** @returns once the GPU is done with it: metrics may be counted elsewhere */
  private add({ run, resolution }: What, index: number) {
    return this.guest.ask(async () => {
      const kept = await this.keeper.take(run);
      if (index > 0) checkIndex({ dataset: kept.data.stored }, index);
      const counting = this.countingOf(kept, resolution, index);
      const { counted } = await apart(gpu().device, () => counting.add(kept.model));
      return { total: counting.total, counted };
    });
  }

  private countingOf(kept: KeptRun, resolution: Resolution, index: number): Counting {
    const { countEdges } = this.pool;
    if (index === 0) this.counting = new Counting(kept, { resolution, tools: { countEdges } });
    const { counting } = this;
    if (counting?.stamp !== stampOf(kept, resolution) || counting.next !== index)
      throw new InputError(
        'The run was saved again, or another was evaluated since; evaluate it from the first image on.',
      );
    return counting;
  }

  private leave(): void {
    this.keeper.free();
    void this.questions.take(() => this.pool.close()); // a question that is under way has its workers to the end
  }
}

export function evaluationHandlers(evaluator: RunEvaluator): HandlersOf<EvaluationCommands> {
  return {
    evaluateRun: (what) => evaluator.evaluate(what),
    evaluatedImage: (what) => evaluator.image(what),
    evaluatedLooks: (what) => evaluator.looks(what),
    evaluationText: (what) => evaluator.text(what),
  };
}
