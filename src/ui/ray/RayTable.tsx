/** The ray in numbers: every sample with its quadrature and each task's raw field. */
import type { RayTask, RayView } from '../../protocol/views';
import { fixed } from '../format';
import { useTask } from '../maps/useTask';

const MOST_CHANNELS = 3; // more are a class each: the likeliest stands for them
const DIGITS = 4;

function fieldAt(task: RayTask, k: number): string {
  if (task.shares.length > 0) {
    const top = task.shares.reduce((best, one) => (one.values[k]! > best.values[k]! ? one : best));
    return `${top.name} ${fixed(top.values[k]!, 2)}`;
  }
  const raw = Array.from(
    { length: Math.min(task.channels, MOST_CHANNELS) },
    (_, c) => task.values[k * task.channels + c]!,
  );
  return raw.map((value) => fixed(value, 3)).join(' ');
}

function Heading({ task }: { task: RayTask }) {
  const { title } = useTask(task.task);
  return <th scope="col">{title}</th>;
}

export function RayTable({ ray }: { ray: RayView }) {
  // Where every task has samples of its own, theirs are others than these rows.
  const tasks = ray.tasks.filter(({ own }) => own === null);
  return (
    <div className="field-table" tabIndex={0} role="region" aria-label="Samples of the ray">
      <table>
        <thead>
          <tr>
            {['Sample', 'Pass', 'z', 'σ', 'T', 'w'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            {tasks.map((task) => (
              <Heading key={task.task} task={task} />
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from(ray.z, (z, k) => (
            <tr key={k}>
              <th scope="row">{k + 1}</th>
              <td>{ray.fine[k] ? 'fine' : ray.fine.includes(1) ? 'coarse' : 'even'}</td>
              {[z, ray.density[k]!, ray.transmittance[k]!, ray.weight[k]!].map((value, column) => (
                <td key={column}>{fixed(value, DIGITS)}</td>
              ))}
              {tasks.map((task) => (
                <td key={task.task}>{fieldAt(task, k)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
