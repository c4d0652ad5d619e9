/** What the newest evaluation on held-out images gave, task by task: decoder, rendered, and both averaged. */
import { useMemo } from 'react';
import { ENDING } from '../../base/step-facts';
import type { StepFacts } from '../../protocol/events';
import { useLibrary } from '../../store/library';
import { useRun } from '../../store/run';
import { count, fixed } from '../format';
import { TaskName } from '../TaskName';

const SOURCES = [
  { title: 'Decoder', ending: '' },
  { title: 'Rendered', ending: ENDING.rendered },
  { title: 'Average', ending: ENDING.average },
] as const;

export function HeldOut({ facts }: { facts: readonly StepFacts[] }) {
  const config = useRun(({ state }) => state.config);
  const known = useLibrary(({ catalog }) => catalog !== null);
  const newest = useMemo(() => facts.findLast((one) => one.scores !== undefined), [facts]);
  if (!config || !known || !newest?.scores) return null;
  return (
    <details className="under-curves" open>
      <summary>
        <b>Held out</b>
        <span className="label">step {count(newest.step)}</span>
      </summary>
      <Scores tasks={config.tasks} scores={newest.scores} />
    </details>
  );
}

interface ScoresProps {
  readonly tasks: readonly string[];
  readonly scores: Readonly<Record<string, number>>;
}

function Scores({ tasks, scores }: ScoresProps) {
  const sources = SOURCES.filter(({ ending }) => tasks.some((task) => scores[task + ending] !== undefined));
  return (
    <table className="scores number">
      <thead>
        <tr>
          <td />
          {sources.map(({ title }) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <ScoreRow key={task} task={task} values={sources.map(({ ending }) => scores[task + ending])} />
        ))}
      </tbody>
    </table>
  );
}

function ScoreRow({ task, values }: { readonly task: string; readonly values: readonly (number | undefined)[] }) {
  const known = useLibrary(({ catalog }) => catalog?.tasks.find(({ id }) => id === task));
  const { title = task, metric = { name: '', unit: '', digits: 3 } } = known ?? {};
  return (
    <tr>
      <th scope="row">
        <TaskName id={task} title={title} glyphOnly />
        {metric.name}
        {metric.unit ? `, ${metric.unit}` : ''}
      </th>
      {values.map((value, source) => (
        <td key={SOURCES[source]!.title}>{value === undefined ? '–' : fixed(value, metric.digits)}</td>
      ))}
    </tr>
  );
}
