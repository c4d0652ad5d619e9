/** One stored run against the labels of its held-out images: scores of all it predicts, its confusions, its worst images. */
import { useEffect, useState } from 'react';
import type { TableFormat } from '../../../protocol/experiments';
import { comparable } from '../../../store/compare';
import { useEvaluation } from '../../../store/evaluation';
import { useLibrary } from '../../../store/library';
import { Note } from '../../Note';
import { TextPane } from '../Export';
import { Controls } from './Controls';
import { InSight } from './InSight';
import { Scores } from './Scores';
import '../../data/data.css';
import '../../maps/maps.css';
import '../compare/compare.css';
import './evaluation.css';

/** Runs that are stored now; what is chosen is among them. */
function useRuns() {
  const storage = useLibrary((library) => library.storage);
  const runs = comparable(storage?.runs ?? []);
  const chosen = useEvaluation(({ run }) => run);
  const [newest] = runs;
  const isHere = runs.some(({ id }) => id === chosen);
  useEffect(() => void useLibrary.getState().refresh(), []);
  useEffect(() => {
    if (!isHere && newest) useEvaluation.getState().choose(newest.id);
  }, [isHere, newest]);
  return { runs, chosen: isHere ? chosen : null, known: storage !== null };
}

export function EvaluationPane() {
  const { runs, chosen, known } = useRuns();
  const [exporting, setExporting] = useState(false);
  return (
    <div className="results-middle evaluate">
      <header className="results-title">
        <h2>How good is one run?</h2>
        <p className="sub">
          Its held-out images against their labels: what the decoder predicts, what the regularizer renders, and the
          average of both.
        </p>
      </header>
      {chosen ? (
        <>
          <Controls runs={runs} run={chosen} exporting={exporting} onExport={() => setExporting(!exporting)} />
          <Evaluated exporting={exporting} />
        </>
      ) : known && runs.length === 0 ? (
        <p className="empty">
          <b>A run that was saved is needed</b>
          <span className="sub">None is stored here; train one, or begin an experiment.</span>
        </p>
      ) : null}
    </div>
  );
}

function Evaluated({ exporting }: { exporting: boolean }) {
  const evaluated = useEvaluation((evaluation) => evaluation.evaluated);
  const counting = useEvaluation((evaluation) => evaluation.counting);
  const problem = useEvaluation((evaluation) => evaluation.problem);
  return (
    <>
      {problem ? <Note tone="bad" title={problem} /> : null}
      {evaluated ? (
        <>
          {exporting ? <Text stamp={`${evaluated.stamp} ${evaluated.done}`} /> : null}
          <Scores report={evaluated.report} done={evaluated.done} />
          <InSight report={evaluated.report} />
        </>
      ) : counting || problem ? null : (
        <p className="empty">
          <b>Every metric of every task, the classes that are taken for each other, the worst images</b>
          <span className="sub">
            A few images at a time, also while something else is in sight. A run that trains is slower meanwhile.
          </span>
        </p>
      )}
    </>
  );
}

/** @param stamp of what is written: with another it is written again */
function Text({ stamp }: { stamp: string }) {
  const [format, setFormat] = useState<TableFormat>('markdown');
  const exported = useEvaluation((evaluation) => evaluation.exported);
  const problem = useEvaluation((evaluation) => evaluation.exportProblem);
  useEffect(() => void useEvaluation.getState().write(format), [format, stamp]);
  return <TextPane what="evaluation" format={format} onFormat={setFormat} exported={exported} problem={problem} />;
}
