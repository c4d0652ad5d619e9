/** The right for data that can be trained on: its tasks, Train on it, and Delete, which asks first. */
import { useState } from 'react';
import type { DatasetCard } from '../../protocol/data-messages';
import { useData } from '../../store/data';
import { trainOn } from '../../store/data-train';
import { useLibrary } from '../../store/library';
import { useRun } from '../../store/run';
import { bytes } from '../format';
import { Icon } from '../icons';
import { TaskName } from '../TaskName';
import { isRooms, many, shownName, tasksOf } from './words';

export function StoredSide({ card }: { card: DatasetCard }) {
  const catalog = useLibrary((library) => library.catalog);
  const tasks = tasksOf(card, catalog);
  const reason = tasks.length === 0 ? 'It has no labels to learn from.' : (card.problem ?? '');
  const name = isRooms(card) ? 'rooms' : card.name;
  return (
    <aside className="pane data-side" aria-label="Train on it">
      <header className="head">
        <h2>Train</h2>
      </header>
      <div className="body data-form">
        <div className="field">
          <span className="data-part-title">Tasks with labels</span>
          <ul className="data-found">
            {tasks.map((task) => (
              <li key={task.id}>
                <TaskName id={task.id} title={task.title} />
                <span className="label end">{task.origin}</span>
              </li>
            ))}
          </ul>
          {tasks.length === 0 ? <span className="sub">None: it can be predicted on.</span> : null}
        </div>
        <p className="label">
          The run that is set up takes this data, its classes and these tasks; everything else of it stays as it is.
        </p>
      </div>
      <footer className="foot">
        <button
          type="button"
          className="button primary"
          disabled={reason !== ''}
          aria-describedby={reason ? 'data-why' : undefined}
          onClick={() => trainOn(isRooms(card) ? 'rooms' : card)}
        >
          <Icon name="play" />
          <span className="clip">Train on {name}</span>
        </button>
        {reason ? (
          <p className="label" id="data-why">
            {reason}
          </p>
        ) : null}
        <Delete key={card.name} card={card} />
      </footer>
    </aside>
  );
}

function Delete({ card }: { card: DatasetCard }) {
  const [asking, setAsking] = useState(false);
  const inUse = useRun(
    ({ state }) =>
      ['preparing', 'training', 'paused'].includes(state.status) && card.usedBy.some((name) => name === state.name),
  );
  if (inUse) return <p className="label">In use by the run in progress; stop that run to delete it.</p>;
  if (!asking) {
    return (
      <button type="button" className="button" onClick={() => setAsking(true)}>
        <span className="clip">Delete {shownName(card)}…</span>
      </button>
    );
  }
  const used = card.usedBy.length;
  const again = isRooms(card) ? 'They are drawn again when they are needed.' : 'It can be imported again.';
  return (
    <div className="data-asked">
      <p>
        Delete these {bytes(card.bytes)}? {again}{' '}
        {used > 0 ? (
          <>
            {many(used, 'stored run')} {used === 1 ? 'uses' : 'use'} it and cannot go on without:{' '}
            <b>{card.usedBy.join(', ')}</b>.
          </>
        ) : null}
      </p>
      <p className="actions">
        <button type="button" className="button danger" onClick={() => void useData.getState().remove(card.name)}>
          Delete
        </button>
        {/* Focus goes to the harmless answer. */}
        <button type="button" className="button" autoFocus onClick={() => setAsking(false)}>
          Keep
        </button>
      </p>
    </div>
  );
}

export function RoomsSide() {
  const catalog = useLibrary((library) => library.catalog);
  return (
    <aside className="pane data-side" aria-label="Train on it">
      <header className="head">
        <h2>Train</h2>
      </header>
      <div className="body data-form">
        <div className="field">
          <span className="data-part-title">Tasks with labels</span>
          <ul className="data-found">
            {(catalog?.tasks ?? []).map(({ id, title }) => (
              <li key={id}>
                <TaskName id={id} title={title} />
                <span className="label end">drawn</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
      <footer className="foot">
        <button type="button" className="button primary" onClick={() => trainOn('rooms')}>
          <Icon name="play" />
          Train on rooms
        </button>
      </footer>
    </aside>
  );
}
