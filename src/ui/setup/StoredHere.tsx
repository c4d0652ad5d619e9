/** What this browser holds: runs, data sets, results of experiments, and how much room they take. Deleting asks first, in its place. */
import { useState, type ReactNode } from 'react';
import type { StoredExperiment } from '../../protocol/experiment-messages';
import type { StoredData, StoredRun } from '../../protocol/messages';
import { useExperiments } from '../../store/experiments';
import { useLibrary } from '../../store/library';
import { usePage } from '../../store/page';
import { useRun } from '../../store/run';
import { ago, bytes, count } from '../format';
import { deleteQuestion, many, tableName, wishLine } from '../results/words';
import { useNow } from '../useNow';
import { openRun } from './stored';

const MINUTE = 60_000; // ms

export function StoredHere() {
  const storage = useLibrary((library) => library.storage);
  const experiments = useExperiments(({ stored }) => stored);
  const problem = useExperiments((all) => (all.problem?.at === 'table' ? all.problem.message : null));
  const now = useNow(MINUTE);
  if (!storage || storage.runs.length + storage.data.length + experiments.length === 0) return null;
  return (
    <section aria-labelledby="stored">
      <h2 id="stored">
        Stored here <span className="number dim">{bytes(storage.bytes)}</span>
      </h2>
      <ul className="stored">
        {storage.runs.map((run) => (
          <Run key={run.id} run={run} now={now} />
        ))}
        {storage.data.map((data) => (
          <Data key={data.name} data={data} />
        ))}
        {experiments.map((one) => (
          <Experiment key={one.key} one={one} />
        ))}
      </ul>
      {problem ? (
        <p className="wrong" role="alert">
          {problem}
        </p>
      ) : null}
    </section>
  );
}

function Run({ run, now }: { run: StoredRun; now: number }) {
  const current = useRun(
    ({ state }) => state.runId === run.id && ['preparing', 'training', 'paused'].includes(state.status),
  );
  const done = run.step >= run.config.steps;
  return (
    <Row
      name={run.name}
      facts={`step ${count(run.step)} of ${count(run.config.steps)} · ${ago(run.savedAt, now)} · ${bytes(run.bytes)}`}
      warning={run.problem}
      question={`Delete this run and its ${count(run.step)} steps?`}
      locked={current ? 'open now' : null}
      onDelete={() => void useLibrary.getState().deleteRun(run.id)}
    >
      {run.problem === null ? (
        <button
          className="button"
          aria-label={`${done ? 'Open' : 'Continue'} ${run.name}`}
          onClick={() => void openRun(run.id)}
        >
          {done ? 'Open' : 'Continue'}
        </button>
      ) : null}
    </Row>
  );
}

function Data({ data }: { data: StoredData }) {
  const training = useRun(({ state }) => ['preparing', 'training', 'paused'].includes(state.status));
  const used = data.usedBy.length;
  const consequence = used > 0 ? ` ${used === 1 ? 'A stored run uses' : `${used} stored runs use`} it.` : '';
  return (
    <Row
      name={data.name}
      facts={data.problem ? bytes(data.bytes) : `${count(data.images)} images · ${bytes(data.bytes)}`}
      warning={data.problem}
      question={`Delete these images?${consequence} They are made again when they are needed.`}
      locked={training && used > 0 ? 'in use' : null}
      onDelete={() => void useLibrary.getState().deleteData(data.name)}
    />
  );
}

function Experiment({ one }: { one: StoredExperiment }) {
  const { key, wish, done, status } = one;
  const { choose, remove } = useExperiments.getState();
  const name = `${tableName(wish.id)} · ${wishLine(wish)}`;
  const show = (): void => {
    choose({ kind: 'begun', key });
    usePage.getState().show({ view: 'results' });
  };
  return (
    <Row
      name={name}
      facts={`results of ${many(done, 'run')} · ${bytes(one.bytes)}`}
      warning={null}
      question={deleteQuestion(one)}
      locked={status === 'running' ? 'running' : null}
      onDelete={() => void remove(key)}
    >
      <button className="button" aria-label={`Show ${name}`} onClick={show}>
        Show
      </button>
    </Row>
  );
}

interface RowProps {
  readonly name: string;
  readonly facts: string;
  readonly warning: string | null;
  readonly question: string;
  /** Why it cannot be deleted now; null if it can. */
  readonly locked: string | null;
  readonly onDelete: () => void;
  readonly children?: ReactNode;
}

function Row({ name, facts, warning, question, locked, onDelete, children }: RowProps) {
  const [asking, setAsking] = useState(false);
  return (
    <li>
      <b className="clip">{name}</b>
      <span className="label number">{facts}</span>
      {warning ? <span className="label warning">{warning}</span> : null}
      {locked ? <span className="label">{locked}</span> : null}
      {locked ? null : (
        <span className="actions">
          {asking ? (
            <>
              <span className="question">{question}</span>
              <button className="button danger" onClick={onDelete}>
                Delete
              </button>
              {/* Focus goes to the harmless answer. */}
              <button className="button" autoFocus onClick={() => setAsking(false)}>
                Keep
              </button>
            </>
          ) : (
            <>
              {children}
              <button className="button quiet" aria-label={`Delete ${name}`} onClick={() => setAsking(true)}>
                Delete
              </button>
            </>
          )}
        </span>
      )}
    </li>
  );
}
