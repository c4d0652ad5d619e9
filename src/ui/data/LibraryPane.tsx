/** The left: every data set there is, what was not finished, and how much room all of it takes. */
import { useState } from 'react';
import type { DataLibrary, UnfinishedImport } from '../../protocol/data-messages';
import { useData, type ChosenData } from '../../store/data';
import { useImport } from '../../store/data-import';
import { bytes, count } from '../format';
import { Note } from '../Note';
import { OpenButtons } from './OpenButtons';
import { imagesOf, isRooms, many, shownName } from './words';

export function LibraryPane() {
  const library = useData((data) => data.library);
  const problem = useData((data) => data.problem);
  return (
    <aside className="pane data-library" aria-label="Data sets">
      <header className="head">
        <h2>Data sets</h2>
        <OpenButtons quiet />
      </header>
      <div className="data-list">
        {problem ? (
          <Note
            tone="bad"
            title={problem}
            actions={
              <button type="button" className="button" onClick={() => void useData.getState().load()}>
                Try again
              </button>
            }
          />
        ) : null}
        {library?.problem ? (
          <Note tone="warn" title="Nothing can be stored in this browser; files can still be looked at.">
            {library.problem}
          </Note>
        ) : null}
        <List library={library} />
      </div>
      {library ? <Room library={library} /> : null}
    </aside>
  );
}

function List({ library }: { library: DataLibrary | null }) {
  const given = useImport(({ looking, preview }) => looking?.source ?? preview?.source);
  const size = useImport(({ preview }) => preview?.bytes);
  const importing = useImport(({ progress }) => progress !== null);
  return (
    <ul>
      {given ? (
        <Row
          to={{ kind: 'given' }}
          name={given}
          size={size ? bytes(size) : ''}
          facts={importing ? 'being imported' : size ? 'open, not imported' : 'being looked at'}
        />
      ) : null}
      <Row to={{ kind: 'rooms' }} name="Rooms" size="" facts="built in, drawn when a run needs them" />
      {(library?.sets ?? []).map((card) => (
        <Row
          key={card.name}
          to={{ kind: 'stored', name: card.name }}
          name={shownName(card)}
          size={bytes(card.bytes)}
          facts={`${many(imagesOf(card), 'image')} · ${isRooms(card) ? `${card.width} × ${card.height}` : card.title}`}
          warning={card.problem !== null}
        />
      ))}
      {(library?.unfinished ?? []).map((one) => (
        <Unfinished key={one.key} one={one} />
      ))}
    </ul>
  );
}

interface RowProps {
  readonly to: ChosenData;
  readonly name: string;
  readonly size: string;
  readonly facts: string;
  readonly warning?: boolean;
}

function Row({ to, name, size, facts, warning = false }: RowProps) {
  const chosen = useData((data) => JSON.stringify(data.chosen) === JSON.stringify(to));
  return (
    <li>
      <button
        type="button"
        className="list-row data-row"
        aria-current={chosen ? 'true' : undefined}
        onClick={() => useData.getState().choose(to)}
      >
        <b className="clip">{name}</b>
        <span className="number dim">{size}</span>
        <span className="label clip">{facts}</span>
        {warning ? <span className="data-warned">cannot be used</span> : null}
      </button>
    </li>
  );
}

function Unfinished({ one }: { one: UnfinishedImport }) {
  return (
    <Row
      to={{ kind: 'unfinished', key: one.key }}
      name={one.name}
      size={bytes(one.bytes)}
      facts={`not finished: ${count(one.done)} of ${many(one.total, 'image')}`}
    />
  );
}

/** What is stored, of what the browser says it offers. */
function Room({ library }: { library: DataLibrary }) {
  const { offered, persisted } = library;
  const share = offered ? Math.min(1, library.bytes / offered) : 0;
  return (
    <footer className="data-room">
      <p>
        <span className="sub">Stored in this browser</span>
        <span className="number">{bytes(library.bytes)}</span>
      </p>
      {offered ? (
        <span className="progress-bar" aria-hidden="true">
          <i style={{ width: `${share * 100}%` }} />
        </span>
      ) : null}
      <p className="label">
        {offered ? `of about ${bytes(offered)} offered, ` : ''}
        {persisted ? 'kept until you delete it' : 'the browser may clear it when the disk is full'}
      </p>
    </footer>
  );
}

/** An import that a closed tab interrupted, and how it goes on. */
export function UnfinishedPane({ one }: { one: UnfinishedImport }) {
  const [asking, setAsking] = useState(false);
  return (
    <div className="data-middle">
      <header className="data-title">
        <span className="label">Not finished</span>
        <h2>{one.name}</h2>
        <p className="sub">
          {count(one.done)} of {many(one.total, 'image')} of <span className="number">{one.source}</span> are stored,{' '}
          {bytes(one.bytes)}. The rest was cut off when the page was closed.
        </p>
      </header>
      <p className="empty">
        <b>Choose the same files to go on</b>
        <span className="sub">
          Drop {one.source} on this page, or open it by “Files…” or “Folder…”. Images that are stored are not read
          again.
        </span>
      </p>
      <p className="actions data-asked">
        {asking ? (
          <>
            <span className="sub">Delete these {many(one.done, 'image')}? Other data sets stay.</span>
            <button type="button" className="button danger" onClick={() => void useData.getState().forget(one.key)}>
              Delete
            </button>
            <button type="button" className="button" autoFocus onClick={() => setAsking(false)}>
              Keep
            </button>
          </>
        ) : (
          <button type="button" className="button" onClick={() => setAsking(true)}>
            Delete what is stored of it
          </button>
        )}
      </p>
    </div>
  );
}
