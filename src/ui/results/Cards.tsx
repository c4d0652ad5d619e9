/** The same table where it is too narrow for one: a card for each row that is compared, a line for each number. */
import type { StoredExperiment } from '../../protocol/experiment-messages';
import type { TableColumn, TableRow, TableView } from '../../protocol/experiments';
import { useExperiments } from '../../store/experiments';
import { TaskName } from '../TaskName';
import { CompareButton, useKept } from './CompareButton';
import { Difference, MeanDifference } from './Difference';
import { baseOf, groupsOf, hasDelta, standingOf } from './rows';
import { rangeOf } from './range';
import { Seeds } from './Seeds';
import { columnWords, paperText, percentText, spreadText, taskIn, valueText } from './words';

interface CardsProps {
  readonly table: TableView;
  readonly one: StoredExperiment;
}

export function Cards({ table, one }: CardsProps) {
  return (
    <div className="results-cards">
      {groupsOf(table).flatMap(({ name, headed, rows }) =>
        rows
          .filter((row) => row.base !== null)
          .map((row) => (
            <Card key={row.id} row={row} title={headed ? `${name}: ${row.title}` : row.title} table={table} one={one} />
          )),
      )}
    </div>
  );
}

interface CardProps extends CardsProps {
  readonly row: TableRow;
  readonly title: string;
}

function Card({ row, title, table, one }: CardProps) {
  const progress = useExperiments((all) => all.progress);
  const base = baseOf(table, row);
  const kept = useKept(one, row);
  if (!base) return null;
  const standing = [standingOf(row, table, one, progress), kept].filter(Boolean).join('; ');
  return (
    <section>
      <h3>{title}</h3>
      <p className="label">
        against {base.title}
        {standing ? `; ${standing}` : ''}
      </p>
      <CompareButton row={row} base={base} />
      <ul>
        {table.columns.map((column, i) => (
          <Line key={column.id} column={column} index={i} row={row} base={base} table={table} />
        ))}
        {hasDelta(table) ? (
          <li className="results-card-delta">
            <b>Δm ↑</b>
            <MeanDifference row={row} />
            <span className="number dim end">
              {row.paperDelta === null ? '' : `paper ${percentText(row.paperDelta)}`}
            </span>
          </li>
        ) : null}
      </ul>
    </section>
  );
}

interface LineProps {
  readonly column: TableColumn;
  readonly index: number;
  readonly row: TableRow;
  readonly base: TableRow;
  readonly table: TableView;
}

function Line({ column, index, row, base, table }: LineProps) {
  const [cell, from] = [row.cells[index]!, base.cells[index]!];
  const { name, measure } = columnWords(column);
  const task = taskIn(column);
  const missing = cell.missing ?? from.missing;
  const paper = paperText(cell, from, column);
  return (
    <li>
      <span className="results-card-head">
        {task === null ? <b>{name}</b> : <TaskName id={task} title={name} />}
        <span className="label">{measure}</span>
        <span className="end">
          <Difference cell={cell} base={from} column={column} />
        </span>
      </span>
      <span className="results-card-body">
        <span className="number">
          {missing ? (
            <span className="dim">– {missing}</span>
          ) : (
            <>
              {valueText(from.mean, column)} <span className="dim">→</span> {valueText(cell.mean, column)}{' '}
              <span className="dim">{spreadText(cell, column)}</span>
            </>
          )}
          {paper ? <span className="results-card-paper dim">paper {paper}</span> : null}
        </span>
        <Seeds base={from} cell={cell} column={column} range={rangeOf(table, index)} />
      </span>
    </li>
  );
}
