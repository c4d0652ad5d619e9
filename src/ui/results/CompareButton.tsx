/** From a row to its trained model beside that of its base; or why there are none. */
import type { StoredExperiment } from '../../protocol/experiment-messages';
import type { TableRow, TableView } from '../../protocol/experiments';
import { openComparison, pairIn } from '../../store/compare-seeds';
import { useTable } from '../../store/experiment-table';
import { baseOf } from './rows';

interface CompareButtonProps {
  readonly row: TableRow;
  readonly base: TableRow;
}

/** What stands below the table for the rows that cannot be compared. */
const whyId = (why: string): string => `results-why-${why.replaceAll(/\W+/g, '-')}`;

export function CompareButton({ row, base }: CompareButtonProps) {
  const models = useTable((known) => known.models);
  if (!models) return null;
  const pair = pairIn(models, row.id, base.id);
  return (
    <button
      type="button"
      className="button results-compare"
      disabled={'why' in pair}
      aria-describedby={'why' in pair ? whyId(pair.why) : undefined}
      onClick={() => void ('runs' in pair && openComparison(pair.runs))}
    >
      Compare with {base.title}
      <span className="hidden">: {row.title}</span>
    </button>
  );
}

/** Each reason once, with the rows that it holds for where it does not hold for all. */
export function WhyNotCompared({ table }: { table: TableView }) {
  const models = useTable((known) => known.models);
  if (!models) return null;
  const rows = table.rows.flatMap((row) => {
    const base = baseOf(table, row);
    return base ? [{ title: row.title, pair: pairIn(models, row.id, base.id) }] : [];
  });
  const whys = new Map<string, string[]>();
  for (const { title, pair } of rows) if ('why' in pair) whys.set(pair.why, [...(whys.get(pair.why) ?? []), title]);
  if (whys.size === 0) return null;
  return (
    <ul className="results-whys label">
      {[...whys].map(([why, titles]) => (
        <li key={why} id={whyId(why)}>
          No comparison image by image{titles.length === rows.length ? '' : ` for ${titles.join(', ')}`}. {why}
        </li>
      ))}
    </ul>
  );
}

/** Where models are to be kept: "model not kept" of a row whose result was there before; '' where all are. */
export function useKept({ wish }: StoredExperiment, { id }: TableRow): string {
  const models = useTable((known) => known.models);
  const seeds = models?.find(({ row }) => row === id)?.seeds ?? [];
  const kept = seeds.filter(({ runs }) => runs.every((run) => run !== null)).map(({ seed }) => seed);
  if (!wish.keep || seeds.length === kept.length) return '';
  if (kept.length === 0) return seeds.length === 1 ? 'model not kept' : 'models not kept';
  return `model kept of seed ${kept.join(', ')} alone`;
}
