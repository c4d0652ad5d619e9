/** The scale on which a column's dots stand. */
import type { TableCell, TableView } from '../../protocol/experiments';

export type Range = readonly [low: number, high: number];

const PADDING = 0.06;

export const knownIn = ({ values }: TableCell): number[] => values.filter((value) => value !== null);

/** Of all seeds of all rows. @returns null if nothing is known */
export function rangeOf({ rows }: TableView, column: number): Range | null {
  const values = rows.flatMap(({ cells }) => knownIn(cells[column]!));
  if (values.length === 0) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || Math.abs(high) || 1) * PADDING;
  return [low - room, high + room];
}
