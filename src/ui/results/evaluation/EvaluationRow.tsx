/** The way to the evaluation of a run, with how far it is. */
import { useEvaluation } from '../../../store/evaluation';
import { count } from '../../format';
import { EntryRow } from '../EntryRow';

export function EvaluationRow({ current }: { current: boolean }) {
  const counting = useEvaluation((evaluation) => evaluation.counting);
  const done = useEvaluation(({ evaluated }) => evaluated?.done ?? 0);
  const total = useEvaluation(({ evaluated }) => evaluated?.report.total ?? 0);
  const note = counting && total > 0 ? `${count(done)} of ${count(total)} images` : 'Metrics, classes, worst images';
  return <EntryRow kind="evaluate" title="Evaluate a run" note={note} current={current} />;
}
