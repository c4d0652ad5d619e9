/** One dot a seed, of a row below those of its base, on the scale that its whole column has; a tick at each mean. */
import type { TableCell, TableColumn } from '../../protocol/experiments';
import { knownIn, type Range } from './range';
import { valueText } from './words';

const [WIDTH, HEIGHT, RADIUS] = [96, 34, 3];
const LINES = { base: 10, row: 24 } as const;

interface SeedsProps {
  readonly base: TableCell;
  readonly cell: TableCell;
  readonly column: TableColumn;
  readonly range: Range | null;
}

export function Seeds({ base, cell, column, range }: SeedsProps) {
  if (!range) return <span className="results-dots" />;
  const spoken = (of: TableCell): string =>
    of.values.map((value) => (value === null ? 'not known' : valueText(value, column))).join(', ');
  return (
    <svg
      className="results-dots"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Seeds: base ${spoken(base)}; this row ${spoken(cell)}`}
    >
      <Line of={base} y={LINES.base} range={range} kind="base" />
      <Line of={cell} y={LINES.row} range={range} kind="row" />
    </svg>
  );
}

interface LineProps {
  readonly of: TableCell;
  readonly y: number;
  readonly range: Range;
  readonly kind: keyof typeof LINES;
}

function Line({ of, y, range: [low, high], kind }: LineProps) {
  const inner = WIDTH - 2 * (RADIUS + 1);
  const place = (value: number): number => RADIUS + 1 + ((value - low) / (high - low)) * inner;
  return (
    <g className={kind}>
      <path className="axis" d={`M0 ${y + 0.5}H${WIDTH}`} />
      {knownIn(of).map((value, seed) => (
        <circle key={seed} cx={place(value)} cy={y} r={RADIUS} />
      ))}
      {of.mean === null ? null : <path className="mean" d={`M${place(of.mean)} ${y - 7}v14`} />}
    </g>
  );
}
