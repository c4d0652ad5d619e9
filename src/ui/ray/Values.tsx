/** The numbers beside the drawing: the quadrature at the cursor, what each task's strip sums to, and the footprints. */
import { placeOn, rayPoint } from '../../inspector/geometry';
import type { RayTask, RayView } from '../../protocol/views';
import type { PlaneName } from '../../store/pick';
import { useViews } from '../../store/views';
import { fixed } from '../format';
import { useTask } from '../maps/useTask';
import { TaskName } from '../TaskName';
import type { Band } from './layout';
import { samplesOf, summed } from './series';
import { useStanding } from './useStanding';

const DIGITS = 3;

export function AtCursor({ ray }: { ray: RayView }) {
  const k = useStanding(ray);
  const rows = [
    ['density', 'σ', 'density', ray.density[k]],
    ['transmittance', 'T', 'transmittance', ray.transmittance[k]],
    ['weight', 'w', 'weight', ray.weight[k]],
    ['', 'Σw', 'absorbed', ray.accumulated],
  ] as const;
  return (
    <dl className="field-values">
      {rows.map(([mark, sign, name, value]) => (
        <div key={sign}>
          <dt>
            <i className={mark} />
            <b>{sign}</b> <span>{name}</span>
          </dt>
          <dd className="number">{value === undefined ? '–' : fixed(value, DIGITS)}</dd>
        </div>
      ))}
    </dl>
  );
}

interface SumsProps {
  readonly task: RayTask;
  readonly ray: RayView;
  readonly band: Band;
}

/** A task's row. The attributes hold the numbers in full: as rendered by the run, and as summed here from the arrays. */
export function Sums({ task, ray, band }: SumsProps) {
  const { title } = useTask(task.task);
  const { rendered, decoder, truth } = task.shown;
  const { weight } = samplesOf(task, ray);
  return (
    <div
      className="field-sums"
      style={{ top: band.top, height: band.height }}
      data-task={task.task}
      data-rendered={rendered}
      data-rendered-raw={task.rendered[0]}
      data-summed-raw={summed(task.values, weight, task.channels)}
    >
      <TaskName id={task.task} title={title} />
      <Sum source="rendered" text={rendered} />
      <Sum source="decoder" text={decoder} />
      <Sum source="truth" text={truth} />
    </div>
  );
}

function Sum({ source, text }: { source: string; text: string }) {
  return (
    <span className={`field-sum ${source}`}>
      <span className="label">{source} </span>
      <span className="number">{text || '–'}</span>
    </span>
  );
}

const PLANES: readonly PlaneName[] = ['xy', 'xz', 'yz'];

/** Where the sample under the cursor is, and where its features are read: in texels, row then column. */
export function Footer({ ray }: { ray: RayView }) {
  const planes = useViews((views) => views.planes);
  const k = useStanding(ray);
  if (k < 0) return null;
  const z = ray.z[k]!;
  const [x, y] = rayPoint(ray.ray, ray.rays);
  const texel = (value: number): string => fixed(value, Number.isInteger(Math.round(1000 * value) / 1000) ? 0 : 1);
  return (
    <p className="field-footer">
      <span>
        Sample{' '}
        <b className="number">
          {k + 1} of {ray.z.length}
        </b>{' '}
        {ray.fine.includes(1) ? (ray.fine[k] ? 'fine' : 'coarse') : 'even'}
      </span>
      <span>
        z <b className="number">{fixed(z, DIGITS)}</b>
      </span>
      {planes ? <span>Footprints</span> : null}
      {planes
        ? PLANES.map((plane) => {
            const { row, column } = placeOn(plane, [x, y, z], planes[plane]);
            return (
              <span key={plane}>
                {plane}{' '}
                <b className="number" data-footprint={plane}>
                  {texel(row)}, {texel(column)}
                </b>
              </span>
            );
          })
        : null}
    </p>
  );
}
