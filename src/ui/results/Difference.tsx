/** A difference with its verdict: a sign, a word for who does not see it, a colour beyond twice the standard error. */
import type { ReactNode } from 'react';
import type { TableCell, TableColumn, TableRow } from '../../protocol/experiments';
import { differenceText, percentText, VERDICTS } from './words';

interface DifferenceProps {
  readonly cell: TableCell;
  readonly base: TableCell;
  readonly column: TableColumn;
}

export function Difference({ cell, base, column }: DifferenceProps) {
  const text = differenceText(cell, base, column);
  if (text === null) return <span className="number results-difference dim">–</span>;
  return <Judged verdict={cell.verdict}>{text}</Judged>;
}

/** Mean difference over the tasks; its spread is that of the seeds, each against its own base run: "▲ +1.6 % ±0.8". */
export function MeanDifference({ row: { delta, deltaSpread } }: { row: TableRow }) {
  if (delta === null) return <span className="number results-difference dim">–</span>;
  return (
    <Judged verdict={deltaSpread?.verdict ?? null}>
      {percentText(delta)}
      {deltaSpread ? <span className="dim"> ±{deltaSpread.deviation.toFixed(1)}</span> : null}
    </Judged>
  );
}

interface JudgedProps {
  readonly verdict: TableCell['verdict'];
  readonly children: ReactNode;
}

export function Judged({ verdict, children }: JudgedProps) {
  const said = verdict && VERDICTS[verdict];
  return (
    <span className="number results-difference" data-verdict={verdict ?? 'none'}>
      {said ? <span aria-hidden="true">{said.sign} </span> : null}
      {children}
      {said ? <span className="hidden">, {said.word}</span> : null}
    </span>
  );
}
