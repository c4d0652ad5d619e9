/** Which run, at which size; begins, stops and goes on; how far it is. */
import type { Resolution } from '../../../protocol/evaluation';
import type { StoredRun } from '../../../protocol/messages';
import { useAdapter } from '../../../store/adapter';
import { useEvaluation, type Evaluated } from '../../../store/evaluation';
import { count } from '../../format';
import { Icon } from '../../icons';
import { Segments } from '../../maps/Segments';
import { ProgressBar } from '../../ProgressBar';
import { Spoken } from '../../Spoken';
import { RunSelect } from '../RunSelect';

const SIZES: readonly { readonly id: Resolution; readonly title: string }[] = [
  { id: 'network', title: 'Network size' },
  { id: 'original', title: 'Original size' },
];

const SIZE_WORDS: Readonly<Record<Resolution, string>> = {
  network: 'At the size that the network reads, padding and all: as InvPT publishes its numbers.',
  original: 'At each image’s own size: predictions are enlarged, and padding is cut off.',
};

interface ControlsProps {
  readonly runs: readonly StoredRun[];
  /** Id of the chosen one. */
  readonly run: string;
  readonly exporting: boolean;
  readonly onExport: () => void;
}

export function Controls({ runs, run, exporting, onExport }: ControlsProps) {
  const resolution = useEvaluation((evaluation) => evaluation.resolution);
  const counting = useEvaluation((evaluation) => evaluation.counting);
  const evaluated = useEvaluation((evaluation) => evaluation.evaluated);
  const { choose, set } = useEvaluation.getState();
  return (
    <div className="evaluate-controls">
      <div className="evaluate-tools">
        <RunSelect label="Run" runs={runs} id={run} onChoose={choose} />
        <Segments
          label="Where predictions meet labels"
          choices={SIZES}
          chosen={resolution}
          onChoose={(id) => set({ resolution: id })}
        />
        <Verbs evaluated={evaluated} counting={counting} />
        {evaluated ? (
          <button type="button" className="button end" aria-expanded={exporting} onClick={onExport}>
            <Icon name="export" />
            Export
          </button>
        ) : null}
      </div>
      {counting ? <Progress evaluated={evaluated} /> : <Standing evaluated={evaluated} step={stepOf(runs, run)} />}
    </div>
  );
}

const stepOf = (runs: readonly StoredRun[], run: string): number => runs.find(({ id }) => id === run)?.step ?? 0;

function Verbs({ evaluated, counting }: { evaluated: Evaluated | null; counting: boolean }) {
  const stopping = useEvaluation((evaluation) => evaluation.stopping);
  const missing = useAdapter((found) => found.status === 'missing');
  const { evaluate, goOn, stop } = useEvaluation.getState();
  if (counting) {
    return (
      <button type="button" className="button" disabled={stopping} onClick={stop}>
        <Icon name="stop" />
        {stopping ? 'Stopping' : 'Stop'}
      </button>
    );
  }
  const left = evaluated ? evaluated.report.total - evaluated.done : 0;
  const title = missing ? 'There is no adapter to evaluate on.' : undefined;
  return (
    <>
      {left > 0 ? (
        <button type="button" className="button primary" disabled={missing} title={title} onClick={() => void goOn()}>
          <Icon name="play" />
          Go on
        </button>
      ) : null}
      <button
        type="button"
        className={evaluated ? 'button' : 'button primary'}
        disabled={missing}
        title={title}
        onClick={() => void evaluate()}
      >
        {evaluated ? 'Evaluate again' : 'Evaluate'}
      </button>
    </>
  );
}

function Progress({ evaluated }: { evaluated: Evaluated | null }) {
  const { done, report } = evaluated ?? { done: 0, report: null };
  const text = report ? `${count(done)} of ${count(report.total)} images` : 'Restoring the model: a few seconds';
  return (
    <div className="evaluate-progress">
      <p className={report ? 'label number' : 'label'} aria-hidden="true">
        {text}
      </p>
      <ProgressBar label="Evaluation" share={report ? done / report.total : 0} text={text} />
      <Spoken text={text} quiet={false} />
    </div>
  );
}

/** What the numbers below are of, where that is not what was chosen since. @param step of the newest save */
function Standing({ evaluated, step }: { evaluated: Evaluated | null; step: number }) {
  const resolution = useEvaluation((evaluation) => evaluation.resolution);
  const report = evaluated?.report;
  const told = [
    SIZE_WORDS[resolution],
    ...(report && report.resolution !== resolution ? ['The numbers below are of the other size: evaluate again.'] : []),
    ...(report && report.step !== step
      ? [`The run was saved at step ${count(step)} since: the numbers below are of step ${count(report.step)}.`]
      : []),
  ];
  return <p className="label">{told.join(' ')}</p>;
}
