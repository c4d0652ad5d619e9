/** Sets a run up: preset, data, steps, seed, regularizer, all settings; below it what is stored here, and what computes. */
import { useEffect } from 'react';
import { useDraft } from '../../store/draft';
import { useLibrary } from '../../store/library';
import { useRun } from '../../store/run';
import { Problems } from '../Problems';
import { Switch } from '../Switch';
import { AdapterDetails } from './AdapterDetails';
import { AllSettings } from './AllSettings';
import { DataChoice } from './DataChoice';
import { EndedExperiment } from './EndedExperiment';
import { Field } from './Field';
import { PresetCards } from './PresetCards';
import { Recovered } from './Recovered';
import './setup.css';
import { StoredHere } from './StoredHere';
import { TrainFoot } from './TrainFoot';

export function SetupPane() {
  const presets = useLibrary(({ catalog }) => catalog?.presets);
  const failed = useLibrary(({ problem }) => problem !== null);
  const running = useRun(({ state }) => state.runId !== null);
  useEffect(() => {
    void useLibrary.getState().refresh();
  }, []);
  return (
    <>
      <div className="body setup">
        <Problems />
        <EndedExperiment />
        {running ? null : <Recovered />}
        {running ? null : <Welcome />}
        <section aria-labelledby="new-run">
          <h2 id="new-run">New run</h2>
          {presets ? (
            <>
              <PresetCards presets={presets} />
              <DataChoice />
              <div className="pair">
                <Field path="steps" label="Steps" />
                <Field path="seed" label="Seed" />
              </div>
              <RegularizerSwitch />
              <AllSettings />
            </>
          ) : (
            <p className="empty">
              <b>{failed ? 'No presets' : 'Presets'}</b>
              <span className="sub">
                {failed
                  ? 'The worker did not name them; see above.'
                  : 'As soon as the worker has looked at the adapter.'}
              </span>
            </p>
          )}
        </section>
        <StoredHere />
        <AdapterDetails />
      </div>
      {presets ? <TrainFoot presets={presets} /> : null}
    </>
  );
}

function RegularizerSwitch() {
  const on = useDraft(({ config }) => config?.regularizer.enabled ?? false);
  const peak = useDraft(({ config }) => config?.alpha.peak ?? 0);
  return (
    <Switch
      on={on}
      onChange={(enabled) => useDraft.getState().edit('regularizer.enabled', enabled)}
      note={on ? `α 0 → ${peak}` : 'α off'}
    >
      3D-aware regularizer
    </Switch>
  );
}

/** For who is here for the first time: what is going to happen. */
function Welcome() {
  const known = useLibrary(({ storage }) => storage === null || storage.runs.length > 0);
  const tasks = useDraft(({ config }) => config?.tasks.length ?? 0);
  if (known || tasks === 0) return null;
  return (
    <p className="welcome sub">
      <b>One model, {tasks} tasks, learning in this tab.</b> Every task is also rendered from one tri-plane, and both
      answers are held to the truth. Nothing leaves this computer.
    </p>
  );
}
