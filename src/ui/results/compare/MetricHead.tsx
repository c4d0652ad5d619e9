/** A task and its metric, at the head of a row. */
import type { ComparedMetric } from '../../../protocol/compare';
import { TaskName } from '../../TaskName';

type Named = Pick<ComparedMetric, 'task' | 'title' | 'name' | 'unit'>;

export function MetricHead({ of: { task, title, name, unit } }: { of: Named }) {
  return (
    <th scope="row">
      <TaskName id={task} title={title} />
      <span className="label">
        {name}
        {unit ? `, ${unit}` : ''}
      </span>
    </th>
  );
}
