/** The action that fits the run's state, and beside it what else can be done with it. */
import type { RunState } from '../protocol/messages';
import { useAdapter } from '../store/adapter';
import { useDraft } from '../store/draft';
import { usePage } from '../store/page';
import { useRun } from '../store/run';
import { Icon, type IconName } from './icons';

interface Action {
  readonly word: string;
  readonly icon: IconName;
  readonly run: () => void;
  readonly key?: string;
}

/** The one action of a state; null where the worker has nothing to act on. */
function fitting({ status, runId, savedStep, step }: RunState): Action | null {
  const run = useRun.getState();
  switch (status) {
    case 'idle':
      return { word: 'Train', icon: 'play', run: () => void useDraft.getState().train() };
    case 'preparing':
      return { word: 'Cancel', icon: 'cross', run: () => void run.cancelPreparing() };
    case 'training':
      return { word: 'Pause', icon: 'pause', run: () => void run.pause(), key: 'Space' };
    case 'paused':
      return { word: 'Continue', icon: 'play', run: () => void run.resume(), key: 'Space' };
    case 'stopped':
    case 'failed':
      if (runId && (savedStep > 0 || step > 0)) {
        return { word: 'Continue', icon: 'play', run: () => void run.open(runId) };
      }
      return { word: 'New run', icon: 'play', run: newRun };
    case 'finished':
      return { word: 'New run', icon: 'play', run: newRun };
  }
}

const newRun = (): void => usePage.getState().show({ view: 'run', tab: 'setup', pane: 'left' });

export function RunTools() {
  const state = useRun((run) => run.state);
  const found = useAdapter((adapter) => adapter.status === 'found');
  const ready = useDraft((draft) => draft.config !== null);
  const { step, stop } = useRun.getState();
  const action = fitting(state);
  if (!action || (state.status === 'idle' && !found)) return null;
  return (
    <div className="tools">
      {state.status === 'paused' ? (
        <Square name="Run one step" icon="step" onClick={() => void step()} shortcut="." />
      ) : null}
      {state.status === 'paused' || state.status === 'training' ? (
        <Square name="Stop this run" icon="stop" onClick={() => void stop()} />
      ) : null}
      <button
        className="button act"
        onClick={action.run}
        aria-keyshortcuts={action.key}
        disabled={state.status === 'idle' && !ready}
      >
        <Icon name={action.icon} />
        {action.word}
      </button>
    </div>
  );
}

interface SquareProps {
  readonly name: string;
  readonly icon: IconName;
  readonly onClick: () => void;
  readonly shortcut?: string;
}

function Square({ name, icon, onClick, shortcut }: SquareProps) {
  return (
    <button className="button square" aria-label={name} title={name} aria-keyshortcuts={shortcut} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
