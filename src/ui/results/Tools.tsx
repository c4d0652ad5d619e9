/** The verbs of one experiment: pause or go on, export, delete, which asks first. */
import { useState } from 'react';
import type { StoredExperiment } from '../../protocol/experiment-messages';
import { useAdapter } from '../../store/adapter';
import { useExperiments } from '../../store/experiments';
import { Icon } from '../icons';
import { deleteQuestion } from './words';

interface ToolsProps {
  readonly one: StoredExperiment;
  readonly exporting: boolean;
  readonly onExport: () => void;
}

export function Tools({ one, exporting, onExport }: ToolsProps) {
  const [asking, setAsking] = useState(false);
  if (asking) return <Asked one={one} onKeep={() => setAsking(false)} />;
  return (
    <span className="actions">
      <PauseOrGoOn one={one} />
      <button type="button" className="button" aria-expanded={exporting} onClick={onExport}>
        <Icon name="export" />
        Export
      </button>
      <button type="button" className="button quiet" onClick={() => setAsking(true)}>
        Delete…
      </button>
    </span>
  );
}

function PauseOrGoOn({ one: { key, status } }: { one: StoredExperiment }) {
  const missing = useAdapter((found) => found.status === 'missing');
  const { pause, resume } = useExperiments.getState();
  if (status === 'finished') return null;
  if (status === 'running') {
    return (
      <button type="button" className="button" onClick={() => void pause(key)}>
        <Icon name="pause" />
        Pause
      </button>
    );
  }
  return (
    <button
      type="button"
      className="button primary"
      disabled={missing}
      title={missing ? 'There is no adapter to train on.' : undefined}
      onClick={() => void resume(key)}
    >
      <Icon name="play" />
      Go on
    </button>
  );
}

function Asked({ one, onKeep }: { one: StoredExperiment; onKeep: () => void }) {
  return (
    <span className="actions results-asked">
      <span className="sub">{deleteQuestion(one)}</span>
      <button type="button" className="button danger" onClick={() => void useExperiments.getState().remove(one.key)}>
        Delete
      </button>
      {/* Focus goes to the harmless answer. */}
      <button type="button" className="button" autoFocus onClick={onKeep}>
        Keep
      </button>
    </span>
  );
}
