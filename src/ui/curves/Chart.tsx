/** A chart of losses: its name, its values now (or under the pointer), its lines; or the same numbers as a table. */
import { useMemo, type CSSProperties, type ReactNode } from 'react';
import { fixed, loss } from '../format';
import { ChartTable } from './ChartTable';
import { smoothed, type Column, type Columns } from './columns';
import { LOSS_SERIES, type PlotOptions } from './plot';
import { Lines } from './Lines';

/** What all charts of the pane have in common. */
export interface Shared {
  /** The step of every place. */
  readonly steps: readonly number[];
  readonly smoothing: number;
  readonly asTable: boolean;
  /** The places that are drawn: a long run has more steps than a chart has pixels. */
  readonly places: readonly number[];
  /** Which of the drawn places the pointer is over, in any of the charts. */
  readonly hovered: number | null;
}

export interface ChartProps extends Shared {
  readonly title: string;
  /** Title with its glyph. */
  readonly name: ReactNode;
  readonly color: string;
  readonly columns: Columns;
  /** α per step, where this chart shows it. */
  readonly alpha?: Column;
  readonly alphaPeak?: number;
  readonly plot: Pick<PlotOptions, 'steps' | 'log' | 'labels' | 'marks' | 'onHover'>;
}

/** The number now or under the pointer, as it is written. */
export function shownAt(column: Column, { steps, places, hovered }: Shared): string {
  const value = column[(hovered === null ? undefined : places[hovered]) ?? steps.length - 1];
  return value === null || value === undefined ? '–' : loss(value);
}

export function Chart(props: ChartProps) {
  const { title, name, color, steps, columns, alpha, alphaPeak, smoothing, asTable, places, plot } = props;
  const lines = useMemo(() => {
    const [decoder, rendered] = [smoothed(columns.decoder, smoothing), smoothed(columns.rendered, smoothing)] as const;
    return {
      decoder,
      rendered,
      all: [columns.decoder, columns.rendered, decoder, rendered, ...(alpha ? [alpha] : [])],
    };
  }, [columns, alpha, smoothing]);
  return (
    <figure className="chart" style={{ '--task': color } as CSSProperties} aria-label={`${title}, loss over steps`}>
      <figcaption>
        {name}
        <span className="number values">
          <span title="decoder">{shownAt(lines.decoder, props)}</span>
          <span className="dim" title="rendered">
            {shownAt(lines.rendered, props)}
          </span>
        </span>
      </figcaption>
      {asTable ? (
        <ChartTable
          title={title}
          steps={steps}
          columns={[
            { name: 'Decoder', column: columns.decoder },
            { name: 'Rendered', column: columns.rendered },
            ...(alpha ? [{ name: 'α', column: alpha, text: (value: number) => fixed(value, 3) }] : []),
          ]}
        />
      ) : (
        <Lines
          {...plot}
          series={LOSS_SERIES}
          at={steps}
          columns={lines.all}
          places={places}
          alphaPeak={alphaPeak ?? null}
        />
      )}
    </figure>
  );
}
