/** The left: every experiment that was begun, with how far it is, and New. */
import type { StoredExperiment } from '../../protocol/experiment-messages';
import { useExperiments, type ChosenExperiment } from '../../store/experiments';
import { Note } from '../Note';
import { CompareRow } from './compare/CompareRow';
import { EvaluationRow } from './evaluation/EvaluationRow';
import { stateOf, tableName, wishLine } from './words';

export function ExperimentList({ shown }: { shown: ChosenExperiment }) {
  const stored = useExperiments((all) => all.stored);
  const known = useExperiments((all) => all.known);
  const problem = useExperiments((all) => (all.problem?.at === 'list' ? all.problem.message : null));
  const { choose, load } = useExperiments.getState();
  return (
    <aside className="pane results-list" aria-label="Experiments">
      <header className="head">
        <h2>Experiments</h2>
        <button
          type="button"
          className="button end"
          aria-current={shown.kind === 'new' ? 'true' : undefined}
          onClick={() => choose({ kind: 'new' })}
        >
          New
        </button>
      </header>
      <div className="results-rows">
        {problem ? (
          <Note
            tone="bad"
            title={problem}
            actions={
              <button type="button" className="button" onClick={() => void load()}>
                Try again
              </button>
            }
          />
        ) : null}
        {known && stored.length === 0 ? (
          <p className="empty">
            <b>Nothing begun yet</b>
            <span className="sub">Tables that you begin stand here, with how far they are.</span>
          </p>
        ) : null}
        <ul>
          {stored.map((one) => (
            <Row key={one.key} one={one} current={shown.kind === 'begun' && shown.key === one.key} />
          ))}
        </ul>
        <CompareRow current={shown.kind === 'compare'} />
        <EvaluationRow current={shown.kind === 'evaluate'} />
      </div>
    </aside>
  );
}

function Row({ one, current }: { one: StoredExperiment; current: boolean }) {
  const progress = useExperiments((all) => all.progress);
  const { tone, word, done } = stateOf(one, progress);
  const { wish, runs, key } = one;
  return (
    <li>
      <button
        type="button"
        className="list-row results-row"
        aria-current={current ? 'true' : undefined}
        onClick={() => useExperiments.getState().choose({ kind: 'begun', key })}
      >
        <b>{tableName(wish.id)}</b>
        <span className={`state ${tone}`}>
          <i />
          {word}
        </span>
        <span className="label clip whole">{one.title}</span>
        <span className="label clip" title={wishLine(wish)}>
          {wishLine(wish)}
        </span>
        <span className="label number">
          {done} of {runs}
          <span className="hidden"> runs done</span>
        </span>
      </button>
    </li>
  );
}
