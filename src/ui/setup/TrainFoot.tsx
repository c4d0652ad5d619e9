/** The primary action, with what it costs above it and, where it cannot be taken, why. */
import type { PresetFacts } from '../../protocol/messages';
import { useAdapter } from '../../store/adapter';
import { useDraft } from '../../store/draft';
import { useRun } from '../../store/run';
import { Icon } from '../icons';
import { Cost } from './Cost';

export function TrainFoot({ presets }: { presets: readonly PresetFacts[] }) {
  const config = useDraft((draft) => draft.config);
  const wrong = useDraft(({ problems }) => Object.keys(problems).length);
  const adapter = useAdapter((found) => found.status);
  const active = useRun(({ state }) => ['preparing', 'training', 'paused'].includes(state.status));
  if (!config) return null;
  const reason = why(wrong, adapter);
  return (
    <footer className="foot">
      <Cost presets={presets} />
      {active ? <p className="label">The run in progress is saved and ended; it can be continued.</p> : null}
      <button
        className="button primary"
        disabled={reason !== ''}
        aria-describedby={reason ? 'why-not' : undefined}
        onClick={() => void useDraft.getState().train()}
      >
        <Icon name="play" />
        Train on {config.data.source}
      </button>
      {reason ? (
        <p className="label" id="why-not">
          {reason}
        </p>
      ) : null}
    </footer>
  );
}

function why(wrong: number, adapter: 'asking' | 'found' | 'missing'): string {
  if (adapter === 'missing') return 'There is no adapter to train on.';
  if (wrong > 0)
    return wrong === 1 ? 'One setting cannot stand; see above.' : `${wrong} settings cannot stand; see above.`;
  return '';
}
