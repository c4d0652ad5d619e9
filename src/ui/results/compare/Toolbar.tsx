/** Which image, in what order, and what is shown of it. */
import type { CompareView } from '../../../protocol/compare';
import { sequenceOf, useCompare, type CompareMode, type CompareOrder } from '../../../store/compare';
import { count } from '../../format';
import { Icon } from '../../icons';
import { Segments } from '../../maps/Segments';

const MODES: readonly { id: CompareMode; title: string }[] = [
  { id: 'maps', title: 'Maps' },
  { id: 'errors', title: 'Errors' },
  { id: 'wipe', title: 'Wipe' },
];

const ORDERS: readonly { id: CompareOrder; title: string }[] = [
  { id: 'stored', title: 'as stored' },
  { id: 'difference', title: 'largest difference first' },
  { id: 'a', title: 'best for A first' },
  { id: 'b', title: 'best for B first' },
];

export function Toolbar({ view }: { view: CompareView }) {
  const mode = useCompare((compare) => compare.mode);
  const { set, turn } = useCompare.getState();
  return (
    <div className="compare-tools">
      <Segments label="What is shown of both" choices={MODES} chosen={mode} onChoose={(id) => set({ mode: id })} />
      <span className="compare-turn">
        <button type="button" className="button square" aria-label="Previous image" onClick={() => turn(-1)}>
          <Icon name="back" />
        </button>
        <button type="button" className="button square" aria-label="Next image" onClick={() => turn(1)}>
          <Icon name="next" />
        </button>
      </span>
      <Where view={view} />
      <Order view={view} />
    </div>
  );
}

function Where({ view }: { view: CompareView }) {
  const order = useCompare((compare) => compare.order);
  const by = useCompare((compare) => compare.by);
  const counted = useCompare((compare) => compare.counted);
  const sequence = sequenceOf({ order, by, counted, view });
  const place = sequence.indexOf(view.index);
  return (
    <p className="compare-where number" role="status" data-compared={view.index}>
      {view.id} · {place >= 0 ? `${place + 1} of ${count(sequence.length)}` : `image ${view.index + 1}`}
    </p>
  );
}

/** Only what was counted can be sorted. */
function Order({ view }: { view: CompareView }) {
  const order = useCompare((compare) => compare.order);
  const by = useCompare((compare) => compare.by);
  const counted = useCompare((compare) => compare.counted !== null);
  const { sort } = useCompare.getState();
  if (!counted) return null;
  return (
    <span className="compare-order">
      <select
        className="input"
        aria-label="Order of the images"
        value={order}
        onChange={(event) => sort({ order: event.target.value as CompareOrder })}
      >
        {ORDERS.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      {order === 'stored' ? null : (
        <select
          className="input"
          aria-label="Task that orders"
          value={by}
          onChange={(event) => sort({ by: event.target.value })}
        >
          <option value="">over all tasks</option>
          {view.maps.map(({ task, title }) => (
            <option key={task} value={task}>
              by {title.toLowerCase()}
            </option>
          ))}
        </select>
      )}
    </span>
  );
}
