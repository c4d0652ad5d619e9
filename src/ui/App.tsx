/**
 * The page: rail, run bar, and a view. Run has three panes that answer three questions: is it learning, what does it
 * predict, why. A run goes on while another view is in sight.
 */
import { useEffect } from 'react';
import { followImport } from '../store/data-import';
import { useHistory } from '../store/history';
import { usePage, type Pane } from '../store/page';
import { useRun } from '../store/run';
import { useViews } from '../store/views';
import { DataView } from './data/DataView';
import { DropPlace } from './data/DropPlace';
import { Empty } from './Empty';
import { followKeys } from './keys';
import { KeySheet } from './KeySheet';
import { LeftPane } from './LeftPane';
import { MapsPanel } from './maps/MapsPanel';
import { Rail } from './Rail';
import { FieldPanel } from './ray/FieldPanel';
import { ResultsView } from './results/ResultsView';
import { RunBar } from './RunBar';
import { hasModel } from './runText';
import { Tabs } from './Tabs';
import { followSystemTheme } from './theme';
import './tokens.css';
import './app.css';

export function App() {
  useEffect(followKeys, []);
  useEffect(followSystemTheme, []);
  useEffect(followImport, []);
  const view = usePage((page) => page.view);
  return (
    <div className="app">
      <Rail />
      <RunBar />
      <main className="view">
        <h1 className="hidden">Taskfield</h1>
        {view === 'run' ? (
          <>
            <PaneTabs />
            <Panes />
          </>
        ) : view === 'data' ? (
          <DataView />
        ) : (
          <ResultsView />
        )}
      </main>
      <KeySheet />
      <DropPlace />
    </div>
  );
}

/** Curves once there are any; before that the left pane is there to train. */
function useLeftName(): string {
  const running = useRun(({ state }) => state.runId !== null);
  const tab = usePage((page) => page.tab);
  return running && tab === 'curves' ? 'Curves' : 'Train';
}

function PaneTabs() {
  const pane = usePage((page) => page.pane);
  const left = useLeftName();
  return (
    <Tabs<Pane>
      className="subtabs"
      label="Panes"
      prefix="pane"
      tabs={[
        { id: 'left', title: left },
        { id: 'maps', title: 'Maps' },
        { id: 'field', title: 'Field' },
      ]}
      chosen={pane}
      onChoose={(id) => usePage.getState().show({ pane: id })}
    />
  );
}

const WHEN = { run: 'With the first step of a run.', preparing: 'With the first step of this run.' };

function Panes() {
  const pane = usePage((page) => page.pane);
  const toggled = usePage((page) => page.leftToggled);
  const model = useRun(({ state }) => hasModel(state));
  const ended = useViews((views) => views.sample !== null);
  const preparing = useRun(({ state }) => state.status === 'preparing');
  const regularized = useRun(({ state }) => state.config?.regularizer.enabled ?? true);
  const running = useRun(({ state }) => state.runId !== null);
  const stepped = useHistory((history) => history.facts.length > 0);
  const looking = model || (ended && running && !preparing) || (stepped && !preparing);
  const when = preparing ? WHEN.preparing : WHEN.run;
  return (
    <div className="panes" data-pane={pane} data-toggled={toggled} data-run={running}>
      <div className="slot left" id="pane-left" role="tabpanel" aria-labelledby="pane-left-tab">
        <LeftPane />
      </div>
      <div className="slot maps" id="pane-maps" role="tabpanel" aria-labelledby="pane-maps-tab">
        {looking ? (
          <MapsPanel />
        ) : (
          <Empty title="Maps" what="Image, truth, and every task’s maps from decoder and rendering" when={when} />
        )}
      </div>
      <div className="slot field" id="pane-field" role="tabpanel" aria-labelledby="pane-field-tab">
        {looking && regularized ? (
          <FieldPanel />
        ) : (
          <Empty
            title="Field"
            what={
              regularized ? 'The three planes, and the picked pixel’s ray through them' : 'This run has no tri-planes'
            }
            when={regularized ? when : 'Its regularizer is off: there is no field to look into.'}
          />
        )}
      </div>
    </div>
  );
}
