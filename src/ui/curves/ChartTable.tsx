/** A chart's numbers as a table, unsmoothed: a dozen steps, evenly apart, the newest first. */
import { count, fixed, loss } from '../format';
import { spread, type Column, type Columns } from './columns';

const ROWS = 12;

interface ChartTableProps {
  readonly title: string;
  readonly steps: readonly number[];
  readonly columns: Columns;
  readonly alpha?: Column;
}

export function ChartTable({ title, steps, columns, alpha }: ChartTableProps) {
  const cell = (value: number | null | undefined, text: (value: number) => string): string =>
    value === null || value === undefined ? '–' : text(value);
  return (
    <div className="table" tabIndex={0} role="region" aria-label={`${title}, numbers`}>
      <table>
        <caption className="hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Decoder</th>
            <th scope="col">Rendered</th>
            {alpha ? <th scope="col">α</th> : null}
          </tr>
        </thead>
        <tbody>
          {spread(steps.length, ROWS)
            .reverse()
            .map((at) => (
              <tr key={at} className="number">
                <th scope="row">{count(steps[at] ?? 0)}</th>
                <td>{cell(columns.decoder[at], loss)}</td>
                <td>{cell(columns.rendered[at], loss)}</td>
                {alpha ? <td>{cell(alpha[at], (value) => fixed(value, 3))}</td> : null}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
