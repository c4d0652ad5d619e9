/** An experiment that came to its end while the page was open: its last run has left this view, its table is elsewhere. */
import { useExperiments } from '../../store/experiments';
import { usePage } from '../../store/page';
import { Note } from '../Note';
import { tableName } from '../results/words';

export function EndedExperiment() {
  const ended = useExperiments((all) => all.stored.find(({ key }) => key === all.ended));
  if (!ended) return null;
  const { choose, noted } = useExperiments.getState();
  const { key, wish, models } = ended;
  const show = (): void => {
    choose({ kind: 'begun', key });
    usePage.getState().show({ view: 'results' });
  };
  return (
    <Note
      tone="ok"
      title={`${tableName(wish.id)} is finished.`}
      actions={
        <>
          <button className="button" onClick={show}>
            Show the table
          </button>
          <button className="button quiet" onClick={noted}>
            Not now
          </button>
        </>
      }
    >
      {models.count > 0
        ? 'Its numbers stand in Results; its trained models are stored here, below.'
        : 'Its numbers stand in Results. Its trained models were not kept, so there is none to look at here.'}
    </Note>
  );
}
