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
  const known = useLibrary(({ catalog }) => catalog?.tasks);
  const newest = useMemo(() => facts.findLast((one) => one.scores !== undefined), [facts]);
  if (!config || !known || !newest?.scores) return null;
  const { scores } = newest;
  const sources = SOURCES.filter(({ ending }) => config.tasks.some((task) => scores[task + ending] !== undefined));
  return (
    <section className="held-out" aria-labelledby="held-out-title">
      <header>
        <h3 id="held-out-title">Held out</h3>
        <span className="label">
          {count(config.evaluation.images)} images, step {count(newest.step)}
        </span>
      </header>
      <table className="scores number">
        <thead>
          <tr>
            <td />
            <td />
            {sources.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {config.tasks.map((task) => {
            const { title = task, metric } = known.find(({ id }) => id === task) ?? {};
            return (
              <tr key={task}>
                <th scope="row">
                  <TaskName id={task} title={title} />
                </th>
                <td className="label">
                  {metric?.name}
                  {metric?.unit ? `, ${metric.unit}` : ''}
                </td>
                {sources.map(({ ending }) => {
                  const value = scores[task + ending];
                  return <td key={ending}>{value === undefined ? '–' : fixed(value, metric?.digits ?? 3)}</td>;
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
