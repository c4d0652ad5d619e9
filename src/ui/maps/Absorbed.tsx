/** How much of each ray the field absorbed, beside the rendered maps that are made of it; said in words where it is little. */
import { LEAST_ABSORBED, type AbsorbedView } from '../../protocol/views';
import { usePick } from '../../store/pick';
import { useViews } from '../../store/views';
import { fixed } from '../format';
import { Note } from '../Note';
import { Ramp } from './Ramp';
import { Picture, Tile } from './Tile';

const DIGITS = 3;
const LEAST = fixed(LEAST_ABSORBED, 1);

/** The value at the picked pixel; '' while the answer is still of another one. */
function useAbsorbedWords(): string {
  const pixel = usePick((pick) => pick.pixel);
  const probe = useViews((views) => views.probe);
  return probe && probe.pixel.row === pixel.row && probe.pixel.column === pixel.column ? probe.absorbed : '';
}

const percent = (share: number): string => `${Math.round(100 * share)}\u202f%`;

export function AbsorbedRow({ absorbed }: { absorbed: AbsorbedView }) {
  const { map, legend, mean, thin } = absorbed;
  const words = useAbsorbedWords();
  return (
    <section className="maps-row maps-absorbed" aria-label="Absorbed" data-absorbed={mean}>
      <div className="maps-name">
        <h3>Absorbed</h3>
      </div>
      <p className="maps-score">
        <span className="label">mean</span> <span className="number">{fixed(mean, DIGITS)}</span>
      </p>
      <p className="maps-score">
        <span className="label">at the pixel</span> <span className="number">{words}</span>
      </p>
      <div className="maps-words">
        <p>The sum of the weights along each ray: rendered maps are made of it. One texel a ray.</p>
        <p>
          Below {LEAST}: <span className="number">{percent(thin)}</span> of the rays
        </p>
        {legend.kind === 'ramp' ? <Ramp legend={legend} /> : null}
      </div>
      <Tile name="Absorbed" value={words}>
        <Picture painted={map} />
      </Tile>
    </section>
  );
}

/** At the head of the pane: rendered maps of an empty volume would be looked at in vain. */
export function ThinNote({ absorbed: { mean } }: { absorbed: AbsorbedView }) {
  if (!(mean < LEAST_ABSORBED)) return null;
  return (
    <div className="notes maps-note">
      <Note tone="warn" title={`Rays absorb ${fixed(mean, 2)} of 1 on average.`}>
        Below {LEAST} rendered maps say little: most of each ray passes through. A larger regularizer.densityBias starts
        denser.
      </Note>
    </div>
  );
}
