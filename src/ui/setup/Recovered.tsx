/** A run that a reload, a crash or a closed tab left behind: offered once, at the top. */
import { useState } from 'react';
import { useLibrary } from '../../store/library';
import { ago, count } from '../format';
import { Note } from '../Note';
import { useNow } from '../useNow';
import { openRun, unfinished } from './stored';

const MINUTE = 60_000; // ms

export function Recovered() {
  const runs = useLibrary(({ storage }) => storage?.runs);
  const [declined, setDeclined] = useState<string | null>(null);
  const now = useNow(MINUTE);
  const run = unfinished(runs ?? []);
  if (!run || run.id === declined) return null;
  return (
    <Note
      tone="info"
      title="A run is stored here; nothing of it is lost."
      actions={
        <>
          <button className="button" onClick={() => void openRun(run.id)}>
            Continue
          </button>
          <button className="button quiet" onClick={() => setDeclined(run.id)}>
            Not now
          </button>
        </>
      }
    >
      {run.name}: step {count(run.step)} of {count(run.config.steps)}, saved {ago(run.savedAt, now)}. It goes on to the
      same losses.
    </Note>
  );
}
