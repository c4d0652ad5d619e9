/** How the tasks' gradients on the shared encoder agree: cosines in a lower triangle, against each other tinted. */
import type { CSSProperties } from 'react';
import { useAgreement } from '../../store/agreement';
import { useLibrary } from '../../store/library';
import { useRun } from '../../store/run';
import { fixedShort } from '../../base/words';
import { count } from '../format';
import { Note } from '../Note';
import { hasModel } from '../runText';

const MOST_TINT = 45; // percent of ink at cosine 1: the number stays readable
const MOST_BAD = 60;

/** Ink for the same way, red for against each other, in proportion. */
function tint(cosine: number): string | undefined {
  if (Number.isNaN(cosine)) return undefined;
  const share = Math.round(Math.abs(cosine) * (cosine < 0 ? MOST_BAD : MOST_TINT));
  return `color-mix(in srgb, var(${cosine < 0 ? '--bad' : '--ink'}) ${share}%, var(--sunk))`;
}

export function GradientAgreement() {
  const model = useRun(({ state }) => hasModel(state));
  const runId = useRun(({ state }) => state.runId);
  const stepped = useRun(({ state }) => state.step > 0);
  const agreement = useAgreement();
  const mine = agreement.runId === runId;
  const measured = mine ? agreement.measured : null;
  if (!model || !stepped) return null;
  return (
    <details className="under-curves">
      <summary>
        <b>Gradient agreement</b>
        {measured ? <span className="label">step {count(measured.step)}</span> : null}
      </summary>
      <div className="agreement">
        <p className="label">Cosines between the tasks’ gradients on the shared encoder, on the next batch.</p>
        <button className="button" disabled={agreement.busy} onClick={() => void agreement.measure()}>
          {agreement.busy ? 'Measuring' : measured ? 'Measure again' : 'Measure'}
        </button>
      </div>
      {mine && agreement.problem ? <Note tone="bad" title={agreement.problem} /> : null}
      {measured ? <Triangle tasks={measured.tasks} cosines={measured.cosines} /> : null}
    </details>
  );
}

interface TriangleProps {
  readonly tasks: readonly string[];
  readonly cosines: readonly (readonly number[])[];
}

function Triangle({ tasks, cosines }: TriangleProps) {
  const known = useLibrary(({ catalog }) => catalog?.tasks);
  const titleOf = (id: string): string => known?.find((task) => task.id === id)?.title ?? id;
  return (
    <table className="triangle number">
      <thead>
        <tr>
          <td />
          {tasks.map((task) => (
            <th key={task} scope="col" title={titleOf(task)}>
              <abbr title={titleOf(task)}>{titleOf(task).slice(0, 3)}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tasks.map((task, row) => (
          <tr key={task}>
            <th scope="row">{titleOf(task)}</th>
            {cosines[row]!.slice(0, row + 1).map((cosine, column) => (
              <td
                key={tasks[column]}
                style={{ background: row === column ? undefined : tint(cosine) } as CSSProperties}
              >
                {row === column ? '1' : Number.isNaN(cosine) ? '–' : fixedShort(cosine, 2)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
