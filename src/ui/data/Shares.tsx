/** Which labels there are, and how much of each: classes as bars, unlabelled pixels hatched among them. */
import { useState, type CSSProperties } from 'react';
import type { DataStatistics, TaskStatistics } from '../../protocol/data-messages';
import { fixed } from '../format';
import { usePainted } from './Looks';
import { classesOf, type ShownTask } from './words';

const FIRST = 14;

interface Row {
  readonly name: string;
  /** null: hatched. */
  readonly color: string | null;
  readonly share: number;
}

/** Of all pixels, the largest first; labels that do not occur are left out. */
export function rowsOf(task: ShownTask, statistics: TaskStatistics): Row[] {
  const { unlabelled } = statistics;
  const classes = classesOf(task, statistics).map(({ name, color }, label) => ({
    name,
    color,
    share: (statistics.shares?.[label] ?? 0) * (1 - unlabelled),
  }));
  const all: Row[] = [...classes, { name: 'unlabelled', color: null, share: unlabelled }];
  return all.filter(({ share }) => share > 0).sort((a, b) => b.share - a.share);
}

interface SharesProps {
  readonly tasks: readonly ShownTask[];
  readonly statistics: DataStatistics;
}

export function Shares({ tasks, statistics }: SharesProps) {
  const [all, setAll] = useState(false);
  const counted = (id: string | undefined): TaskStatistics | undefined =>
    statistics.tasks.find((one) => one.task === id && one.shares);
  const painted = usePainted(tasks);
  const task = counted(painted?.id) ? painted : tasks.find(({ id }) => counted(id));
  const found = counted(task?.id);
  if (!task || !found) return null;
  const rows = rowsOf(task, found);
  const most = rows[0]?.share ?? 1;
  const hidden = rows.length - FIRST;
  const absent = (found.shares ?? []).filter((share) => share === 0).length;
  return (
    <section className="data-section" aria-labelledby="data-shares">
      <header className="data-head">
        <h3 id="data-shares">{task.title}: shares</h3>
        <span className="label">
          % of pixels{absent > 0 ? `; ${absent} of ${found.shares!.length} do not occur` : ''}
        </span>
      </header>
      <dl className="data-shares">
        {rows.slice(0, all ? undefined : FIRST).map(({ name, color, share }) => (
          <div key={name}>
            <dt className="clip">{name}</dt>
            <dd>
              <i
                className={color ? undefined : 'hatched'}
                style={{ width: `${(share / most) * 100}%`, '--bar': color } as CSSProperties}
              />
              <span className="number">{share < 0.0005 ? '<0.1' : fixed(share * 100, 1)}</span>
            </dd>
          </div>
        ))}
      </dl>
      {hidden > 0 ? (
        <button type="button" className="button quiet data-more" onClick={() => setAll(!all)}>
          {all ? `Show the first ${FIRST}` : `Show ${hidden} more`}
        </button>
      ) : null}
    </section>
  );
}
