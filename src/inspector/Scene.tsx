/** The scene's one place in the page: makes it, feeds it from the store outside React, and says when it cannot draw. */
import { useEffect, useRef, useState, type RefObject } from 'react';
import { usePick } from '../store/pick';
import { useViews } from '../store/views';
import { listenTo } from './pointer';
import { Scene as Drawing, type SceneStatus } from './scene';

const TURN = 10; // degrees a press

const TURNS = [
  { name: 'Turn left', by: [-TURN, 0], path: 'M10 3L5 8l5 5' },
  { name: 'Turn right', by: [TURN, 0], path: 'M6 3l5 5-5 5' },
  { name: 'Turn up', by: [0, TURN], path: 'M3 10l5-5 5 5' },
  { name: 'Turn down', by: [0, -TURN], path: 'M3 6l5 5 5-5' },
] as const;

function show(drawing: Drawing): void {
  const { sample, planes, ray, slice, novel } = useViews.getState();
  const { pixel, cursor, planes: on, slice: cut, elsewhere } = usePick.getState();
  const second = elsewhere.on && novel ? { elsewhere, novel } : null;
  drawing.show({ sample, planes, ray, pixel, cursor, on, slice: cut.on ? slice : null, second });
}

/** Everything that changes the picture: store, size, theme, fonts. @returns how to stop */
function follow(drawing: Drawing, canvas: HTMLCanvasElement): () => void {
  const size = new ResizeObserver(() => drawing.invalidate());
  size.observe(canvas);
  const theme = new MutationObserver(() => drawing.invalidate());
  theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  void document.fonts.ready.then(() => drawing.invalidate());
  const stops = [
    useViews.subscribe(() => show(drawing)),
    usePick.subscribe((pick, before) => {
      if (pick.fits !== before.fits) drawing.view.reset();
      show(drawing);
    }),
    listenTo(canvas, drawing, (pixel) => usePick.getState().picked(pixel)),
    () => size.disconnect(),
    () => theme.disconnect(),
  ];
  show(drawing);
  return () => stops.forEach((stop) => stop());
}

/** Null, and said so, where the browser gives no WebGL. */
function makeDrawing(canvas: HTMLCanvasElement, tell: (status: SceneStatus | 'none') => void): Drawing | null {
  try {
    return new Drawing(canvas, tell);
  } catch {
    tell('none');
    return null;
  }
}

function useDrawing(canvas: RefObject<HTMLCanvasElement | null>) {
  const drawing = useRef<Drawing | null>(null);
  const [status, setStatus] = useState<SceneStatus | 'none'>('ready');
  useEffect(() => {
    const made = canvas.current && makeDrawing(canvas.current, setStatus);
    if (!made || !canvas.current) return undefined;
    drawing.current = made;
    const stop = follow(made, canvas.current);
    return () => {
      stop();
      made.dispose();
      drawing.current = null;
    };
  }, [canvas]);
  return { drawing, status };
}

export function Scene() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { drawing, status } = useDrawing(canvas);
  const turn = ([azimuth, elevation]: readonly [number, number]): void => {
    drawing.current?.view.turn(azimuth, elevation);
    drawing.current?.invalidate();
  };
  if (status === 'none') {
    return (
      <p className="field-empty">
        <b>No 3D view</b>
        <span>
          This browser gives the page no WebGL 2; turn on hardware acceleration and reload. The ray below works.
        </span>
      </p>
    );
  }
  return (
    <>
      <canvas ref={canvas} tabIndex={0} role="img" aria-label={LABEL} data-scene={status} />
      {status === 'lost' ? (
        <p className="field-restoring" role="status">
          Restoring the 3D view
        </p>
      ) : null}
      <div className="field-turns" role="group" aria-label="Camera">
        {TURNS.map(({ name, by, path }) => (
          <button key={name} type="button" aria-label={name} title={name} onClick={() => turn(by)}>
            <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
              <path d={path} />
            </svg>
          </button>
        ))}
        <button type="button" onClick={() => usePick.getState().fit()}>
          Fit
        </button>
      </div>
    </>
  );
}

const LABEL =
  'Tri-plane box: three feature planes on its walls, the image pulled out in front, and the picked pixel’s ray with ' +
  'its shadow on each plane. Arrow keys move the pixel.';
