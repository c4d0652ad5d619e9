/** The way to what is no experiment, at the end of the list. */
import { useExperiments } from '../../store/experiments';
import './compare/compare.css';

interface EntryRowProps {
  readonly kind: 'compare' | 'evaluate';
  readonly title: string;
  /** What it is, or how far it is. */
  readonly note: string;
  readonly current: boolean;
}

export function EntryRow({ kind, title, note, current }: EntryRowProps) {
  return (
    <button
      type="button"
      className="list-row results-row"
      aria-current={current ? 'true' : undefined}
      onClick={() => useExperiments.getState().choose({ kind })}
    >
      <span className="compare-entry">
        <b>{title}</b>
        <span className="label">{note}</span>
      </span>
    </button>
  );
}
