/** Each task's metric over the images that were counted, and the difference of B against A. */
import type { ComparedMetric, CompareView } from '../../../protocol/compare';
import { MOST_COMPARED } from '../../../protocol/compare';
import { useCompare, type Counted } from '../../../store/compare';
import { count, fixed } from '../../format';
import { percentText, signed } from '../words';
import { MetricHead } from './MetricHead';

export function Totals({ view }: { view: CompareView }) {
  const counted = useCompare((compare) => compare.counted);
  const counting = useCompare((compare) => compare.counting);
  const most = Math.min(view.count, MOST_COMPARED);
  const again = counted !== null && (counted.stamp !== view.stamp || counted.images.length < counted.total);
  return (
    <section className="compare-totals" aria-label="Over the held-out images">
      {counted ? <TotalsTable counted={counted} view={view} /> : <Before most={most} count={view.count} />}
      {counted && counted.stamp !== view.stamp ? (
        <p className="label">One of the runs was saved again since: count again.</p>
      ) : null}
      <p className="compare-counting">
        {counting ? (
          <button type="button" className="button" onClick={() => useCompare.getState().stop()}>
            Stop
          </button>
        ) : !counted || again ? (
          <button type="button" className="button" onClick={() => void useCompare.getState().count()}>
            {counted ? 'Count again' : `Count ${most === view.count ? 'all' : 'the first'} ${count(most)} images`}
          </button>
        ) : null}
        {counting ? (
          <progress value={counted?.images.length ?? 0} max={counted?.total ?? most} aria-label="Images counted" />
        ) : null}
      </p>
    </section>
  );
}

function Before({ most, count: all }: { most: number; count: number }) {
  return (
    <p className="empty">
      <b>Each task’s metric over {most < all ? `the first ${count(most)} of ${count(all)}` : 'all'} held-out images</b>
      <span className="sub">
        And the images in the order of their difference. A run that trains is slower meanwhile.
      </span>
    </p>
  );
}

function TotalsTable({ counted, view }: { counted: Counted; view: CompareView }) {
  const { images, metrics, delta } = counted;
  return (
    <table>
      <caption className="label">
        Over {count(images.length)} of {count(view.count)} held-out images; relative: towards better
      </caption>
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col">A</th>
          <th scope="col">B</th>
          <th scope="col">B − A</th>
          <th scope="col">relative</th>
        </tr>
      </thead>
      <tbody>
        {metrics.map((metric) => (
          <Row key={metric.task} metric={metric} />
        ))}
        {delta === null ? null : (
          <tr className="compare-sum">
            <th scope="row">Mean over the tasks</th>
            <td />
            <td />
            <td />
            <td>{percentText(delta)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Row({ metric }: { metric: ComparedMetric }) {
  const { digits, values, gain } = metric;
  return (
    <tr>
      <MetricHead of={metric} />
      {values ? (
        <>
          <td>{fixed(values.a, digits)}</td>
          <td>{fixed(values.b, digits)}</td>
          <td>{signed(values.b - values.a, digits)}</td>
          <td>{gain === null ? '–' : percentText(gain)}</td>
        </>
      ) : (
        <td colSpan={4}>no labels</td>
      )}
    </tr>
  );
}
