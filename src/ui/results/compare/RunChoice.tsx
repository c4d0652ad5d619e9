/** Which two of the stored runs: A, and B that is held against it. */
import type { StoredRun } from '../../../protocol/messages';
import { useCompare, type Chosen } from '../../../store/compare';
import { RunSelect } from '../RunSelect';

interface RunChoiceProps {
  readonly runs: readonly StoredRun[];
  readonly chosen: Chosen;
}

export function RunChoice({ runs, chosen }: RunChoiceProps) {
  const { choose } = useCompare.getState();
  return (
    <div className="compare-runs">
      <Side mark="A" runs={runs} id={chosen.a} onChoose={(a) => choose({ ...chosen, a })} />
      <button
        type="button"
        className="button quiet"
        aria-label="Swap A and B"
        onClick={() => choose({ a: chosen.b, b: chosen.a })}
      >
        ⇄
      </button>
      <Side mark="B" runs={runs} id={chosen.b} onChoose={(b) => choose({ ...chosen, b })} />
    </div>
  );
}

interface SideProps {
  readonly mark: 'A' | 'B';
  readonly runs: readonly StoredRun[];
  readonly id: string;
  readonly onChoose: (id: string) => void;
}

function Side({ mark, runs, id, onChoose }: SideProps) {
  return (
    <label>
      <b className="compare-mark" data-side={mark}>
        {mark}
      </b>
      <RunSelect label={`Run ${mark}`} runs={runs} id={id} onChoose={onChoose} />
    </label>
  );
}
