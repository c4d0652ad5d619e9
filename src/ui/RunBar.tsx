/** The bar that every view keeps: the run's state in a word, its numbers, and the one action that fits. */
import type { RunState } from '../protocol/messages';
import { useAdapter } from '../store/adapter';
import { useHistory } from '../store/history';
import { useRun } from '../store/run';
import { adapterName } from './adapterText';
import { ago, bytes, count, fixed, pace, scientific, timeLeft } from './format';
import { hasModel, stateLine, stateWord } from './runText';
import { RunTools } from './RunTools';
import { savedSteps } from './savedSteps';
import { Spoken } from './Spoken';
import './run-bar.css';
import { useNow } from './useNow';

export function RunBar() {
  const now = useNow();
  const state = useRun((run) => run.state);
  const heardAt = useRun((run) => run.heardAt);
  const adapter = useAdapter((found) => found.status);
  const { tone, word } = stateWord({ status: state.status, adapter, heardAt, now });
  const line = stateLine(state, adapter);
  return (
    <header className="bar" aria-label="Run">
      <div className="cell run">
        <span className={`state ${tone}`} role="status">
          <i />
          {word}
        </span>
        <span className="label clip" title={line}>
          {line}
        </span>
      </div>
      {state.runId ? <Progress state={state} /> : <span className="grow" />}
      {state.runId ? <Numbers state={state} /> : null}
      <AdapterCell state={state} />
      {state.runId ? (
        <>
          <Cell className="leaves-2" label="GPU memory" value={state.gpuBytes > 0 ? bytes(state.gpuBytes) : '–'} />
          <Cell className="leaves-1 saved" label="Saved" value={ago(state.savedAt, now)} />
        </>
      ) : null}
      <RunTools />
    </header>
  );
}

interface CellProps {
  readonly label: string;
  readonly value: string;
  readonly dim?: string;
  readonly software?: boolean;
  readonly className?: string;
}

function Cell({ label, value, dim, software = false, className = '' }: CellProps) {
  return (
    <div className={`cell wide ${className}`}>
      <span className="label">{label}</span>
      <span className="number">
        {value}
        {dim ? <span className="dim"> {dim}</span> : null}
        {software ? <em className="software"> software</em> : null}
      </span>
    </div>
  );
}

function Numbers({ state }: { state: RunState }) {
  const facts = useHistory((history) => history.facts.at(-1));
  const { config } = state;
  const peak = config?.regularizer.enabled ? config.alpha.peak : 0;
  return (
    <>
      <Cell className="pace" label="Throughput" value={pace(state.millisecondsPerStep)} />
      <Cell
        className="leaves-3"
        label="α"
        value={peak > 0 ? fixed(facts?.alpha ?? 0, 2) : 'off'}
        dim={peak > 0 ? `→ ${peak}` : ''}
      />
      <Cell className="leaves-4" label="Learning rate" value={facts ? scientific(facts.learningRate) : '–'} />
    </>
  );
}

/** The adapter as the browser names it; the run's own word for it until that is known. */
function AdapterCell({ state }: { state: RunState }) {
  const facts = useAdapter((found) => found.facts);
  const missing = useAdapter((found) => found.status === 'missing');
  if (missing) return <Cell className="adapter" label="Adapter" value="none" />;
  const name = facts ? adapterName(facts) : state.adapter;
  if (!name) return null;
  return <Cell className="adapter" label="Adapter" value={name} software={facts?.fallback ?? state.fallback} />;
}

function Progress({ state }: { state: RunState }) {
  const { step, steps, progress, status, millisecondsPerStep } = state;
  const share = status === 'preparing' ? (progress ?? 0) : step / Math.max(steps, 1);
  const prepared = progress === null ? '' : `${Math.round(progress * 100)}\u202f%`;
  const left =
    status === 'preparing' ? prepared : status === 'training' ? timeLeft(steps - step, millisecondsPerStep) : '';
  const software = state.fallback && millisecondsPerStep > 0;
  return (
    <div className="cell grow progress">
      <span className="row">
        <span className="number">
          {status === 'preparing' ? 'Before step 1' : `Step ${count(step)} / ${count(steps)}`}
        </span>
        <span className="number dim narrow">
          {hasModel(state) && millisecondsPerStep > 0 ? pace(millisecondsPerStep) : ''}
          {software ? <em className="software"> software</em> : null}
        </span>
        <span className="label left">{left}</span>
      </span>
      <span
        className="line"
        role="progressbar"
        aria-label={status === 'preparing' ? 'Preparation' : 'Training'}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
      >
        <i style={{ width: `${share * 100}%` }} />
        {savedSteps(state).map((at) => (
          <u key={at} style={{ left: `${(at / steps) * 100}%` }} />
        ))}
      </span>
      <Spoken text={`Step ${step} of ${steps}${left ? `, ${left}` : ''}`} quiet={!hasModel(state)} />
    </div>
  );
}
