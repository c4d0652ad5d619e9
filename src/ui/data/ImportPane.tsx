/** The right while files are open: what is wished, what it costs above the one primary action, then how far it is. */
import { useData } from '../../store/data';
import { useImport, type ImportProblem } from '../../store/data-import';
import { costOf, wrongIn } from '../../store/data-wishes';
import type { ImportPreview, ImportProgress, ImportWishes } from '../../protocol/data-messages';
import { bytes, count, duration } from '../format';
import { Icon } from '../icons';
import { Note } from '../Note';
import { Spoken } from '../Spoken';
import { ImportForm } from './ImportForm';
import { many } from './words';
import { ProgressBar } from '../ProgressBar';

export function ImportPane() {
  const preview = useImport((one) => one.preview);
  const wishes = useImport((one) => one.wishes);
  const progress = useImport((one) => one.progress);
  const library = useData((data) => data.library);
  const wrongs = preview && wishes ? wrongIn(preview, wishes, library) : {};
  return (
    <aside className="pane data-side" aria-label="Import">
      <header className="head">
        <h2>Import</h2>
      </header>
      <div className="body data-form">
        <Notes />
        {preview && wishes ? (
          <fieldset disabled={progress !== null}>
            <legend className="hidden">What to import</legend>
            <ImportForm preview={preview} wishes={wishes} wrongs={wrongs} />
          </fieldset>
        ) : (
          <p className="empty">
            <b>How many images, which classes, how large</b>
            <span className="sub">As soon as the files are recognised.</span>
          </p>
        )}
      </div>
      {preview && wishes ? (
        <footer className="foot">
          {progress ? (
            <Progress progress={progress} />
          ) : (
            <Begin preview={preview} wishes={wishes} wrong={Object.keys(wrongs).length > 0} />
          )}
        </footer>
      ) : null}
    </aside>
  );
}

/** What is safe comes first. */
const TITLES: Record<Exclude<ImportProblem['kind'], 'files'>, string> = {
  busy: 'An import is under way.',
  options: 'The files cannot be read as chosen; nothing was stored.',
  cancelled: 'The import was cancelled; nothing of it is kept.',
  full: 'Everything stored before is still there; nothing of this import is kept.',
  failed: 'Everything stored before is still there; the import failed, and nothing of it is kept.',
};

function Notes() {
  const problem = useImport((one) => one.problem);
  const preview = useImport((one) => one.preview);
  if (problem && problem.kind !== 'files') {
    const { kind, message } = problem;
    return (
      <Note tone={kind === 'cancelled' || kind === 'busy' ? 'info' : 'bad'} title={TITLES[kind]}>
        {kind === 'cancelled' ? null : message}
      </Note>
    );
  }
  if (!preview?.unfinished) return null;
  const { done, wishes } = preview.unfinished;
  return (
    <Note tone="info" title={`${many(done, 'image')} of “${wishes.name}” are stored already.`}>
      An import of these files was cut off. As it was wished then, it goes on; with other wishes it begins anew.
    </Note>
  );
}

interface BeginProps {
  readonly preview: ImportPreview;
  readonly wishes: ImportWishes;
  readonly wrong: boolean;
}

function Begin({ preview, wishes, wrong }: BeginProps) {
  const library = useData((data) => data.library);
  const rereading = useImport((one) => one.rereading);
  const { start, dismiss } = useImport.getState();
  const cost = costOf(preview, wishes);
  const blocked = library?.problem ?? null;
  const reason = blocked ? 'Nothing can be stored in this browser.' : wrong ? 'One wish cannot stand; see above.' : '';
  const left = library?.offered ? library.offered - library.bytes : Infinity;
  const goesOn = preview.unfinished && JSON.stringify(preview.unfinished.wishes) === JSON.stringify(wishes);
  return (
    <>
      <p className="data-cost number">
        <span>{wrong ? '–' : `about ${bytes(cost.bytes)} in this browser`}</span>
        <span>{wrong ? '' : `about ${duration(Math.max(1, cost.seconds))}`}</span>
      </p>
      {!wrong && cost.bytes > left ? (
        <p className="label data-warned">
          The browser offers about {bytes(Math.max(0, left))} more; take fewer images.
        </p>
      ) : null}
      <button
        type="button"
        className="button primary"
        disabled={reason !== '' || rereading}
        aria-describedby={reason ? 'data-why' : undefined}
        onClick={() => void start()}
      >
        {goesOn ? 'Go on importing' : 'Import'} {many(Number.isFinite(wishes.limit) ? wishes.limit : 0, 'image')}
      </button>
      {reason ? (
        <p className="label" id="data-why">
          {reason}
        </p>
      ) : null}
      <button type="button" className="button" onClick={() => void dismiss()}>
        Close these files
      </button>
    </>
  );
}

/** "12.4 images/s", and what is left of the time. */
function pace({ phase, done, total, rate }: ImportProgress): string {
  if (phase === 'reading' || rate <= 0) return '';
  return `${rate.toFixed(1)}\u202fimages/s, about ${duration((total - done) / rate)} left`;
}

function Progress({ progress }: { progress: ImportProgress }) {
  const cancelling = useImport((one) => one.cancelling);
  const { phase, done, total, skipped } = progress;
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const reading = phase === 'reading';
  const far = reading ? `${bytes(done)} of ${bytes(total)}` : `${count(done)} of ${many(total, 'image')}`;
  return (
    <div className="data-progress">
      <p>
        <b>{cancelling ? 'Cancelling' : reading ? 'Reading the archive' : 'Storing'}</b>
        <span className="number">{far}</span>
      </p>
      <ProgressBar label="Import" share={share} text={far} />
      <p className="number dim">
        <span>{pace(progress)}</span>
        <span>{skipped > 0 ? `${count(skipped)} skipped` : ''}</span>
      </p>
      <Spoken text={`Importing: ${far}`} quiet={false} />
      <button type="button" className="button" disabled={cancelling} onClick={() => void useImport.getState().cancel()}>
        <Icon name="cross" />
        Cancel the import
      </button>
    </div>
  );
}
