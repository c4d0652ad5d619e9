/** The left pane: what went wrong if anything did, then curves or setup. */
import { useAdapter } from '../store/adapter';
import { usePage, type LeftTab } from '../store/page';
import { useRun } from '../store/run';
import { CurvesPane } from './curves/CurvesPane';
import { NoAdapterPane } from './NoAdapterPane';
import { Problems } from './Problems';
import { SetupPane } from './setup/SetupPane';
import { Tabs } from './Tabs';

const TABS: readonly { id: LeftTab; title: string }[] = [
  { id: 'curves', title: 'Curves' },
  { id: 'setup', title: 'Setup' },
];

export function LeftPane() {
  const problem = useAdapter((adapter) => adapter.problem);
  const running = useRun(({ state }) => state.runId !== null);
  const tab = usePage((page) => page.tab);
  if (problem && !running) return <NoAdapterPane problem={problem} />;
  if (!running) {
    return (
      <section className="pane" aria-label="Train">
        <SetupPane />
      </section>
    );
  }
  return (
    <section className="pane" aria-label={tab === 'curves' ? 'Curves' : 'Setup'}>
      <div className="tabs-row">
        <Tabs
          label="Run"
          prefix="left"
          tabs={TABS}
          chosen={tab}
          onChoose={(id) => usePage.getState().show({ tab: id })}
        />
        {tab === 'curves' ? <TablesSwitch /> : null}
      </div>
      <div className="slot" id={`left-${tab}`} role="tabpanel" aria-labelledby={`left-${tab}-tab`}>
        {tab === 'curves' ? (
          <>
            <Problems />
            <CurvesPane />
          </>
        ) : (
          <SetupPane />
        )}
      </div>
    </section>
  );
}

function TablesSwitch() {
  const tables = usePage((page) => page.tables);
  return (
    <label className="check end" title="Curves as tables (⇧T)">
      <input
        type="checkbox"
        checked={tables}
        aria-keyshortcuts="Shift+T"
        onChange={(event) => usePage.getState().show({ tables: event.target.checked })}
      />
      tables
    </label>
  );
}
