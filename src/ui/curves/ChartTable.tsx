/** A chart's numbers as a table, unsmoothed: a dozen steps, evenly apart, the newest first. */
import { count, loss } from '../format';
import { spread, type Column } from './columns';

const ROWS = 12;

interface NamedColumn {
  readonly name: string;
  readonly column: Column;
  /** How its values are written; as losses if it does not say. */
  readonly text?: (value: number) => string;
}

interface ChartTableProps {
  readonly title: string;
  readonly steps: readonly number[];
  readonly columns: readonly NamedColumn[];
}

export function ChartTable({ title, steps, columns }: ChartTableProps) {
  const cell = (value: number | null | undefined, text: (value: number) => string): string =>
    value === null || value === undefined ? '–' : text(value);
  return (
    <div className="table" tabIndex={0} role="region" aria-label={`${title}, numbers`}>
      <table>
        <caption className="hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            {columns.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spread(steps.length, ROWS)
            .reverse()
            .map((at) => (
              <tr key={at} className="number">
                <th scope="row">{count(steps[at] ?? 0)}</th>
                {columns.map(({ name, column, text = loss }) => (
                  <td key={name}>{cell(column[at], text)}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
