/** A prediction over its truth, with a divider: truth to the left of it, the prediction to the right. */
import type { KeyboardEvent, PointerEvent } from 'react';
import type { Painted } from '../../protocol/views';
import { shareAt } from './place';
import { Picture, Tile } from './Tile';

interface Moved {
  /** Share of the width, 0..1. */
  readonly at: number;
  readonly onMove: (at: number) => void;
}

interface DividerProps extends Moved {
  readonly label: string;
  /** What is to the left of it. */
  readonly left: string;
}

interface WipeProps extends Moved {
  readonly name: string;
  readonly value: string;
  readonly truth: Painted;
  readonly prediction: Painted;
  readonly tag: string;
}

export function Wipe({ name, value, truth, prediction, tag, at, onMove }: WipeProps) {
  return (
    <div className="maps-wipe">
      <Tile name={`${name} over truth`} value={value}>
        <Picture painted={truth} />
        <span className="maps-over" style={{ clipPath: `inset(0 0 0 ${100 * at}%)` }}>
          <Picture painted={prediction} />
        </span>
      </Tile>
      <span aria-hidden="true" className="maps-tag">
        truth
      </span>
      <span aria-hidden="true" className="maps-tag right">
        {tag}
      </span>
      <Divider label={`${name}: divider to the truth`} left="truth" at={at} onMove={onMove} />
    </div>
  );
}

const STEP = 0.02;
const MOVES: Record<string, (at: number) => number> = {
  ArrowLeft: (at) => at - STEP,
  ArrowDown: (at) => at - STEP,
  ArrowRight: (at) => at + STEP,
  ArrowUp: (at) => at + STEP,
  PageDown: (at) => at - 5 * STEP,
  PageUp: (at) => at + 5 * STEP,
  Home: () => 0,
  End: () => 1,
};

export function Divider({ label, left, at, onMove }: DividerProps) {
  const drag = (event: PointerEvent<HTMLElement>): void => {
    const tile = event.currentTarget.parentElement;
    if (!tile || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    onMove(shareAt(event.clientX, tile.getBoundingClientRect()));
  };
  const press = (event: KeyboardEvent): void => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    onMove(Math.max(0, Math.min(1, move(at))));
  };
  return (
    <div
      className="maps-divider"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * at)}
      aria-valuetext={`${Math.round(100 * at)} % ${left}`}
      style={{ left: `${100 * at}%` }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}
