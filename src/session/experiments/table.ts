/** From results of single runs to a table: means over seeds, gains over the base row, the paper's values beside them. */
import { EMPTY_VOLUME } from '../../base/step-facts';
import { deltaM, pairedOf, relativeGain, spreadOf, verdictOf, type Spread } from '../../evaluation/delta';
import type { Column, Row, TableSpec } from '../../experiments/types';
import type { TableCell, TableRow, TableView } from '../../protocol/experiments';
import { cellsOf, resultsOf, type CellCost, type CellResult, type PlannedRow } from './cells';

/** A run's number for a column. @returns null if the run does not tell it, with the reason */
function numberOf(result: CellResult, { source }: Row, column: Column): number | string {
  if (column.id in result.cost) return result.cost[column.id as keyof CellCost] ?? 'not measured';
  const [task, key] = column.id.split(' ') as [string, string];
  const score = result.scores.find((one) => one.source === source && one.task === task);
  if (!score) return 'not predicted';
  if (score.images === 0) return 'no labels';
  const value = score.values[key];
  return Number.isFinite(value) ? value! : 'not measured';
}

interface Known {
  readonly spread: Spread;
  readonly cell: Pick<TableCell, 'mean' | 'deviation' | 'values' | 'missing'>;
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

function knownOf(results: readonly (CellResult | undefined)[], row: Row, column: Column): Known {
  const told = results.map((result) => result && numberOf(result, row, column));
  const values = told.map((value) => (typeof value === 'number' ? value * column.factor : NaN));
  const missing = told.find((value) => typeof value === 'string') ?? null;
  const spread = spreadOf(values);
  const { mean, deviation } = spread;
  return { spread, cell: { mean: orNull(mean), deviation: orNull(deviation), values: values.map(orNull), missing } };
}

/** Without costs: of those, less is not a task done better. */
const isMetric = ({ id }: Column): boolean => id.includes(' ');

function paperDelta(columns: readonly Column[], row: Row, base: Row): number | null {
  const pairs = columns.map(({ id, better }) => ({
    value: row.paper[id] ?? NaN,
    reference: base.paper[id] ?? NaN,
    better,
  }));
  return orNull(deltaM(pairs));
}

export interface TableFacts {
  readonly scale: string;
  readonly data: string;
  readonly seeds: number;
}

/** A row's numbers beside those of the row that it is compared with. */
function comparedCells(columns: readonly Column[], row: Row, known: readonly Known[], bases?: readonly Known[]) {
  return known.map(({ spread, cell }, i): TableCell => {
    const { id, better } = columns[i]!;
    const against = bases?.[i]!.spread;
    const several = against && spread.count > 1 && against.count > 1;
    return {
      ...cell,
      verdict: several ? verdictOf(spread, against, better) : null,
      gain: against ? orNull(relativeGain({ value: spread.mean, reference: against.mean, better })) : null,
      paper: row.paper[id] ?? null,
      paperDeviation: row.paperDeviation?.[id] ?? null,
    };
  });
}

/** Mean gain of the metrics; null if one is missing. */
function deltaOf(columns: readonly Column[], cells: readonly TableCell[]): number | null {
  const gains = cells.filter((_, i) => isMetric(columns[i]!)).map(({ gain }) => gain ?? NaN);
  return gains.length > 0 ? orNull(gains.reduce((sum, gain) => sum + gain, 0) / gains.length) : null;
}

/** Of each seed alone. */
function deltasOf(columns: readonly Column[], cells: readonly TableCell[], bases: readonly Known[]) {
  const metrics = columns.map(({ better }, i) => ({ better, ours: cells[i]!.values, base: bases[i]!.cell.values }));
  const compared = metrics.filter((_, i) => isMetric(columns[i]!));
  return (compared[0]?.ours ?? []).map((_, seed) => {
    const pairs = compared.map(({ better, ours, base }) => ({
      value: ours[seed] ?? NaN,
      reference: base[seed] ?? NaN,
      better,
    }));
    return orNull(deltaM(pairs));
  });
}

function deltaSpreadOf(deltas: TableRow['deltas']): TableRow['deltaSpread'] {
  const gains = deltas.map((delta) => delta ?? NaN); // differences already: against nothing
  const { deviation, count, verdict } = pairedOf(
    gains,
    gains.map(() => 0),
    'higher',
  );
  return count > 1 ? { deviation, verdict } : null;
}

type ResultsOf = (row: string) => readonly (CellResult | undefined)[];

function rowsOf({ columns, rows }: TableSpec, of: ResultsOf): TableRow[] {
  const known = new Map(rows.map((row) => [row.id, columns.map((column) => knownOf(of(row.id), row, column))]));
  const metrics = columns.filter(isMetric);
  return rows.map((row) => {
    const base = rows.find(({ id }) => id === row.base);
    const bases = base && known.get(base.id);
    const cells = comparedCells(columns, row, known.get(row.id)!, bases);
    const deltas = bases ? deltasOf(columns, cells, bases) : [];
    return {
      id: row.id,
      group: row.group,
      title: row.title,
      base: row.base ?? null,
      cells,
      delta: base ? deltaOf(columns, cells) : null,
      deltas,
      deltaSpread: deltaSpreadOf(deltas),
      paperDelta: base ? paperDelta(metrics, row, base) : null,
      seedsDone: of(row.id).filter((result) => result !== undefined).length,
      accumulated: orNull(spreadOf(of(row.id).map((result) => result?.accumulated ?? NaN)).mean),
    };
  });
}

/** Where rays meet little, what is rendered says little. */
function volumeRemarks(rows: readonly TableRow[]): string[] {
  const known = rows.filter((row) => row.accumulated !== null);
  if (known.length === 0) return [];
  const told = known.map(({ title, accumulated }) => ({ title, weight: accumulated!.toFixed(2) }));
  const same = new Set(told.map(({ weight }) => weight)).size === 1 && told.length > 1; // rows of one run, mostly
  const weights = same ? told[0]!.weight : told.map(({ title, weight }) => `${title} ${weight}`).join(', ');
  const empty = known.some((row) => row.accumulated! < EMPTY_VOLUME);
  const warning = ` Below ${EMPTY_VOLUME}, the volume is nearly empty, and what is rendered says little.`;
  return [`Accumulated weight of the rays, held out: ${weights}.${empty ? warning : ''}`];
}

/** @param results by key; those that are not known yet are absent */
export function tableOf(
  spec: TableSpec,
  plan: readonly PlannedRow[],
  results: ReadonlyMap<string, CellResult>,
  facts: TableFacts,
): TableView {
  const { columns, rows } = spec;
  const keys = new Set(plan.flatMap((row) => cellsOf(row).map(({ key }) => key)));
  const done = [...keys].flatMap((key) => results.get(key) ?? []);
  const planOf = (id: string): PlannedRow => plan.find((row) => row.id === id)!;
  const told = rowsOf(spec, (id) => resultsOf(planOf(id), results));
  const steps = new Set(rows.map(({ config }) => config.steps));
  return {
    experiment: spec.id,
    title: spec.title,
    origin: spec.origin,
    notes: [...spec.notes, ...volumeRemarks(told)],
    ...facts,
    steps: steps.size === 1 ? [...steps][0]! : null,
    runs: keys.size,
    done: done.length,
    adapters: [...new Set(done.map(({ adapter }) => adapter))],
    columns: columns.map(({ id, title, unit, better, digits }) => ({ id, title, unit, better, digits })),
    rows: told,
  };
}
