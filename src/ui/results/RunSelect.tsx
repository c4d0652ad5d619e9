/** One of the stored runs that have a model. */
import type { StoredRun } from '../../protocol/messages';
import { count } from '../format';

interface RunSelectProps {
  readonly label: string;
  readonly runs: readonly StoredRun[];
  readonly id: string;
  readonly onChoose: (id: string) => void;
}

export function RunSelect({ label, runs, id, onChoose }: RunSelectProps) {
  return (
    <select className="input" aria-label={label} value={id} onChange={(event) => onChoose(event.target.value)}>
      {runs.map((run) => (
        <option key={run.id} value={run.id}>
          {run.name}, step {count(run.step)} of {count(run.config.steps)}
        </option>
      ))}
    </select>
  );
}
