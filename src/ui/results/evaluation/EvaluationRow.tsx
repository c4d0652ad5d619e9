/** The way to the evaluation of a run, at the end of the list, with how far it is. */
import { useEvaluation } from '../../../store/evaluation';
import { useExperiments } from '../../../store/experiments';
import { count } from '../../format';
import '../compare/compare.css';

export function EvaluationRow({ current }: { current: boolean }) {
  const counting = useEvaluation((evaluation) => evaluation.counting);
  const done = useEvaluation(({ evaluated }) => evaluated?.done ?? 0);
  const total = useEvaluation(({ evaluated }) => evaluated?.report.total ?? 0);
  return (
    <button
      type="button"
      className="list-row results-row"
      aria-current={current ? 'true' : undefined}
      onClick={() => useExperiments.getState().choose({ kind: 'evaluate' })}
    >
      <span className="compare-entry">
        <b>Evaluate a run</b>
        <span className="label">
          {counting && total > 0 ? `${count(done)} of ${count(total)} images` : 'Metrics, classes, worst images'}
        </span>
      </span>
    </button>
  );
}
