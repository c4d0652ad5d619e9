/** Where the second camera stands: three sliders, back to a first look, and the cameras of other images of the scene. */
import type { Orbit } from '../../base/volume';
import type { NovelView } from '../../protocol/views';
import { FIRST_LOOK, REACH, usePick } from '../../store/pick';
import { fixed } from '../format';

interface Control {
  readonly name: keyof Orbit;
  readonly title: string;
  readonly step: number;
  words(value: number): string;
}

const CONTROLS: readonly Control[] = [
  { name: 'yaw', title: 'Yaw', step: 1, words: (value) => `${fixed(value, 0)}°` },
  { name: 'pitch', title: 'Pitch', step: 1, words: (value) => `${fixed(value, 0)}°` },
  { name: 'distance', title: 'Distance', step: 0.02, words: (value) => `${fixed(value, 2)} ×` },
];

export function CameraControls({ novel }: { novel: NovelView | null }) {
  const { orbit, image } = usePick((pick) => pick.elsewhere);
  const { orbited } = usePick.getState();
  return (
    <div className="field-camera">
      {CONTROLS.map(({ name, title, step, words }) => (
        <label key={name}>
          <span className="label">{title}</span>
          <output className="number">{image === null ? words(orbit[name]) : '–'}</output>
          <input
            type="range"
            aria-label={title}
            aria-valuetext={image === null ? words(orbit[name]) : `the camera of image ${image + 1}`}
            min={REACH[name][0]}
            max={REACH[name][1]}
            step={step}
            value={orbit[name]}
            onChange={(event) => orbited({ [name]: event.target.valueAsNumber })}
          />
        </label>
      ))}
      <span className="field-stands">
        <button type="button" className="button quiet" onClick={() => orbited(FIRST_LOOK)}>
          Reset
        </button>
        {novel && novel.others.length > 0 ? <NextView novel={novel} /> : null}
      </span>
    </div>
  );
}

/** The next image of the same scene, in a ring. */
function NextView({ novel }: { novel: NovelView }) {
  const at = usePick((pick) => pick.elsewhere.image);
  const next = novel.others[(at === null ? 0 : novel.others.indexOf(at) + 1) % novel.others.length]!;
  return (
    <button
      type="button"
      className="button quiet"
      aria-pressed={at !== null}
      title={`The camera of image ${next + 1}, the same room`}
      onClick={() => usePick.getState().stoodAt(next)}
    >
      Next view
    </button>
  );
}
