/** One painted map: its pixels as they are, the picked pixel as a square, and a hand to pick another. */
import { useEffect, useRef, type PointerEvent, type ReactNode } from 'react';
import type { Painted } from '../../protocol/views';
import { usePick } from '../../store/pick';
import { middleOf, pixelUnder } from './place';

function useCanvasOf(painted: Painted) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    // In main memory: these are small, and a reset GPU would empty them.
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    const { width, height, rgba } = painted;
    context.canvas.width = width;
    context.canvas.height = height;
    context.putImageData(new ImageData(rgba, width, height), 0, 0);
  }, [painted]);
  return canvas;
}

/** A canvas of the map's own pixels, stretched over its box without smoothing. */
export function Picture({ painted, className = '' }: { painted: Painted; className?: string }) {
  return <canvas ref={useCanvasOf(painted)} className={`maps-picture ${className}`} aria-hidden="true" />;
}

function pickAt(event: PointerEvent<HTMLElement>): void {
  const { size, picked } = usePick.getState();
  picked(pixelUnder({ x: event.clientX, y: event.clientY }, event.currentTarget.getBoundingClientRect(), size));
}

/** A mouse picks from the press on; a finger when it taps or moves sideways, since moving down scrolls the page. */
const HAND = {
  onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (event.pointerType !== 'touch') pickAt(event);
  },
  onPointerMove(event: PointerEvent<HTMLElement>): void {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) pickAt(event);
  },
  onPointerUp(event: PointerEvent<HTMLElement>): void {
    if (event.pointerType === 'touch') pickAt(event);
  },
};

interface TileProps {
  /** "Depth, decoder". */
  readonly name: string;
  /** The value at the picked pixel; '' while it is not known. */
  readonly value: string;
  readonly tag?: string;
  readonly children: ReactNode;
}

/** A tile that can be picked on; its children are pictures that fill it. */
export function Tile({ name, value, tag, children }: TileProps) {
  const pixel = usePick((pick) => pick.pixel);
  const size = usePick((pick) => pick.size);
  const label = `${name}, pixel ${pixel.row}, ${pixel.column}${value ? `: ${value}` : ''}`;
  return (
    <button
      type="button"
      className="maps-tile"
      style={{ aspectRatio: `${size.width} / ${size.height}` }}
      aria-label={label}
      data-map={name}
      {...HAND}
    >
      {children}
      <i className="maps-square" style={middleOf(pixel, size)} />
      {tag ? (
        <span aria-hidden="true" className="maps-tag">
          {tag}
        </span>
      ) : null}
    </button>
  );
}

/** In place of a map that the data has no labels for. */
export function NoLabels({ name }: { name: string }) {
  const size = usePick((pick) => pick.size);
  return (
    <div className="maps-none" style={{ aspectRatio: `${size.width} / ${size.height}` }} data-map={name}>
      <span>no labels</span>
    </div>
  );
}
