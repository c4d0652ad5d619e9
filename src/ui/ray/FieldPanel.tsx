/** Why the model says what it says: the tri-planes in their box, and the picked pixel's ray through them. */
import { lazy, Suspense } from 'react';
import { useRun } from '../../store/run';
import { useViews } from '../../store/views';
import { usePick } from '../../store/pick';
import { Tabs } from '../Tabs';
import { ElsewherePanel } from './ElsewherePanel';
import { RayPanel } from './RayPanel';
import { SliceBar } from './SliceBar';
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
      <Lower />
    </>
  );
}

type View = 'ray' | 'elsewhere';

const TABS: readonly { id: View; title: string }[] = [
  { id: 'ray', title: 'Along the ray' },
  { id: 'elsewhere', title: 'Look from elsewhere' },
];

/** What the scene is about: the picked ray, or the field as another camera sees it. */
function Lower() {
  const sliced = usePick((pick) => pick.slice.on);
  const elsewhere = usePick((pick) => pick.elsewhere.on);
  const view: View = elsewhere ? 'elsewhere' : 'ray';
  return (
    <>
      {sliced ? <SliceBar /> : null}
      <Tabs<View>
        className="field-tabs"
        label="What the field shows"
        prefix="field"
        tabs={TABS}
        chosen={view}
        onChoose={(id) => usePick.getState().lookElsewhere(id === 'elsewhere')}
      />
      <div className="field-lower" id={`field-${view}`} role="tabpanel" aria-labelledby={`field-${view}-tab`}>
        {elsewhere ? <ElsewherePanel /> : <RayPanel />}
      </div>
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
