/** The field from a second camera: every task rendered from there, what was absorbed, and where. */
import type { Legend } from '../../protocol/messages';
import type { NovelView } from '../../protocol/views';
import { usePick } from '../../store/pick';
import { useRun } from '../../store/run';
import { inMetres, useViews } from '../../store/views';
import { count, fixed } from '../format';
import { Ramp } from '../maps/Ramp';
import { CameraControls } from './CameraControls';
import { Viewfinder } from './Viewfinder';

export function ElsewherePanel() {
  const metric = useRun(({ state }) => inMetres(state.config));
  const novel = useViews((views) => views.novel);
  if (!metric) {
    return (
      <p className="field-empty">
        <b>No other camera can be placed in this run’s box</b>
        <span>Its z has no metres: regularizer.zRange is “linear”; runs with “metric” or “disparity” have them.</span>
      </p>
    );
  }
  return (
    <section className="field-elsewhere" aria-label="Look from elsewhere" {...placeOf(novel)}>
      <CameraControls novel={novel} />
      {novel ? (
        <>
          <Viewfinder novel={novel} />
          <Caption novel={novel} />
        </>
      ) : (
        <p className="field-empty">
          <b>Every task’s map, rendered for the second camera</b>
          <span>Being rendered between two steps.</span>
        </p>
      )}
    </section>
  );
}

/** What is shown, for whoever reads the page by program. */
function placeOf(novel: NovelView | null) {
  if (!novel) return {};
  const { place, step } = novel;
  const words = 'image' in place ? `image ${place.image}` : `${place.yaw} ${place.pitch} ${place.distance}`;
  return { 'data-place': words, 'data-step': step };
}

function Caption({ novel }: { novel: NovelView }) {
  const { row, column } = usePick((pick) => pick.pixel);
  const { centre, assumed, step, place } = novel;
  const away = fixed(Math.hypot(...centre), 2);
  return (
    <p className="field-footer">
      <span>
        Made at step <b className="number">{count(step)}</b>
      </span>
      {'image' in place ? (
        <span>
          Camera of image <b className="number">{place.image + 1}</b>
        </span>
      ) : (
        <span>
          Turns about pixel{' '}
          <b className="number">
            {row}, {column}
          </b>{' '}
          at <b className="number">{away} m</b>
        </span>
      )}
      {assumed ? <span>The image has no camera: a lens of 60° across is assumed</span> : null}
      <span>Near-black: nothing absorbed</span>
      <Scale name="Absorbed" legend={novel.absorbed.legend} />
      <Scale name="Expected z" legend={novel.expectedZ.legend} />
    </p>
  );
}

/** Of the two pictures that the maps have no scale for. */
function Scale({ name, legend }: { name: string; legend: Legend }) {
  if (legend.kind !== 'ramp') return null;
  return (
    <span className="field-scale">
      {name} <Ramp legend={legend} digits={1} />
    </span>
  );
}
