/** Where the experiment stands: which run, which step, how many of all. */
import type { ExperimentProgress, StoredExperiment } from '../../protocol/experiment-messages';
import { useExperiments } from '../../store/experiments';
import { count } from '../format';
import { Spoken } from '../Spoken';
import { many, stateOf } from './words';
import { ProgressBar } from '../ProgressBar';

/** Of a run, training is most: so much of it is evaluation. */
const EVALUATION = 0.1;

function shareOf({ phase, at, of }: ExperimentProgress): number {
  const part = of > 0 ? Math.min(1, at / of) : 0;
  return phase === 'training' ? part * (1 - EVALUATION) : 1 - EVALUATION + part * EVALUATION;
}

/** "step 40 of 300", "image 3 of 40" */
const placeText = ({ phase, at, of }: ExperimentProgress): string =>
  `${phase === 'training' ? 'step' : 'evaluating, image'} ${count(at)} of ${count(of)}`;

export function RunLine({ one }: { one: StoredExperiment }) {
  const all = useExperiments((known) => known.progress);
  const progress = all?.key === one.key ? all : null;
  const { tone, word, done } = stateOf(one, all);
  const { runs, status } = one;
  if (status === 'finished') return null;
  const running = status === 'running' ? progress : null;
  const share = runs > 0 ? (done + (running ? shareOf(running) : 0)) / runs : 0;
  const text = running
    ? `Run ${Math.min(done + 1, runs)} of ${runs}: ${running.rows.join(', ')}, seed ${running.seed}, ${placeText(running)}`
    : `${done} of ${many(runs, 'run')} done${status === 'paused' ? '; it waits for “Go on”' : ''}`;
  return (
    <div className="results-run">
      <p>
        <span className={`state ${tone}`} role="status">
          <i />
          {word}
        </span>
        <RunText text={text} running={running} done={done} runs={runs} />
      </p>
      <ProgressBar label="Experiment" share={share} text={text} />
      <Spoken text={text} quiet={running === null} />
    </div>
  );
}

interface RunTextProps {
  readonly text: string;
  readonly running: ExperimentProgress | null;
  readonly done: number;
  readonly runs: number;
}

/** Numbers at the end of the line keep still while the words before them change. */
function RunText({ text, running, done, runs }: RunTextProps) {
  if (!running) return <span className="sub">{text}</span>;
  return (
    <>
      <span className="sub">
        {running.rows.join(', ')}, seed {running.seed}
      </span>
      <span className="number">{placeText(running)}</span>
      <span className="number end">
        run {Math.min(done + 1, runs)} of {runs}
      </span>
    </>
  );
}
