/** A difference with its verdict: a sign, a word for who does not see it, a colour beyond twice the standard error. */
import type { TableCell, TableColumn } from '../../protocol/experiments';
import { differenceText, VERDICTS } from './words';

interface DifferenceProps {
  readonly cell: TableCell;
  readonly base: TableCell;
  readonly column: TableColumn;
}

export function Difference({ cell, base, column }: DifferenceProps) {
  const text = differenceText(cell, base, column);
  if (text === null) return <span className="number results-difference dim">–</span>;
  const verdict = cell.verdict && VERDICTS[cell.verdict];
  return (
    <span className="number results-difference" data-verdict={cell.verdict ?? 'none'}>
      {verdict ? <span aria-hidden="true">{verdict.sign} </span> : null}
      {text}
      {verdict ? <span className="hidden">, {verdict.word}</span> : null}
    </span>
  );
}
