/** The way to the comparison, at the end of the list. */
import { useExperiments } from '../../../store/experiments';
import './compare.css';

export function CompareRow({ current }: { current: boolean }) {
  return (
    <button
      type="button"
      className="list-row results-row"
      aria-current={current ? 'true' : undefined}
      onClick={() => useExperiments.getState().choose({ kind: 'compare' })}
    >
      <span className="compare-entry">
        <b>Compare two runs</b>
        <span className="label">Any that are stored, image by image</span>
      </span>
    </button>
  );
}
