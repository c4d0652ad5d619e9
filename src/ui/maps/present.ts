/** Which classes of a legend a painted map shows: its colours are its classes. */
import type { Legend } from '../../protocol/messages';
import type { Painted } from '../../protocol/views';

type Class = Extract<Legend, { kind: 'classes' }>['classes'][number];

/** @returns classes that occur in any of the maps, the most frequent first */
export function classesIn(classes: readonly Class[], maps: readonly (Painted | null)[]): readonly Class[] {
  const counts = new Map<number, number>();
  for (const map of maps) {
    const bytes = map?.rgba ?? [];
    for (let at = 0; at < bytes.length; at += 4) {
      const color = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
      counts.set(color, (counts.get(color) ?? 0) + 1);
    }
  }
  const found = classes.flatMap((one) => {
    const count = counts.get(Number.parseInt(one.color.slice(1), 16)) ?? 0;
    return count > 0 ? [{ one, count }] : [];
  });
  return found.sort((a, b) => b.count - a.count).map(({ one }) => one);
}
