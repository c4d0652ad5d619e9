/** Held-out images of one row beside its base, each with its score: where they differ most, or the worst first. */
import { useEffect, useMemo, useState } from 'react';
import type { TableColumn, TableRow, TableView } from '../../protocol/experiments';
import { useTable, type TableImage } from '../../store/experiment-table';
import { Segments } from '../maps/Segments';
import { count, fixed } from '../format';
import { gainOf, inOrder, type Order } from './inOrder';
import { baseOf } from './rows';
import { columnWords, measureOf, signed, taskIn, type ImageMeasure } from './words';

const FIRST = 40;

/** A task that is not known here has its plain number. */
const PLAIN: ImageMeasure = {
  key: '',
  title: 'Score',
  unit: '',
  asTable: true,
  better: 'higher',
  factor: 1,
  digits: 4,
};

export function PerImage({ table }: { table: TableView }) {
  const rows = table.rows.filter(({ seedsDone }) => seedsDone > 0);
  const columns = table.columns.filter((column) => taskIn(column) !== null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [column, setColumn] = useState<string | null>(null);
  const [order, setOrder] = useState<Order>('difference');
  const row = rows.find(({ id }) => id === chosen) ?? rows.find(({ base }) => base !== null) ?? rows[0];
  const of = columns.find(({ id }) => id === column) ?? columns[0];
  if (!row || !of) return <NoImages costs={columns.length === 0} />;
  const base = baseOf(table, row);
  const by: Order = base ? order : 'worst';
  return (
    <section className="results-images" aria-label="Per image">
      <div className="results-tools">
        <label className="results-pick">
          <span className="label">Row</span>
          <select className="input" value={row.id} onChange={(event) => setChosen(event.target.value)}>
            {rows.map(({ id, title, group }) => (
              <option key={id} value={id}>
                {group === title || title.startsWith(group) ? title : `${group}: ${title}`}
              </option>
            ))}
          </select>
        </label>
        <span className="data-scrolls">
          <Segments
            label="Task"
            choices={columns.map((one) => ({ id: one.id, title: columnWords(one).name }))}
            chosen={of.id}
            onChoose={setColumn}
          />
        </span>
        {base ? (
          <Segments<Order>
            label="Order"
            choices={[
              { id: 'difference', title: 'Largest difference' },
              { id: 'worst', title: 'Worst' },
            ]}
            chosen={by}
            onChoose={setOrder}
          />
        ) : null}
      </div>
      <Images key={`${row.id} ${of.id}`} row={row} base={base} column={of} order={by} />
    </section>
  );
}

function NoImages({ costs }: { costs: boolean }) {
  return (
    <p className="empty">
      <b>{costs ? 'This table has costs, which are of no image' : 'Each held-out image with its score'}</b>
      {costs ? null : <span className="sub">As soon as one run is done.</span>}
    </p>
  );
}

interface ImagesProps {
  readonly row: TableRow;
  readonly base: TableRow | null;
  readonly column: TableColumn;
  readonly order: Order;
}

function Images({ row, base, column, order }: ImagesProps) {
  const task = taskIn(column)!;
  const images = useTable(({ wish, images: known }) => (wish?.row === row.id && wish.task === task ? known : null));
  const problem = useTable((known) => known.imagesProblem);
  const [all, setAll] = useState(false);
  const measure = measureOf(task) ?? PLAIN;
  useEffect(() => void useTable.getState().look({ row: row.id, task }), [row.id, task]);
  const sorted = useMemo(() => inOrder(images ?? [], order, measure), [images, order, measure]);
  if (problem) {
    return (
      <p className="wrong" role="alert">
        {problem}
      </p>
    );
  }
  if (images?.length === 0) {
    return (
      <p className="empty">
        <b>No held-out image has labels for this task</b>
      </p>
    );
  }
  const shown = all ? sorted : sorted.slice(0, FIRST);
  return (
    <>
      <ImagesTable images={shown} row={row} base={base} measure={measure} />
      {sorted.length > shown.length ? (
        <button type="button" className="button results-more" onClick={() => setAll(true)}>
          All {count(sorted.length)} images
        </button>
      ) : null}
    </>
  );
}

interface ImagesTableProps extends Omit<ImagesProps, 'order' | 'column'> {
  readonly images: readonly TableImage[];
  readonly measure: ImageMeasure;
}

function ImagesTable({ images, row, base, measure }: ImagesTableProps) {
  const { title, unit, better, asTable } = measure;
  const most = Math.max(...images.map((one) => Math.abs(gainOf(one, measure))), Number.MIN_VALUE);
  return (
    <table className="results-list-of-images">
      <caption className="label">
        {title} of each held-out image, mean over seeds{unit ? `, ${unit}` : ''}, {better} is better
        {asTable ? '' : '; the table’s metric says little of a single image'}
      </caption>
      <thead>
        <tr>
          <th scope="col">Image</th>
          {base ? (
            <th scope="col" className="right">
              {base.title}
            </th>
          ) : null}
          <th scope="col" className="right">
            {row.title}
          </th>
          {base ? (
            <>
              <th scope="col" className="right">
                Difference
              </th>
              <th scope="col" className="results-wide-only">
                worse ← → better
              </th>
            </>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {images.map((one) => (
          <ImageRow key={one.index} image={one} compared={base !== null} measure={measure} most={most} />
        ))}
      </tbody>
    </table>
  );
}

interface ImageRowProps {
  readonly image: TableImage;
  readonly compared: boolean;
  readonly measure: ImageMeasure;
  readonly most: number;
}

function ImageRow({ image, compared, measure, most }: ImageRowProps) {
  const { factor, digits } = measure;
  const gain = gainOf(image, measure) / most;
  return (
    <tr>
      <th scope="row">
        <span className="number clip">{image.id}</span>
      </th>
      {compared ? <td>{image.base === null ? '–' : fixed(image.base * factor, digits)}</td> : null}
      <td>{fixed(image.value * factor, digits)}</td>
      {compared ? (
        <>
          <td>{image.base === null ? '–' : signed((image.value - image.base) * factor, digits)}</td>
          <td className="results-wide-only" aria-hidden="true">
            <span className="results-gain">
              <i
                style={gain < 0 ? { right: '50%', width: `${-gain * 50}%` } : { left: '50%', width: `${gain * 50}%` }}
              />
            </span>
          </td>
        </>
      ) : null}
    </tr>
  );
}
