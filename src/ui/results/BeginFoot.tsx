/** What a new experiment comes to, and the one action: begun, it goes on by itself. */
import type { PresetFacts } from '../../protocol/messages';
import { useAdapter } from '../../store/adapter';
import { secondsOf, type WishPlan } from '../../store/experiment-wish';
import { useExperiments } from '../../store/experiments';
import { useLibrary } from '../../store/library';
import { useRun } from '../../store/run';
import { adapterName } from '../adapterText';
import { count, duration } from '../format';
import { Icon } from '../icons';
import { many } from './words';

const NO_PRESETS: readonly PresetFacts[] = [];

export function BeginFoot({ plan, name }: { plan: WishPlan; name: string }) {
  const { wish, wrongs } = plan;
  const adapter = useAdapter((found) => found.status);
  const active = useRun(({ state }) => ['preparing', 'training', 'paused'].includes(state.status));
  const running = useExperiments(({ progress }) => progress !== null);
  const beginning = useExperiments((all) => all.beginning);
  const problem = useExperiments((all) => (all.problem?.at === 'form' ? all.problem.message : null));
  const reason = whyNot(plan, adapter);
  return (
    <footer className="results-begin">
      <Comes plan={plan} />
      {wrongs.settings ? (
        <p className="wrong" role="alert">
          {wrongs.settings}
        </p>
      ) : null}
      {running ? (
        <p className="label">The experiment that is running is paused; nothing of it is lost.</p>
      ) : active ? (
        <p className="label">The run in progress is saved and ended; it can be continued.</p>
      ) : null}
      <button
        type="button"
        className="button primary"
        disabled={reason !== '' || beginning}
        aria-describedby={reason ? 'results-why' : undefined}
        onClick={() => wish && void useExperiments.getState().begin(wish)}
      >
        <Icon name="play" />
        Begin {name}
      </button>
      {reason ? (
        <p className="label" id="results-why">
          {reason}
        </p>
      ) : null}
      {problem ? (
        <p className="wrong" role="alert">
          {problem}
        </p>
      ) : null}
    </footer>
  );
}

function whyNot({ wish }: WishPlan, adapter: 'asking' | 'found' | 'missing'): string {
  if (adapter === 'missing') return 'There is no adapter to train on.';
  return wish ? '' : 'One setting cannot stand; see above.';
}

/** Runs, steps, time; what the adapter and the data mean for them. */
function Comes({ plan: { planned, rows, unlabelled } }: { plan: WishPlan }) {
  const presets = useLibrary(({ catalog }) => catalog?.presets ?? NO_PRESETS);
  const tasks = useLibrary(({ catalog }) => catalog?.tasks);
  const software = useAdapter(({ facts }) => (facts?.fallback ? adapterName(facts) : null));
  const seconds = secondsOf(planned, presets);
  const runs = planned.reduce((sum, one) => sum + one.runs, 0);
  const large = planned.filter(({ preset }) => presets.some((one) => one.name === preset && one.verdict !== 'fits'));
  const titles = unlabelled.map((id) => tasks?.find((task) => task.id === id)?.title.toLowerCase() ?? id);
  return (
    <div className="results-comes">
      <p className="results-total">
        <span className="number">{runs === 0 ? '–' : many(runs, 'run')}</span>
        <span className="number">
          {seconds === null ? 'time: after a step' : `about ${duration(seconds)}`}
          {software ? <em className="software"> software</em> : null}
        </span>
      </p>
      <p className="label">
        {planned
          .map((one) => `${count(one.runs)} × ${count(one.steps)} steps of ${one.preset}`)
          .concat(`rows: ${rows.join('; ')}`)
          .join('; ')}
        . {seconds === null ? '' : 'Drawing rooms and evaluating come on top.'}
      </p>
      {titles.length > 0 ? (
        <p className="label">The data has no labels for {titles.join(', ')}: what needs them is left out.</p>
      ) : null}
      {software ? (
        <p className="results-hint">
          {software} computes on the processor, many times slower than a GPU: take nano, and fewer steps and rooms.
        </p>
      ) : null}
      {large.map(({ preset }) => (
        <p key={preset} className="results-hint">
          {preset} may not fit into this GPU’s memory; a run that does not fit fails with its reason.
        </p>
      ))}
    </div>
  );
}
