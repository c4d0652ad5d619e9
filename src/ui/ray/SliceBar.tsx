/** The slice of the density: across which axis, where, what its colours mean, and what it holds beside the cursor. */
import { metresOfZ } from '../../base/z-range';
import { rayPoint, standingSample } from '../../inspector/geometry';
import { ontoSlice, sliceWords } from '../../inspector/slice';
import type { BoxAxis, SliceView } from '../../protocol/views';
import { usePick } from '../../store/pick';
import { useRun } from '../../store/run';
import { inMetres, useViews } from '../../store/views';
import { fixed } from '../format';
import { Ramp } from '../maps/Ramp';
import { Segments } from '../maps/Segments';

const AXES: readonly { id: BoxAxis; title: string }[] = [
  { id: 'x', title: 'x' },
  { id: 'y', title: 'y' },
  { id: 'z', title: 'z' },
];
const STEP = 0.02; // of the box's 2
const DIGITS = 2;

/** "z 0.12", with its metres where z has any. */
function usePlaceWords(axis: BoxAxis, position: number): string {
  const config = useRun(({ state }) => state.config);
  const words = `${axis} ${fixed(position, DIGITS)}`;
  if (axis !== 'z' || !config || !inMetres(config)) return words;
  return `${words} · ${fixed(metresOfZ(position, config.regularizer), DIGITS)} m`;
}

export function SliceBar() {
  const { axis, position } = usePick((pick) => pick.slice);
  const { cut } = usePick.getState();
  const slice = useViews((views) => views.slice);
  const words = usePlaceWords(axis, position);
  return (
    <section className="field-slice" aria-label="Density slice">
      <h3>Density</h3>
      <Segments label="Slice across" choices={AXES} chosen={axis} onChoose={(id) => cut({ axis: id })} />
      <input
        type="range"
        aria-label={`Slice along ${axis}`}
        aria-valuetext={words}
        min={-1}
        max={1}
        step={STEP}
        value={position}
        onChange={(event) => cut({ position: event.target.valueAsNumber })}
      />
      <span className="number place">{words}</span>
      {slice ? <Reading slice={slice} /> : <p className="field-reading" /> /* the scene above keeps its size */}
    </section>
  );
}

/** The scale, the same for all slices of a step, and the density beside the ray's cursor. */
function Reading({ slice }: { slice: SliceView }) {
  const ray = useViews((views) => views.ray);
  const cursor = usePick((pick) => pick.cursor);
  const k = ray ? standingSample(ray.weight, cursor) : -1;
  const at = ray && k >= 0 ? ontoSlice(slice, [...rayPoint(ray.ray, ray.rays), ray.z[k]!]) : null;
  return (
    <p
      className="field-reading"
      data-slice={`${slice.axis} ${slice.position}`}
      data-step={slice.step}
      data-index={slice.index}
    >
      <Ramp legend={slice.legend} digits={DIGITS} />
      {at ? <span className="number">{sliceWords(slice, at)}</span> : null}
    </p>
  );
}
