/** One ray on one z axis: quadrature above, every task's field below, what each sums to at the right. */
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { RayView } from '../../protocol/views';
import { usePick } from '../../store/pick';
import { useViews } from '../../store/views';
import { count } from '../format';
import { Segments } from '../maps/Segments';
import { useTask } from '../maps/useTask';
import { Cursor } from './Cursor';
import { rayLayout, type RayLayout } from './layout';
import { Quadrature } from './Quadrature';
import { RayTable } from './RayTable';
import { samplesOf } from './series';
import { Strip } from './Strip';
import { AtCursor, Footer, Sums } from './Values';

const SAMPLES = [
  { id: 0, title: 'run’s own' },
  { id: 64, title: '64' },
  { id: 256, title: '256' },
];

export function RayPanel() {
  const ray = useViews((views) => views.ray);
  const [table, setTable] = useState(false);
  if (!ray) {
    return (
      <p className="field-empty">
        <b>The picked pixel’s ray</b>
        <span>With the first step of a run.</span>
      </p>
    );
  }
  return (
    <section className="field-ray" aria-label="Ray" data-ray={ray.ray.join(',')} data-accumulated={ray.accumulated}>
      <Head ray={ray} table={table} onTable={() => setTable(!table)} />
      <Plot ray={ray} />
      <Footer ray={ray} />
      {table ? <RayTable ray={ray} /> : null}
    </section>
  );
}

function Head({ ray, table, onTable }: { ray: RayView; table: boolean; onTable: () => void }) {
  const samples = usePick((pick) => pick.samples);
  return (
    <header className="field-head">
      <h2>
        Ray {ray.ray[0]}, {ray.ray[1]}
      </h2>
      <span className="number dim" data-ray-step={ray.step}>
        of {ray.rays[0]} × {ray.rays[1]}, step {count(ray.step)}
      </span>
      <span className="field-samples">
        <span className="label">Samples</span>
        <Segments
          label="Samples along the ray"
          choices={SAMPLES}
          chosen={samples}
          onChoose={(id) => usePick.getState().set({ samples: id, cursor: -1 })}
        />
        <button type="button" className="button quiet" aria-expanded={table} onClick={onTable}>
          Table
        </button>
      </span>
    </header>
  );
}

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return { box, width };
}

function Plot({ ray }: { ray: RayView }) {
  const { box, width } = useWidth();
  const tasks = ray.tasks.length;
  const layout = useMemo(() => rayLayout(width, tasks), [width, tasks]);
  const xOf = useMemo(() => (z: number) => ((z + 1) / 2) * layout.width, [layout]);
  return (
    <div ref={box} className={layout.narrow ? 'field-plot stacked' : 'field-plot'} style={{ height: layout.height }}>
      {width > 0 ? <Drawing ray={ray} layout={layout} xOf={xOf} /> : null}
      <AtCursor ray={ray} />
      {layout.narrow ? null : (
        <p className="field-sums heads" style={{ top: layout.heads }} aria-hidden="true">
          <span />
          <b>Rendered</b>
          <span>Decoder</span>
          <span>Truth</span>
        </p>
      )}
      {ray.tasks.map((task, k) => (
        <Sums key={task.task} task={task} ray={ray} band={layout.words[k]!} />
      ))}
      {width > 0 ? <Cursor ray={ray} layout={layout} xOf={xOf} /> : null}
    </div>
  );
}

interface DrawingProps {
  readonly ray: RayView;
  readonly layout: RayLayout;
  readonly xOf: (z: number) => number;
}

/** Drawn anew only with another ray or width; colours are the theme's own. */
const Drawing = memo(function Drawing({ ray, layout, xOf }: DrawingProps) {
  return (
    <svg
      role="img"
      aria-label={`Density, weight and transmittance along the ray, and ${ray.tasks.length} fields; the table has the numbers`}
      style={{ left: layout.left }}
      width={layout.width}
      height={layout.height}
    >
      <Quadrature ray={ray} layout={layout} xOf={xOf} />
      {ray.tasks.map((task, k) => (
        <TaskStrip key={task.task} {...{ ray, layout, xOf, k }} />
      ))}
      <line className="axis" x1={0} x2={layout.width} y1={layout.axis - 3} y2={layout.axis - 3} />
      {layout.narrow ? null : (
        <text className="word" x={-layout.left} y={layout.axis + 11}>
          z, box units
        </text>
      )}
      <text x={0} y={layout.axis + 11}>
        near −1
      </text>
      <text x={layout.width / 2} y={layout.axis + 11} textAnchor="middle">
        0
      </text>
      <text x={layout.width} y={layout.axis + 11} textAnchor="end">
        far +1
      </text>
    </svg>
  );
});

function TaskStrip({ ray, layout, xOf, k }: DrawingProps & { k: number }) {
  const task = ray.tasks[k]!;
  const { legend } = useTask(task.task);
  return (
    <Strip
      task={task}
      legend={legend}
      samples={samplesOf(task, ray)}
      band={layout.strips[k]!}
      width={layout.width}
      xOf={xOf}
    />
  );
}
