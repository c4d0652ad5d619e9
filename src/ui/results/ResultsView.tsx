/** The Results view: experiments that were begun, and the table of the one that is chosen or the form of a new one. */
import { useEffect, useRef } from 'react';
import { inSight, useExperiments } from '../../store/experiments';
import { Icon } from '../icons';
import '../setup/setup.css';
import './results.css';
import { ComparePane } from './compare/ComparePane';
import { EvaluationPane } from './evaluation/EvaluationPane';
import { ExperimentList } from './ExperimentList';
import { NewExperiment } from './NewExperiment';
import { TablePane } from './TablePane';

const LABELS = {
  compare: 'Comparison',
  evaluate: 'Evaluation',
  new: 'New experiment',
  begun: 'New experiment',
} as const;

export function ResultsView() {
  const chosen = useExperiments((all) => all.chosen);
  const stored = useExperiments((all) => all.stored);
  const known = useExperiments((all) => all.known);
  const shown = inSight({ chosen, stored });
  const key = shown.kind === 'begun' ? shown.key : null;
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    void useExperiments.getState().load();
  }, []);
  useEffect(() => {
    // Something else is in sight: from its beginning, in the pane and on a phone's page.
    place.current?.scrollTo(0, 0);
    window.scrollTo(0, 0);
  }, [key, chosen]);
  const one = stored.find((experiment) => experiment.key === key);
  return (
    <div className="results-view" data-chosen={chosen?.kind ?? 'none'}>
      <ExperimentList shown={shown} />
      <section ref={place} className="pane results-main" aria-label={one ? 'Experiment' : LABELS[shown.kind]}>
        <button type="button" className="results-back narrow" onClick={() => useExperiments.getState().choose(null)}>
          <Icon name="back" />
          Experiments
        </button>
        {shown.kind === 'compare' ? (
          <ComparePane />
        ) : shown.kind === 'evaluate' ? (
          <EvaluationPane />
        ) : one ? (
          <TablePane key={one.key} one={one} />
        ) : known ? (
          <NewExperiment known={known} />
        ) : (
          <Waiting />
        )}
      </section>
    </div>
  );
}

function Waiting() {
  const problem = useExperiments((all) => all.problem);
  if (problem) return null; // it stands at the list
  return (
    <div className="results-middle">
      <p className="empty">
        <b>The paper’s tables</b>
        <span className="sub">As soon as what is stored in this browser has been read.</span>
      </p>
    </div>
  );
}
