/** What went wrong, at the head of the pane: what is safe first, then what broke, then what to do. */
import { useLibrary } from '../store/library';
import { useRun } from '../store/run';
import { count } from './format';
import { Note } from './Note';

export function Problems() {
  const refusal = useRun((run) => run.refusal);
  const storage = useLibrary((library) => library.storage?.problem ?? null);
  const library = useLibrary((known) => known.problem);
  return (
    <div className="notes">
      <RunProblem />
      {refusal ? <Note tone="bad" title={refusal} /> : null}
      {storage ? (
        <Note tone="warn" title="Nothing can be saved in this browser; training still runs.">
          {storage}
        </Note>
      ) : null}
      {library ? (
        <Note
          tone="bad"
          title={library}
          actions={
            <button className="button" onClick={() => void useLibrary.getState().load()}>
              Try again
            </button>
          }
        />
      ) : null}
    </div>
  );
}

function RunProblem() {
  const problem = useRun(({ state }) => state.problem);
  const failed = useRun(({ state }) => state.status === 'failed');
  const savedStep = useRun(({ state }) => state.savedStep);
  const runId = useRun(({ state }) => state.runId);
  if (!problem) return null;
  if (!failed) return <Note tone="warn" title={problem.message} />;
  const safe = savedStep > 0;
  return (
    <Note
      tone="bad"
      title={safe ? `Everything up to step ${count(savedStep)} is saved; then training stopped.` : 'Training stopped.'}
      actions={
        safe && runId ? (
          <button className="button" onClick={() => void useRun.getState().open(runId)}>
            Continue from step {count(savedStep)}
          </button>
        ) : null
      }
    >
      {problem.message}
    </Note>
  );
}
