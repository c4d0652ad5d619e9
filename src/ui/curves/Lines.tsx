/** A uPlot in its place: as large as it is, in the page's theme, with the newest numbers. */
import { useEffect, useMemo, useRef } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Column } from './columns';
import { endPlot, makePlot, type PlotOptions } from './plot';

interface LinesProps extends PlotOptions {
  /** The step of every place. */
  readonly at: readonly number[];
  /** One for each of the series, then that of α if there is one; as long as there are steps. */
  readonly columns: readonly Column[];
  /** The places that are drawn: a long run has more steps than a chart has pixels. */
  readonly places: readonly number[];
}

/** Every property but the numbers makes the plot anew: keep them the same objects. */
export function Lines({ at, columns, places, series, steps, log, labels, marks, onHover, alphaPeak }: LinesProps) {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot>(null);
  const data = useMemo<uPlot.AlignedData>(
    () => [places.map((i) => at[i] ?? 0), ...columns.map((column) => places.map((i) => column[i] ?? null))],
    [at, columns, places],
  );
  const latest = useRef(data);
  useEffect(() => {
    latest.current = data;
    drawn.current?.setData(data);
  }, [data]);
  useEffect(() => {
    const into = place.current;
    if (!into) return;
    const made = makePlot(into, latest.current, { series, steps, log, labels, marks, onHover, alphaPeak });
    drawn.current = made;
    const resized = new ResizeObserver(() => {
      if (into.clientWidth > 0) made.setSize({ width: into.clientWidth, height: into.clientHeight });
    });
    resized.observe(into);
    const themed = new MutationObserver(() => made.redraw(false, true));
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      endPlot(made);
    };
  }, [series, steps, log, labels, marks, onHover, alphaPeak]);
  return <div className="plot" ref={place} aria-hidden="true" />;
}
