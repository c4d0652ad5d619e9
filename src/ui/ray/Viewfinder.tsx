/** What the second camera sees: one picture a task, what was absorbed, and where; all turn by one hand. */
import { useEffect, useRef, type KeyboardEvent, type PointerEvent, type ReactNode, type RefObject } from 'react';
import { AT_HOME, type Orbit } from '../../base/volume';
import type { NovelView, Painted } from '../../protocol/views';
import { usePick } from '../../store/pick';
import { middleOf } from '../maps/place';
import { Picture } from '../maps/Tile';
import { useTask } from '../maps/useTask';
import { TaskName } from '../TaskName';

const DEGREES_A_PIXEL = 0.3;
const A_PRESS = { degrees: 5, distance: 0.05 };
const A_WHEEL_PIXEL = 0.001; // of the distance

/** Moves from where the camera stands; from an image's camera, back to the orbit. */
function turn({ yaw = 0, pitch = 0, distance = 0 }: Partial<Orbit>): void {
  const { elsewhere, orbited } = usePick.getState();
  const { orbit } = elsewhere;
  orbited({ yaw: orbit.yaw + yaw, pitch: orbit.pitch + pitch, distance: orbit.distance + distance });
}

const { degrees, distance: far } = A_PRESS;
const PRESSES: Readonly<Record<string, () => void>> = {
  ArrowLeft: () => turn({ yaw: -degrees }),
  ArrowRight: () => turn({ yaw: degrees }),
  ArrowUp: () => turn({ pitch: degrees }),
  ArrowDown: () => turn({ pitch: -degrees }),
  '+': () => turn({ distance: -far }),
  '-': () => turn({ distance: far }),
  Home: () => usePick.getState().orbited(AT_HOME),
};

function press(event: KeyboardEvent): void {
  const act = PRESSES[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
}

/** The picture follows the hand: what is dragged to the right shows more of its left side. */
function useDrag() {
  const last = useRef<readonly [x: number, y: number] | null>(null);
  return {
    onPointerDown(event: PointerEvent<HTMLElement>): void {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      last.current = [event.clientX, event.clientY];
    },
    onPointerMove(event: PointerEvent<HTMLElement>): void {
      if (!last.current) return;
      const [x, y] = last.current;
      last.current = [event.clientX, event.clientY];
      turn({ yaw: -DEGREES_A_PIXEL * (event.clientX - x), pitch: DEGREES_A_PIXEL * (event.clientY - y) });
    },
    onPointerUp: () => void (last.current = null),
    onPointerCancel: () => void (last.current = null),
  };
}

/** A wheel moves the camera; where the pane scrolls, only once the pictures have focus. */
function useWheel(pictures: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = pictures.current;
    const roll = (event: WheelEvent): void => {
      const pane = element?.closest('.field-pane');
      const scrolls = pane ? pane.scrollHeight > pane.clientHeight : false;
      if (event.ctrlKey || (scrolls && document.activeElement !== element)) return;
      event.preventDefault();
      turn({ distance: A_WHEEL_PIXEL * event.deltaY });
    };
    element?.addEventListener('wheel', roll, { passive: false });
    return () => element?.removeEventListener('wheel', roll);
  }, [pictures]);
}

export function Viewfinder({ novel }: { novel: NovelView }) {
  const pictures = useRef<HTMLDivElement>(null);
  useWheel(pictures);
  const drag = useDrag();
  const beside = 'image' in novel.place;
  return (
    <div
      ref={pictures}
      className={beside ? 'field-views beside' : 'field-views'}
      role="group"
      tabIndex={0}
      aria-label="Pictures of the second camera. Arrow keys turn it, plus and minus move it, Home puts it where the image was taken."
      onKeyDown={press}
      {...drag}
    >
      {novel.maps.map(({ task, rendered, truth, words }) => (
        <TaskView key={task} {...{ task, rendered, truth, words }} />
      ))}
      {novel.image ? <View name="Image" words="" pictures={[['truth', novel.image]]} /> : null}
      <View name="Absorbed" words={novel.absorbedWords} pictures={[['rendered', novel.absorbed.map]]} />
      <View name="Expected z" words={novel.expectedZ.words} pictures={[['rendered', novel.expectedZ.map]]} />
    </div>
  );
}

interface TaskViewProps {
  readonly task: string;
  readonly rendered: Painted;
  readonly truth: Painted | null;
  readonly words: string;
}

function TaskView({ task, rendered, truth, words }: TaskViewProps) {
  const { title } = useTask(task);
  const own = ['rendered', rendered] as const;
  return (
    <View
      name={title}
      label={<TaskName id={task} title={title} />}
      words={words}
      pictures={truth ? [['truth', truth], own] : [own]}
    />
  );
}

interface ViewProps {
  readonly name: string;
  readonly label?: ReactNode;
  /** Of the rendered picture at the picked pixel. */
  readonly words: string;
  readonly pictures: readonly (readonly [source: 'truth' | 'rendered', painted: Painted])[];
}

function View({ name, label, words, pictures }: ViewProps) {
  const size = usePick((pick) => pick.size);
  const pixel = usePick((pick) => pick.pixel);
  const turning = usePick((pick) => pick.elsewhere.image === null);
  return (
    <figure className={pictures.length > 1 ? 'wide' : undefined}>
      <figcaption>
        <b>{label ?? name}</b> <span className="number">{turning ? words : ''}</span>
      </figcaption>
      <span className="field-pair">
        {pictures.map(([source, painted]) => (
          <span
            key={source}
            className="field-view"
            style={{ aspectRatio: `${size.width} / ${size.height}` }}
            data-view={`${name}, ${source}`}
          >
            <Picture painted={painted} />
            {turning ? <i className="maps-square" style={middleOf(pixel, size)} /> : null}
            {pictures.length > 1 ? (
              <span className="maps-tag" aria-hidden="true">
                {source}
              </span>
            ) : null}
          </span>
        ))}
      </span>
    </figure>
  );
}
