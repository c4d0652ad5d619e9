/** The trained models of an experiment that are kept, and what two of them differ by over all seeds. */
import type { ExperimentConfig } from '../../config/experiment';
import { deltaM, pairedOf } from '../../evaluation/delta';
import type { RowModels, SeedDifferences, SeedMetric, SeedsCompared } from '../../protocol/experiment-messages';
import { taskOf } from '../../tasks';
import type { Task } from '../../tasks/task';
import { SOURCES } from '../compare/pair';
import type { Cell, CellResult } from './cells';
import type { PlannedExperiment } from './experiment';

export interface KnownModels {
  readonly results: ReadonlyMap<string, CellResult>;
  /** Id of the stored run, by cell. */
  readonly runs: ReadonlyMap<string, string>;
}

/** Row by row, seed by seed. */
export function modelsOf(planned: PlannedExperiment, { results, runs }: KnownModels): RowModels[] {
  return planned.spec.rows.map(({ id }) => {
    const done = planned.cellsOf(id).filter((cells) => cells.every(({ key }) => results.has(key)));
    const seeds = done.map((cells) => ({
      seed: cells[0]!.config.seed,
      runs: cells.map(({ key }) => runs.get(key) ?? null),
    }));
    return { row: id, seeds };
  });
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** All that makes a configuration but its seed. */
const familyOf = (config: ExperimentConfig): string => JSON.stringify({ ...config, seed: 0 });

/** Runs that repeat one, by seed. */
function repeated({ config }: Cell, cells: readonly Cell[]): Map<number, Cell> {
  const family = familyOf(config);
  const all = cells.filter((cell) => familyOf(cell.config) === family);
  return new Map(all.map((cell) => [cell.config.seed, cell]));
}

/** What tables show of a task; NaN where the run does not tell it. */
function headlineOf(result: CellResult | undefined, { id, metrics }: Task): number {
  if (!result) return NaN;
  const source = SOURCES[result.config.predictions];
  const score = result.scores.find((one) => one.task === id && one.source === source);
  const value = score && score.images > 0 ? score.values[metrics[0]!.key] : NaN;
  return value !== undefined && Number.isFinite(value) ? value : NaN;
}

/** One number of A and of B, by seed, and of the two runs themselves. */
interface Told {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly own: number;
}

function differences({ a, b, own }: Told, better: SeedMetric['better']): SeedDifferences {
  const paired = pairedOf(b, a, better);
  return {
    values: paired.differences.map(orNull),
    mean: orNull(paired.mean),
    deviation: orNull(paired.deviation),
    verdict: paired.count > 1 ? paired.verdict : null,
    own: orNull(own),
  };
}

interface Side {
  readonly own: CellResult | undefined;
  /** In the order of the seeds. */
  readonly all: readonly (CellResult | undefined)[];
}

function metricOf(task: Task, a: Side, b: Side): SeedMetric {
  const { name, unit, digits, better: towards } = task.metrics[0]!;
  const better = towards ?? 'higher';
  const of = (result: CellResult | undefined): number => headlineOf(result, task);
  const told = { a: a.all.map(of), b: b.all.map(of), own: of(b.own) - of(a.own) };
  return { task: task.id, title: task.title, name, unit, digits, better, ...differences(told, better) };
}

/** Mean relative gain over the tasks, percent: of each seed against the same seed. */
function meanGain(tasks: readonly Task[], a: Side, b: Side): SeedDifferences {
  const gain = (ours: CellResult | undefined, base: CellResult | undefined): number =>
    deltaM(
      tasks.map((task) => ({
        value: headlineOf(ours, task),
        reference: headlineOf(base, task),
        better: task.metrics[0]!.better ?? 'higher',
      })),
    );
  const gains = b.all.map((ours, place) => gain(ours, a.all[place]));
  return differences({ a: gains.map(() => 0), b: gains, own: gain(b.own, a.own) }, 'higher');
}

/** @returns null if the experiment does not have both, or they repeat one configuration */
export function seedsCompared(
  { spec, cells }: PlannedExperiment,
  { results, runs }: KnownModels,
  keys: { readonly a: string; readonly b: string },
): SeedsCompared | null {
  const [a, b] = [keys.a, keys.b].map((key) => cells.find((cell) => cell.key === key));
  if (!a || !b || familyOf(a.config) === familyOf(b.config)) return null;
  const [ofA, ofB] = [repeated(a, cells), repeated(b, cells)];
  const isDone = (cell: Cell | undefined): boolean => cell !== undefined && results.has(cell.key);
  const seeds = [...ofA.keys()].filter((seed) => isDone(ofA.get(seed)) && isDone(ofB.get(seed)));
  if (seeds.length === 0) return null;
  const side = (own: Cell, all: ReadonlyMap<number, Cell>): Side => ({
    own: results.get(own.key),
    all: seeds.map((seed) => results.get(all.get(seed)!.key)),
  });
  const [sideA, sideB] = [side(a, ofA), side(b, ofB)];
  const tasks = a.config.tasks
    .filter((id) => b.config.tasks.includes(id))
    .map((id) => taskOf(id, a.config.data.labelSet));
  const models = seeds.flatMap((seed) => {
    const [one, other] = [runs.get(ofA.get(seed)!.key), runs.get(ofB.get(seed)!.key)];
    return one !== undefined && other !== undefined ? [{ seed, a: one, b: other }] : [];
  });
  return {
    id: spec.id,
    seeds,
    own: { a: a.config.seed, b: b.config.seed },
    metrics: tasks.map((task) => metricOf(task, sideA, sideB)),
    delta: meanGain(tasks, sideA, sideB),
    models,
  };
}
