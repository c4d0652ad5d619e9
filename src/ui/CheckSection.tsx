/** Does training run on this adapter? A few steps of the smallest model, here and now, with their numbers. */
import type { CheckReport } from '../protocol/messages';
import { useCheck } from '../store/check';
import { Note } from './Note';

export function CheckSection({ onCheck }: { onCheck: () => void }) {
  const status = useCheck((state) => state.status);
  const report = useCheck((state) => state.report);
  const problem = useCheck((state) => state.problem);
  return (
    <>
      <h3>Does training run here?</h3>
      <p className="sub">
        Six steps of the smallest model on two rooms, in this page’s worker: the same code as on the command line. On a
        software adapter this takes about a minute, most of it to prepare the first step.
      </p>
      <button className="button" disabled={status === 'running'} onClick={onCheck}>
        {status === 'running' ? 'Checking this adapter' : 'Check this adapter'}
      </button>
      <div aria-live="polite">
        {status === 'done' && report ? <Report report={report} /> : null}
        {status === 'failed' && problem ? (
          <Note tone="bad" title="Training does not run here.">
            {problem}
          </Note>
        ) : null}
      </div>
    </>
  );
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

function Report({ report: { losses, milliseconds } }: { report: CheckReport }) {
  const [first = 0, ...later] = milliseconds;
  const fell = (losses.at(-1) ?? 0) < (losses[0] ?? 0);
  const rows: readonly [string, string][] = [
    ['Loss at each step', losses.map((loss) => loss.toFixed(2)).join('  ')],
    ['First step', `${(first / 1000).toFixed(1)} s`],
    ['Later steps', `${(median(later) / 1000).toFixed(2)} s`],
  ];
  return (
    <>
      <Note
        tone={fell ? 'ok' : 'warn'}
        title={fell ? 'Training runs here.' : 'Training runs, but the loss did not fall.'}
      >
        {fell
          ? 'The loss falls on the images that it sees.'
          : 'Six steps may be too few; try once more, or look at the adapter’s driver.'}
      </Note>
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="number">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
