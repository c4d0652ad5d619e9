/** One task: truth, A, B, and where which of them is closer to the truth. */
import type { Legend } from '../../../protocol/messages';
import type { ComparedMaps, ComparedRun, ErrorDifference, Pair } from '../../../protocol/compare';
import type { Painted } from '../../../protocol/views';
import { useCompare } from '../../../store/compare';
import { Ramp } from '../../maps/Ramp';
import { Picture } from '../../maps/Tile';
import { Divider } from '../../maps/Wipe';
import { count } from '../../format';
import { TaskName } from '../../TaskName';
import { MapFigure } from './MapFigure';
import { Classes, Reading } from './Reading';

interface ComparedTaskProps {
  readonly maps: ComparedMaps;
  readonly runs: Pair<ComparedRun>;
  /** Share of the width that shows A. */
  readonly wipe: number;
  readonly onWipe: (at: number) => void;
}

export function ComparedTask({ maps, runs, wipe, onWipe }: ComparedTaskProps) {
  const wished = useCompare((compare) => compare.mode);
  const { title, truth, errors, scores } = maps;
  const mode = wished === 'errors' && !errors ? 'maps' : wished;
  const pair = mode === 'errors' ? errors! : maps.maps;
  const kind = mode === 'errors' ? ', error' : '';
  return (
    <section className={`compare-row ${mode}`} aria-label={title} data-task={maps.task}>
      <h3>
        <TaskName id={maps.task} title={title} />
      </h3>
      <MapFigure name={`${title}, truth`} word="Truth" score="" painted={truth} size={maps.maps.a} />
      {mode === 'wipe' ? (
        <Wiped {...{ maps, runs, wipe, onWipe }} />
      ) : (
        <>
          <MapFigure
            name={`${title}, A${kind}`}
            word={<Mark side="A" runs={runs} />}
            score={scores.a}
            painted={pair.a}
          />
          <MapFigure
            name={`${title}, B${kind}`}
            word={<Mark side="B" runs={runs} />}
            score={scores.b}
            painted={pair.b}
          />
        </>
      )}
      <Difference title={title} difference={maps.difference} size={maps.maps.a} />
      <p className="compare-legends">
        <Reading
          legend={mode === 'errors' ? maps.errorLegend : maps.legend}
          shown={[truth, maps.maps.a, maps.maps.b]}
        />
        {maps.difference ? <DifferenceReading legend={maps.difference.legend} /> : null}
      </p>
    </section>
  );
}

/** Runs of one name are told apart by their steps. */
const nameOf = ({ name, step }: ComparedRun, other: ComparedRun): string =>
  name === other.name ? `step ${count(step)}` : name;

function Mark({ side, runs }: { side: 'A' | 'B'; runs: Pair<ComparedRun> }) {
  const name = side === 'A' ? nameOf(runs.a, runs.b) : nameOf(runs.b, runs.a);
  return (
    <>
      <b className="compare-mark" data-side={side}>
        {side}
      </b>
      <span className="clip">{name}</span>
    </>
  );
}

/** A to the left of the divider, B to the right. */
function Wiped({ maps, runs, wipe, onWipe }: ComparedTaskProps) {
  const { title, scores } = maps;
  const { a, b } = maps.maps;
  return (
    <figure className="compare-wiped">
      <figcaption className="label">
        <Mark side="A" runs={runs} />
        <span className="number">{scores.a}</span>
        <span className="end compare-right">
          <Mark side="B" runs={runs} />
          <span className="number">{scores.b}</span>
        </span>
      </figcaption>
      <div className="maps-wipe">
        <span
          className="compare-tile"
          role="img"
          aria-label={`${title}, B over A`}
          style={{ aspectRatio: `${a.width} / ${a.height}` }}
        >
          <Picture painted={a} />
          <span className="maps-over" style={{ clipPath: `inset(0 0 0 ${100 * wipe}%)` }}>
            <Picture painted={b} />
          </span>
        </span>
        <Divider label={`${title}: divider between A and B`} left="A" at={wipe} onMove={onWipe} />
      </div>
    </figure>
  );
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

interface DifferenceProps {
  readonly title: string;
  readonly difference: ErrorDifference | null;
  readonly size: Painted;
}

function Difference({ title, difference, size }: DifferenceProps) {
  const name = `${title}, difference`;
  const word = 'Closer to the truth';
  if (!difference) return <MapFigure name={name} word={word} score="" painted={null} size={size} />;
  const { a, b } = difference.closer;
  return <MapFigure name={name} word={word} score={`A ${percent(a)}, B ${percent(b)}`} painted={difference.map} />;
}

function DifferenceReading({ legend }: { legend: Legend }) {
  if (legend.kind === 'classes') return <Classes classes={legend.classes} />;
  if (legend.kind !== 'ramp') return null;
  return (
    <span className="compare-closer">
      A closer
      <Ramp legend={legend} digits={2} />B closer
    </span>
  );
}
