/** One experiment: its question, its table as far as it is known, image by image where that is asked; its verbs. */
import { useEffect, useState } from 'react';
import type { StoredExperiment } from '../../protocol/experiment-messages';
import type { TableView } from '../../protocol/experiments';
import { useTable } from '../../store/experiment-table';
import { useExperiments } from '../../store/experiments';
import { Segments } from '../maps/Segments';
import { Note } from '../Note';
import { Cards } from './Cards';
import { WhyNotCompared } from './CompareButton';
import { Export } from './Export';
import { Legend } from './Legend';
import { PerImage } from './PerImage';
import { ResultsTable } from './ResultsTable';
import { RunLine } from './RunLine';
import { Tools } from './Tools';
import { tableLine, tableName } from './words';

type Look = 'table' | 'images';

export function TablePane({ one }: { one: StoredExperiment }) {
  const { key, wish } = one;
  const table = useTable((known) => (known.key === key ? known.table : null));
  const [look, setLook] = useState<Look>('table');
  const [exporting, setExporting] = useState(false);
  const facts = useExperiments((all) => all.known?.find(({ id }) => id === wish.id));
  useEffect(() => void useTable.getState().pull(key), [key, one.status, one.done]);
  useEffect(() => void useTable.getState().pullModels(), [key, one.done, one.models.count]);
  const ended = useExperiments((all) => all.ended === key);
  useEffect(() => {
    if (ended) useExperiments.getState().noted(); // it is in sight
  }, [ended]);
  return (
    <div className="results-middle">
      <header className="results-title">
        <h2>{facts?.question ?? one.title}</h2>
        <p className="sub">
          {tableName(wish.id)} at <b>{wish.scale}</b> scale: {table ? tableLine(table, wish) : wish.data}
        </p>
        <div className="results-tools">
          <Segments<Look>
            label="What is shown"
            choices={[
              { id: 'table', title: 'Table' },
              { id: 'images', title: 'Per image' },
            ]}
            chosen={look}
            onChoose={setLook}
          />
          <Tools one={one} exporting={exporting} onExport={() => setExporting(!exporting)} />
        </div>
      </header>
      <Problems one={one} />
      <RunLine one={one} />
      {exporting && table ? <Export done={table.done} /> : null}
      {table ? <Content table={table} one={one} look={look} /> : <Waiting />}
    </div>
  );
}

function Waiting() {
  const problem = useTable((known) => known.problem);
  return problem ? null : (
    <p className="empty">
      <b>The table, row by row</b>
      <span className="sub">As soon as it is read.</span>
    </p>
  );
}

function Content({ table, one, look }: { table: TableView; one: StoredExperiment; look: Look }) {
  if (look === 'images') return <PerImage table={table} />;
  return (
    <>
      <ResultsTable table={table} one={one} />
      <Cards table={table} one={one} />
      <Legend table={table} />
      <WhyNotCompared table={table} />
      <Notes table={table} />
    </>
  );
}

/** What a reader must know beside the numbers. */
function Notes({ table }: { table: TableView }) {
  const { origin, notes, adapters } = table;
  return (
    <section className="results-notes" aria-label="Notes">
      <h3>What to know before comparing</h3>
      <ul>
        {[origin, ...notes].map((note) => (
          <li key={note}>{note}</li>
        ))}
        {adapters.length > 0 ? <li>Run on {adapters.join('; ')}.</li> : null}
      </ul>
    </section>
  );
}

function Problems({ one }: { one: StoredExperiment }) {
  const refused = useExperiments((all) => (all.problem?.at === 'table' ? all.problem.message : null));
  const unread = useTable((known) => (known.key === one.key ? known.problem : null));
  if (one.status !== 'failed' && !refused && !unread) return null;
  const safe = one.done > 0 ? 'What is done is kept' : 'Nothing was done yet';
  return (
    <div className="notes">
      {one.status === 'failed' ? (
        <Note tone="bad" title={`${safe}; then a run failed.`}>
          {one.problem} “Go on” tries that run again.
        </Note>
      ) : null}
      {refused ? <Note tone="bad" title={refused} /> : null}
      {unread ? (
        <Note
          tone="bad"
          title={unread}
          actions={
            <button type="button" className="button" onClick={() => void useTable.getState().pull(one.key)}>
              Try again
            </button>
          }
        />
      ) : null}
    </div>
  );
}
