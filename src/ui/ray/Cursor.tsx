/** The cursor that walks the samples, over all rows: by drag, by its own arrows, by the page's keys. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { nearestSample } from '../../inspector/geometry';
import type { RayView } from '../../protocol/views';
import { usePick } from '../../store/pick';
import { fixed } from '../format';
import type { RayLayout } from './layout';
import { useStanding } from './useStanding';

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, '[': -1, ArrowRight: 1, ArrowUp: 1, ']': 1 };

interface CursorProps {
  readonly ray: RayView;
  readonly layout: RayLayout;
  readonly xOf: (z: number) => number;
}

export function Cursor({ ray, layout, xOf }: CursorProps) {
  const k = useStanding(ray);
  const { set } = usePick.getState();
  const last = ray.z.length - 1;
  const drag = (event: PointerEvent<HTMLElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.getBoundingClientRect();
    set({ cursor: nearestSample(ray.z, (2 * (event.clientX - box.left)) / box.width - 1) });
  };
  const press = (event: KeyboardEvent): void => {
    const goals: Record<string, number> = { Home: 0, End: last };
    const goal = goals[event.key] ?? (STEPS[event.key] === undefined ? undefined : k + STEPS[event.key]!);
    if (goal === undefined) return;
    event.preventDefault();
    set({ cursor: Math.max(0, Math.min(last, goal)) });
  };
  if (k < 0) return null;
  return (
    <div
      className="field-cursor"
      role="slider"
      tabIndex={0}
      aria-label="Sample of the ray"
      aria-valuemin={1}
      aria-valuemax={last + 1}
      aria-valuenow={k + 1}
      aria-valuetext={`Sample ${k + 1} of ${last + 1}, z ${fixed(ray.z[k]!, 3)}, weight ${fixed(ray.weight[k]!, 3)}`}
      style={{ left: layout.left, width: layout.width, height: layout.axis }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag(event);
      }}
      onPointerMove={drag}
      onKeyDown={press}
    >
      <i style={{ left: xOf(ray.z[k]!), top: layout.plot.top - 2 }} />
    </div>
  );
}
