/** The way to the comparison. */
import { EntryRow } from '../EntryRow';

export function CompareRow({ current }: { current: boolean }) {
  return (
    <EntryRow kind="compare" title="Compare two runs" note="Any that are stored, image by image" current={current} />
  );
}
