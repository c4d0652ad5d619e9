/** Rows of a table as they are shown: in groups, with their base, with how far they are. */
import type { ExperimentProgress, StoredExperiment } from '../../protocol/experiment-messages';
import type { TableRow, TableView } from '../../protocol/experiments';

export interface RowGroup {
  readonly name: string;
  /** It says more than its first row does. */
  readonly headed: boolean;
  readonly rows: readonly TableRow[];
}

export function groupsOf({ rows }: TableView): RowGroup[] {
  const names = [...new Set(rows.map(({ group }) => group))];
  return names.map((name) => {
    const own = rows.filter(({ group }) => group === name);
    return { name, headed: own[0]?.title !== name, rows: own };
  });
}

export const baseOf = ({ rows }: TableView, { base }: TableRow): TableRow | null =>
  rows.find(({ id }) => id === base) ?? null;

/** Costs alone have no mean gain. */
export const hasDelta = ({ columns }: TableView): boolean => columns.some(({ id }) => id.includes(' '));

/** Of a row whose seeds are not all done: "2 of 3 seeds, seed 3 is running"; '' of others. */
export function standingOf(
  { title, seedsDone }: TableRow,
  { seeds }: TableView,
  { key, status }: StoredExperiment,
  progress: ExperimentProgress | null,
): string {
  if (seedsDone >= seeds) return '';
  const running = status === 'running' && progress?.key === key && progress.rows.includes(title);
  const known = seedsDone > 0 || seeds > 1 ? `${seedsDone} of ${seeds} seeds` : '';
  const now = running ? `seed ${progress.seed} is running` : seedsDone === 0 && seeds === 1 ? 'not run yet' : '';
  return [known, now].filter(Boolean).join(', ');
}
