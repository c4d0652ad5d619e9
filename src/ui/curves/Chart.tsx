/** One chart: its name, its values now (or under the pointer), its lines; or the same numbers as a table. */
import { useEffect, useMemo, useRef, type CSSProperties, type ReactNode } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { loss } from '../format';
import { ChartTable } from './ChartTable';
import { smoothed, type Column, type Columns } from './columns';
import { endPlot, makePlot, type PlotOptions } from './plot';

export interface ChartProps {
  readonly title: string;
  /** Title with its glyph. */
  readonly name: ReactNode;
  readonly color: string;
  readonly steps: number[];
  readonly columns: Columns;
  /** α per step, where this chart shows it. */
  readonly alpha?: Column;
  readonly alphaPeak?: number;
  readonly smoothing: number;
  readonly asTable: boolean;
  /** The places that are drawn: a long run has more steps than a chart has pixels. */
  readonly places: readonly number[];
  /** Which of the drawn places the pointer is over, in any of the charts. */
  readonly hovered: number | null;
  readonly plot: Pick<PlotOptions, 'steps' | 'log' | 'labels' | 'marks' | 'onHover'>;
}

export function Chart(props: ChartProps) {
  const { title, name, color, steps, columns, alpha, smoothing, asTable, places, hovered } = props;
  const decoder = useMemo(() => smoothed(columns.decoder, smoothing), [columns, smoothing]);
  const rendered = useMemo(() => smoothed(columns.rendered, smoothing), [columns, smoothing]);
  const at = (hovered === null ? undefined : places[hovered]) ?? steps.length - 1;
  const shown = (column: Column): string => {
    const value = column[at];
    return value === null || value === undefined ? '–' : loss(value);
  };
  return (
    <figure className="chart" style={{ '--task': color } as CSSProperties} aria-label={`${title}, loss over steps`}>
      <figcaption>
        {name}
        <span className="number values">
          <span title="decoder">{shown(decoder)}</span>
          <span className="dim" title="rendered">
            {shown(rendered)}
          </span>
        </span>
      </figcaption>
      {asTable ? (
        <ChartTable title={title} steps={steps} columns={columns} alpha={alpha} />
      ) : (
        <Plot {...props} lines={[decoder, rendered]} />
      )}
    </figure>
  );
}

function Plot({ steps, columns, alpha, alphaPeak, places, plot, lines }: ChartProps & { lines: [Column, Column] }) {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot>(null);
  const [decoder, rendered] = lines;
  const data = useMemo<uPlot.AlignedData>(() => {
    const drawn = (column: Column): Column => places.map((at) => column[at] ?? null);
    const all = [columns.decoder, columns.rendered, decoder, rendered, ...(alpha ? [alpha] : [])];
    return [places.map((at) => steps[at] ?? 0), ...all.map(drawn)];
  }, [steps, columns, decoder, rendered, alpha, places]);
  const latest = useRef(data);
  useEffect(() => {
    latest.current = data;
    drawn.current?.setData(data);
  }, [data]);
  const { steps: total, log, labels, marks, onHover } = plot;
  useEffect(() => {
    const into = place.current;
    if (!into) return;
    const made = makePlot(into, latest.current, {
      steps: total,
      log,
      labels,
      marks,
      onHover,
      alphaPeak: alphaPeak ?? null,
    });
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
  }, [total, log, labels, marks, onHover, alphaPeak]);
  return <div className="plot" ref={place} aria-hidden="true" />;
}
