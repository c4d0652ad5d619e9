/** How well each class is found, and what it is taken for instead. */
import { useMemo, useState } from 'react';
import { count, fixed } from '../../format';
import {
  byIou,
  confusionOf,
  largestConfusions,
  percent,
  placeSentence,
  type Place,
  type ShownConfusion,
} from './confusion';
import { ConfusionMatrix } from './ConfusionMatrix';

const LARGEST = 5;
const DIGITS = 3;

interface ClassesProps {
  readonly confusion: readonly (readonly number[])[];
  readonly names: readonly string[];
  readonly title: string;
}

export function Classes({ confusion, names, title }: ClassesProps) {
  const shown = useMemo(() => confusionOf(confusion, names), [confusion, names]);
  const [at, setAt] = useState<Place | null>(null);
  return (
    <section className="evaluate-classes" aria-label="Classes">
      <header className="evaluate-head">
        <h3>Classes</h3>
        <Absent shown={shown} />
      </header>
      <IouBars shown={shown} at={at} />
      <div className="evaluate-confusion">
        <ConfusionMatrix shown={shown} title={title} at={at} onMove={setAt} />
        <Largest shown={shown} />
      </div>
    </section>
  );
}

function Absent({ shown: { all, classes } }: { shown: ShownConfusion }) {
  const absent = all - classes.length;
  if (absent === 0) return <span className="label">All {count(all)} occur</span>;
  return (
    <span className="label">
      {count(absent)} of {count(all)} never occur, neither as a label nor as a prediction: hidden here, and counted as 0
      in the mIoU
    </span>
  );
}

function IouBars({ shown, at }: { shown: ShownConfusion; at: Place | null }) {
  const marked = at && shown.classes[at.row]?.label;
  return (
    <section className="evaluate-iou" aria-label="Intersection over union">
      <p className="label">Intersection over union, and share of pixels</p>
      <ol>
        {byIou(shown).map(({ label, name, iou, labelled }) => (
          <li key={label} data-at={label === marked || undefined}>
            <span className="clip">{name}</span>
            <i>
              <b style={{ width: `${100 * iou}%` }} />
            </i>
            <span className="number">{fixed(iou, DIGITS)}</span>
            <span className="number dim">
              <span className="hidden">, </span>
              {percent(labelled / shown.pixels)}
              <span className="hidden"> of pixels</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Largest({ shown }: { shown: ShownConfusion }) {
  const largest = useMemo(() => largestConfusions(shown, LARGEST), [shown]);
  if (largest.length === 0) return <p className="label">No pixel is taken for another class.</p>;
  return (
    <section className="evaluate-largest" aria-label="Largest confusions">
      <p className="label">The largest confusions, by pixels</p>
      <ol>
        {largest.map(({ row, column, pixels }) => (
          <li key={`${row} ${column}`}>
            <span className="number dim">{percent(pixels / shown.pixels)}</span>
            {placeSentence(shown, { row, column })}
          </li>
        ))}
      </ol>
    </section>
  );
}
