/** Images with labels painted over them: which task, how strongly, and one of them with all it has. */
import type { ReactNode } from 'react';
import type { LookedAt, TaskId } from '../../protocol/data-messages';
import { useData } from '../../store/data';
import { Directions } from '../maps/Legends';
import { Ramp } from '../maps/Ramp';
import { Segments } from '../maps/Segments';
import { TaskName } from '../TaskName';
import { Look, Paint } from './Paint';
import type { ShownTask } from './words';

interface LooksProps {
  /** "6 of 1 449, spread over scenes" */
  readonly which: ReactNode;
  readonly looks: readonly LookedAt[];
  readonly tasks: readonly ShownTask[];
  /** Place in `looks`. */
  readonly picked: number;
  readonly onPick: (index: number) => void;
  /** Labels are being read again. */
  readonly stale?: boolean;
}

/** The task in sight, of those that there are. */
export function usePainted(tasks: readonly ShownTask[]): ShownTask | undefined {
  const wished = useData(({ task }) => task);
  return tasks.find(({ id }) => id === wished) ?? tasks[0];
}

export function Looks({ which, looks, tasks, picked, onPick, stale = false }: LooksProps) {
  const task = usePainted(tasks);
  const opacity = useData((data) => data.opacity);
  const shown = looks[picked] ?? looks[0];
  return (
    <section className="data-section" aria-labelledby="data-looks">
      <header className="data-head">
        <h3 id="data-looks">{tasks.length > 0 ? 'Labels painted over images' : 'Images'}</h3>
        <span className="label">{which}</span>
        {task ? <TaskSwitch tasks={tasks} task={task.id} /> : null}
      </header>
      <div className="data-looks" data-stale={stale}>
        {looks.map((look, index) => (
          <Look
            key={`${look.split ?? ''}/${look.id}`}
            look={look}
            task={task?.id}
            opacity={opacity}
            picked={look === shown}
            onPick={() => onPick(index)}
          />
        ))}
      </div>
      {task ? <PaintLine task={task} opacity={opacity} /> : null}
      {shown && tasks.length > 0 ? <Whole look={shown} tasks={tasks} /> : null}
    </section>
  );
}

function TaskSwitch({ tasks, task }: { tasks: readonly ShownTask[]; task: TaskId }) {
  return (
    <span className="end data-scrolls">
      <Segments
        label="Painted labels"
        choices={tasks.map(({ id, title }) => ({ id, title }))}
        chosen={task}
        onChoose={(id) => useData.getState().paint({ task: id })}
      />
    </span>
  );
}

/** How the paint is read, and how strong it is. */
function PaintLine({ task, opacity }: { task: ShownTask; opacity: number }) {
  const { legend } = task;
  return (
    <p className="data-paint-line">
      <TaskName id={task.id} title={task.title} />
      {legend?.kind === 'ramp' ? <Ramp legend={legend} /> : null}
      {legend?.kind === 'directions' ? <Directions legend={legend} /> : null}
      {legend?.kind === 'classes' ? <span className="label">colours as in the shares below</span> : null}
      <label className="data-opacity end">
        <span className="label">Paint</span>
        <input
          type="range"
          min={0}
          max={1}
          step={0.05}
          value={opacity}
          aria-valuetext={`${Math.round(opacity * 100)} %`}
          onChange={(event) => useData.getState().paint({ opacity: Number(event.target.value) })}
        />
        <span className="number">{Math.round(opacity * 100)}&#8239;%</span>
      </label>
    </p>
  );
}

/** One image beside everything that is labelled in it. */
function Whole({ look, tasks }: { look: LookedAt; tasks: readonly ShownTask[] }) {
  const { id, image, labels, scene } = look;
  return (
    <div className="data-whole">
      <figure>
        <Paint image={image} label={undefined} opacity={0} />
        <figcaption>
          <b className="number clip">{id}</b>
          {scene ? <span className="label clip">{scene}</span> : null}
        </figcaption>
      </figure>
      {tasks.map((task) => (
        <figure key={task.id}>
          {labels[task.id] ? (
            <Paint image={labels[task.id]!} label={undefined} opacity={0} />
          ) : (
            <span className="maps-none" style={{ aspectRatio: `${image.width} / ${image.height}` }}>
              <span>no labels</span>
            </span>
          )}
          <figcaption>
            <TaskName id={task.id} title={task.title} />
          </figcaption>
        </figure>
      ))}
    </div>
  );
}
