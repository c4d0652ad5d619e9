/** The confusion matrix as a heat map: labels in rows, predictions in columns; mouse and arrows tell a place in words. */
import { useId, useMemo, useRef, type CSSProperties, type KeyboardEvent, type PointerEvent } from 'react';
import { MAGMA, ramp } from '../../../base/ramp';
import type { Painted } from '../../../protocol/views';
import { Picture } from '../../maps/Tile';
import { moved, placeSentence, type Place, type ShownConfusion } from './confusion';

const color = ramp(MAGMA);

/** Small shares are what is looked for: colours go by the square root. */
const SCALE = [0, 0.01, 0.1, 0.25, 0.5, 1];

/** Pixels of a cell: as large as leaves the matrix in sight, and its names readable. */
const sizeOf = (classes: number): number => Math.max(16, Math.min(28, Math.floor(640 / classes)));

/** Rows without a label stay open. */
function paint({ shares }: ShownConfusion): Painted {
  const size = shares.length;
  const rgba = new Uint8ClampedArray(4 * size * size);
  shares.flat().forEach((share, cell) => {
    if (!Number.isNaN(share)) rgba.set([...color(Math.sqrt(share)), 255], 4 * cell);
  });
  return { width: size, height: size, rgba };
}

interface ConfusionMatrixProps {
  readonly shown: ShownConfusion;
  readonly title: string;
  readonly at: Place | null;
  readonly onMove: (at: Place | null) => void;
}

export function ConfusionMatrix({ shown, title, at, onMove }: ConfusionMatrixProps) {
  const size = shown.classes.length;
  const cell = sizeOf(size);
  const told = useId();
  return (
    <figure className="evaluate-matrix" style={{ '--cell': `${cell}px`, '--classes': size } as CSSProperties}>
      <figcaption className="label">
        <span>Labels in rows, predictions in columns: what becomes of each class’s pixels</span>
        <Scale />
      </figcaption>
      <div className="evaluate-scroll" data-scrolls>
        <Names className="evaluate-columns" shown={shown} at={at?.column} />
        <Names className="evaluate-rows" shown={shown} at={at?.row} />
        <Cells
          name={`Confusion matrix of ${title.toLowerCase()}, ${size} classes; arrow keys move`}
          {...{ shown, cell, told, at, onMove }}
        />
      </div>
      <p id={told} className="evaluate-told" role="status">
        {at ? (
          placeSentence(shown, at)
        ) : (
          <span className="dim">Point at a place, or move there with the arrow keys</span>
        )}
      </p>
    </figure>
  );
}

const START: Place = { row: 0, column: 0 };

interface CellsProps extends Omit<ConfusionMatrixProps, 'title'> {
  readonly name: string;
  /** Pixels. */
  readonly cell: number;
  /** Id of what tells the place in words. */
  readonly told: string;
}

function Cells({ name, shown, cell, told, at, onMove }: CellsProps) {
  const size = shown.classes.length;
  const painted = useMemo(() => paint(shown), [shown]);
  const cursor = useRef<HTMLElement>(null);
  const under = ({ clientX, clientY, currentTarget }: PointerEvent<HTMLElement>): void => {
    const { left, top } = currentTarget.getBoundingClientRect();
    const of = (distance: number): number => Math.max(0, Math.min(size - 1, Math.floor(distance / cell)));
    onMove({ row: of(clientY - top), column: of(clientX - left) });
  };
  const press = (event: KeyboardEvent): void => {
    const next = moved(at ?? START, event.key, size);
    if (!next) return;
    event.preventDefault();
    onMove(at ? next : START);
    requestAnimationFrame(() => cursor.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
  };
  return (
    <div
      className="evaluate-cells"
      role="application"
      tabIndex={0}
      aria-label={name}
      aria-describedby={told}
      onPointerMove={under}
      onPointerDown={under}
      onPointerLeave={({ pointerType }) => pointerType === 'mouse' && onMove(null)}
      onFocus={({ currentTarget }) => currentTarget.matches(':focus-visible') && !at && onMove(START)}
      onBlur={() => onMove(null)}
      onKeyDown={press}
    >
      <Picture painted={painted} />
      {at ? <i ref={cursor} style={{ left: at.column * cell, top: at.row * cell }} /> : null}
    </div>
  );
}

interface NamesProps {
  readonly className: string;
  readonly shown: ShownConfusion;
  readonly at: number | undefined;
}

/** Beside the picture; who listens hears them with each place. */
function Names({ className, shown, at }: NamesProps) {
  return (
    <div className={className} aria-hidden="true">
      {shown.classes.map(({ label, name }, place) => (
        <span key={label} data-at={place === at || undefined}>
          <span className="clip">{name}</span>
        </span>
      ))}
    </div>
  );
}

function Scale() {
  return (
    <span className="evaluate-scale" role="img" aria-label="Colours go from black, 0 %, to pale yellow, 100 %">
      <i style={{ background: `linear-gradient(90deg, ${MAGMA.join(', ')})` }} />
      {SCALE.map((share) => (
        <span key={share} className="number" style={{ left: `${100 * Math.sqrt(share)}%` }}>
          {100 * share}
          {share === 1 ? '\u202f%' : ''}
        </span>
      ))}
    </span>
  );
}
