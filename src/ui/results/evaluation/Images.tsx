/** Images by their own scores, the worst or the best first; one of them large. */
import { useEffect, useMemo, useState } from 'react';
import { worstImages } from '../../../protocol/worst-images';
import type { Painted } from '../../../protocol/views';
import { useEvaluation, type ImageOrder } from '../../../store/evaluation';
import { Paint } from '../../data/Paint';
import { count } from '../../format';
import { Segments } from '../../maps/Segments';
import type { Sight } from './InSight';
import { LargeImage } from './LargeImage';
import { imageValue } from './numbers';

const FIRST = 12;

const ORDERS: readonly { readonly id: ImageOrder; readonly title: string }[] = [
  { id: 'worst', title: 'Worst first' },
  { id: 'best', title: 'Best first' },
];

export function Images({ report, task, source }: Sight) {
  const order = useEvaluation((evaluation) => evaluation.order);
  const opened = useEvaluation((evaluation) => evaluation.opened);
  const [most, setMost] = useState(FIRST);
  const sorted = useMemo(() => {
    const worst = worstImages(report, { task: task.id, source });
    return order === 'worst' ? worst : worst.toReversed();
  }, [report, task, source, order]);
  const shown = sorted.slice(0, most);
  const wanted = shown.map(({ index }) => index).join();
  useEffect(() => {
    if (wanted) void useEvaluation.getState().look(wanted.split(',').map(Number));
  }, [wanted]);
  const { set, open } = useEvaluation.getState();
  const metric = task.metrics.find(({ key }) => key === task.imageScore.key)?.name ?? task.imageScore.key;
  const one = sorted.find(({ index }) => index === opened);
  return (
    <section className="evaluate-images" aria-label="Images">
      <header className="evaluate-head">
        <h3>Images</h3>
        <span className="label">
          {count(shown.length)} of {count(sorted.length)}, each with its own {metric}
        </span>
        <Segments label="Order" choices={ORDERS} chosen={order} onChoose={(id) => set({ order: id })} />
      </header>
      <div className="evaluate-strip">
        {shown.map(({ index, id, value }) => (
          <Frame
            key={index}
            index={index}
            id={id}
            value={imageValue(value, task)}
            open={index === opened}
            onOpen={() => open(index === opened ? null : index)}
          />
        ))}
      </div>
      {sorted.length > shown.length ? (
        <button type="button" className="button results-more" onClick={() => setMost(most + FIRST)}>
          {count(Math.min(FIRST, sorted.length - shown.length))} more
        </button>
      ) : null}
      {one ? <LargeImage key={one.index} task={task} source={source} value={imageValue(one.value, task)} /> : null}
    </section>
  );
}

interface FrameProps {
  readonly index: number;
  readonly id: string;
  readonly value: string;
  readonly open: boolean;
  readonly onOpen: () => void;
}

function Frame({ index, id, value, open, onOpen }: FrameProps) {
  const look = useEvaluation(({ looks }) => looks.get(index));
  const other = useEvaluation(({ looks }): Painted | undefined => looks.values().next().value);
  return (
    <button type="button" className="data-look evaluate-frame" aria-pressed={open} data-frame={id} onClick={onOpen}>
      {look ? (
        <Paint image={look} label={undefined} opacity={0} />
      ) : (
        <span className="data-paint" style={{ aspectRatio: other ? `${other.width} / ${other.height}` : '4 / 3' }} />
      )}
      <span className="evaluate-caption">
        <b className="number">{value}</b>
        <span className="hidden">, image</span>
        <span className="number clip dim">{id}</span>
      </span>
    </button>
  );
}
