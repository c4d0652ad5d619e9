/** An image with a task's labels painted over it. */
import type { LookedAt, TaskId } from '../../protocol/data-messages';
import type { Painted } from '../../protocol/views';
import { Picture } from '../maps/Tile';

interface PaintProps {
  readonly image: Painted;
  readonly label: Painted | undefined;
  readonly opacity: number;
}

/** From this many columns on a map is shown smaller than it is: thin lines would break up without smoothing. */
const SHRUNK = 200;

export function Paint({ image, label, opacity }: PaintProps) {
  return (
    <span className="data-paint" style={{ aspectRatio: `${image.width} / ${image.height}` }}>
      <Picture painted={image} className={shrunk(image)} />
      {label ? (
        <span className="maps-over" style={{ opacity }}>
          <Picture painted={label} className={shrunk(label)} />
        </span>
      ) : null}
    </span>
  );
}

const shrunk = ({ width }: Painted): string => (width > SHRUNK ? 'smooth' : '');

interface LookProps {
  readonly look: LookedAt;
  readonly task: TaskId | undefined;
  readonly opacity: number;
  readonly picked: boolean;
  readonly onPick: () => void;
}

/** One of several images; the picked one is shown with all its labels. */
export function Look({ look, task, opacity, picked, onPick }: LookProps) {
  const { id, image, labels, scene } = look;
  const label = task ? labels[task] : undefined;
  return (
    <button
      type="button"
      className="data-look"
      aria-pressed={picked}
      aria-label={`Image ${id}${scene ? `, ${scene}` : ''}`}
      title={scene ?? undefined}
      data-look={id}
      onClick={onPick}
    >
      <Paint image={image} label={label} opacity={opacity} />
      {task && !label ? <span className="data-none">no labels</span> : null}
      <span className="number dim clip">{id}</span>
    </button>
  );
}
