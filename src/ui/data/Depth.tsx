/** How deep the images are: a histogram over metres, and its range. */
import type { DataStatistics } from '../../protocol/data-messages';
import { fixed } from '../format';

/** Whole metres between ticks, so that at most six stand on the axis. */
const stepOf = (high: number): number => [1, 2, 5, 10, 20, 50].find((step) => high / step <= 6) ?? 100;

interface Bars {
  /** Metres at the right end. */
  readonly high: number;
  readonly counts: readonly number[];
}

/** Cut after the last bin that holds anything, at a whole metre. */
export function shownBars({ high, counts }: Bars): Bars {
  const last = counts.findLastIndex((count) => count > 0);
  if (last < 0) return { high, counts };
  const width = high / counts.length;
  const end = Math.min(high, Math.ceil((last + 1) * width));
  return { high: end, counts: counts.slice(0, Math.ceil(end / width)) };
}

export function Depth({ statistics }: { statistics: DataStatistics }) {
  const found = statistics.tasks.find(({ task }) => task === 'depth');
  if (!found?.histogram) return null;
  const { high, counts } = shownBars(found.histogram);
  const most = Math.max(...counts, 1);
  const step = stepOf(high);
  const ticks = Array.from({ length: Math.floor(high / step) + 1 }, (_, index) => index * step);
  const { depth } = found;
  const words = depth ? `${fixed(depth.low, 2)} to ${fixed(depth.high, 2)} m, mean ${fixed(depth.mean, 2)} m` : '';
  return (
    <section className="data-section" aria-labelledby="data-depth">
      <header className="data-head">
        <h3 id="data-depth">Depth</h3>
        <span className="label">{words || 'valid pixels'}</span>
      </header>
      <div className="data-histogram" role="img" aria-label={`Depth of valid pixels: ${words}`}>
        <div>
          {counts.map((count, bin) => (
            <i key={bin} style={{ height: `${(count / most) * 100}%` }} />
          ))}
        </div>
        <p className="number">
          {ticks.map((tick, index) => (
            <span key={tick} style={{ left: `${(tick / high) * 100}%` }}>
              {tick}
              {index === ticks.length - 1 ? '\u202fm' : ''}
            </span>
          ))}
        </p>
      </div>
    </section>
  );
}
