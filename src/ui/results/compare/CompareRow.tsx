/** The way to the comparison, at the end of the list. */
import { useExperiments } from '../../../store/experiments';

export function CompareRow({ current }: { current: boolean }) {
  return (
    <button
      type="button"
      className="results-row"
      aria-current={current ? 'true' : undefined}
      onClick={() => useExperiments.getState().choose({ kind: 'compare' })}
    >
      <b>Compare two runs</b>
      <span className="label">Any that are stored, image by image</span>
    </button>
  );
}
