/** The table as the paper has it: rows, and below each that is compared its difference with a dot a seed, and the paper's. */
import type { StoredExperiment } from '../../protocol/experiment-messages';
import type { TableCell, TableColumn, TableRow, TableView } from '../../protocol/experiments';
import { useExperiments } from '../../store/experiments';
import { TaskName } from '../TaskName';
import { CompareButton, useKept } from './CompareButton';
import { Difference, MeanDifference } from './Difference';
import { rangeOf, type Range } from './range';
import { Seeds } from './Seeds';
import { baseOf, groupsOf, hasDelta, standingOf } from './rows';
import { columnWords, paperText, percentText, spreadText, tableName, taskIn, valueText } from './words';

export interface TableProps {
  readonly table: TableView;
  readonly one: StoredExperiment;
}

export function ResultsTable({ table, one }: TableProps) {
  const { columns } = table;
  const groups = groupsOf(table);
  const ranges = columns.map((_, column) => rangeOf(table, column));
  const delta = hasDelta(table);
  return (
    <div className="results-wide" role="region" aria-label="Table" tabIndex={0} data-scrolls>
      <table>
        <caption className="hidden">
          {tableName(table.experiment)}: {table.title}; {table.done} of {table.runs} runs are done
        </caption>
        <thead>
          <tr>
            <th scope="col">Model</th>
            {columns.map((column) => (
              <Head key={column.id} column={column} />
            ))}
            {delta ? (
              <th scope="col" className="right">
                Δm ↑<span className="label">against base</span>
              </th>
            ) : null}
          </tr>
        </thead>
        {groups.map(({ name, headed, rows }) => (
          <tbody key={name}>
            {headed ? (
              <tr className="results-group">
                <th scope="rowgroup" colSpan={columns.length + (delta ? 2 : 1)}>
                  {name}
                </th>
              </tr>
            ) : null}
            {rows.map((row) => (
              <Rows key={row.id} row={row} table={table} one={one} ranges={ranges} delta={delta} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Head({ column }: { column: TableColumn }) {
  const { name, measure } = columnWords(column);
  const task = taskIn(column);
  return (
    <th scope="col" className="right">
      {task === null ? name : <TaskName id={task} title={name} />}
      <span className="label">{measure}</span>
    </th>
  );
}

interface RowsProps extends TableProps {
  readonly row: TableRow;
  readonly ranges: readonly (Range | null)[];
  readonly delta: boolean;
}

function Rows({ row, table, one, ranges, delta }: RowsProps) {
  const base = baseOf(table, row);
  const progress = useExperiments((all) => all.progress);
  const standing = [standingOf(row, table, one, progress), useKept(one, row)].filter(Boolean).join('; ');
  return (
    <>
      <tr data-row={row.id}>
        <th scope="row">
          {row.title}
          {standing ? <span className="label">{standing}</span> : null}
        </th>
        {row.cells.map((cell, i) => (
          <td key={i}>
            <Value cell={cell} column={table.columns[i]!} />
          </td>
        ))}
        {delta ? (
          <td className={row.delta === null ? 'dim' : undefined}>{base ? <MeanDifference row={row} /> : '0'}</td>
        ) : null}
      </tr>
      {base ? <Compared row={row} base={base} table={table} ranges={ranges} delta={delta} /> : null}
    </>
  );
}

/** "33.23 ±0.61"; or a dash, and why there will be no number. */
export function Value({ cell, column }: { cell: TableCell; column: TableColumn }) {
  if (cell.mean === null) {
    return (
      <span className="dim">
        – {cell.missing ? <span className="label">{cell.missing}</span> : <span className="hidden">not known yet</span>}
      </span>
    );
  }
  return (
    <>
      {valueText(cell.mean, column)} <span className="dim">{spreadText(cell, column)}</span>
    </>
  );
}

interface ComparedProps {
  readonly row: TableRow;
  readonly base: TableRow;
  readonly table: TableView;
  readonly ranges: readonly (Range | null)[];
  readonly delta: boolean;
}

function Compared({ row, base, table, ranges, delta }: ComparedProps) {
  const { columns, scale } = table;
  const several = table.seeds > 1;
  return (
    <>
      <tr className="results-sum">
        <th scope="row">
          Difference{several ? ', and seeds' : ''}
          <span className="hidden"> of {row.title}</span>
          <CompareButton row={row} base={base} />
        </th>
        {row.cells.map((cell, i) => (
          <td key={i}>
            <span className="results-seeds">
              <Difference cell={cell} base={base.cells[i]!} column={columns[i]!} />
              <Seeds base={base.cells[i]!} cell={cell} column={columns[i]!} range={ranges[i] ?? null} />
            </span>
          </td>
        ))}
        {delta ? <td /> : null}
      </tr>
      {row.cells.every(({ paper }) => paper === null) ? null : (
        <tr className="results-paper">
          <th scope="row">
            Paper{scale === 'paper' ? '' : ', full size'}
            <span className="hidden">: {row.title}</span>
          </th>
          {row.cells.map((cell, i) => (
            <td key={i}>{paperText(cell, base.cells[i]!, columns[i]!)}</td>
          ))}
          {delta ? <td>{row.paperDelta === null ? '' : percentText(row.paperDelta)}</td> : null}
        </tr>
      )}
    </>
  );
}
