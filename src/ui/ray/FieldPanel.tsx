/** Why the model says what it says: the tri-planes in their box, and the picked pixel's ray through them. */
import { lazy, Suspense } from 'react';
import { useRun } from '../../store/run';
import { useViews } from '../../store/views';
import { RayPanel } from './RayPanel';
import { Toolbar } from './Toolbar';
import '../maps/maps.css';
import './field.css';

/** three.js arrives after the page is up. */
const Scene = lazy(async () => ({ default: (await import('../../inspector/Scene')).Scene }));

export function FieldPanel() {
  const regularized = useRun(({ state }) => state.config?.regularizer.enabled ?? true);
  const ready = useViews(({ planes, ray }) => planes !== null || ray !== null);
  return (
    <section className="field-pane" aria-label="Tri-plane and ray">
      {regularized && ready ? <Field /> : <Without regularized={regularized} />}
    </section>
  );
}

function Without({ regularized }: { regularized: boolean }) {
  return (
    <p className="field-empty">
      <b>{regularized ? 'The three planes, and the picked pixel’s ray through them' : 'This run has no tri-planes'}</b>
      <span>
        {regularized ? 'With the first step of a run.' : 'Its regularizer is off: there is no field to look into.'}
      </span>
    </p>
  );
}

function Field() {
  return (
    <>
      <div className="field-scene">
        <Suspense fallback={<p className="field-caption">The 3D view is being loaded.</p>}>
          <Scene />
        </Suspense>
        <Toolbar />
        <Caption />
      </div>
      <RayPanel />
    </>
  );
}

function Caption() {
  const planes = useViews((views) => views.planes);
  if (!planes) return null;
  const { width, height } = planes.xy;
  return (
    <p className="field-caption">
      Planes {height} × {width} × {planes.channels} on the walls of the box; image pulled out
    </p>
  );
}
