/** A map with what it is and what it scores; a hatched place where there is none. */
import type { ReactNode } from 'react';
import type { Painted } from '../../../protocol/views';
import { Picture } from '../../maps/Tile';

interface MapFigureProps {
  readonly name: string;
  readonly word: ReactNode;
  readonly score: string;
  readonly painted: Painted | null;
  /** Of the place where there is no map. */
  readonly size?: Painted;
}

export function MapFigure({ name, word, score, painted, size }: MapFigureProps) {
  const { width, height } = painted ?? size!;
  const aspectRatio = `${width} / ${height}`;
  return (
    <figure>
      <figcaption className="label">
        {word}
        <span className="number end">{score}</span>
      </figcaption>
      {painted ? (
        <span
          className="compare-tile"
          role="img"
          aria-label={score ? `${name}: ${score}` : name}
          style={{ aspectRatio }}
          data-map={name}
        >
          <Picture painted={painted} />
        </span>
      ) : (
        <span className="maps-none" style={{ aspectRatio }} data-map={name}>
          <span>no labels</span>
        </span>
      )}
    </figure>
  );
}
