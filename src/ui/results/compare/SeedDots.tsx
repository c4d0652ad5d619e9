/** A dot for each seed's difference, to the right of the middle where B is better; a tick at their mean. */
const [WIDTH, HEIGHT, RADIUS] = [96, 20, 3];
const [MIDDLE, Y] = [WIDTH / 2, HEIGHT / 2];

interface SeedDotsProps {
  readonly values: readonly (number | null)[];
  readonly seeds: readonly number[];
  readonly better: 'higher' | 'lower';
  readonly text: (value: number) => string;
}

export function SeedDots({ values, seeds, better, text }: SeedDotsProps) {
  const known = values.filter((value) => value !== null);
  const most = Math.max(...known.map(Math.abs)) || 1;
  const towards = better === 'higher' ? 1 : -1;
  const place = (value: number): number => MIDDLE + ((towards * value) / most) * (MIDDLE - RADIUS - 1);
  const said = (value: number | null | undefined): string => (typeof value === 'number' ? text(value) : 'not known');
  const spoken = seeds.map((seed, i) => `seed ${seed} ${said(values[i])}`);
  return (
    <svg
      className="results-dots"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Differences: ${spoken.join(', ')}; ${better} is better`}
    >
      <path className="axis" d={`M0 ${Y + 0.5}H${WIDTH}`} />
      <path className="zero" d={`M${MIDDLE + 0.5} 2V${HEIGHT - 2}`} />
      <g className="row">
        {known.map((value, seed) => (
          <circle key={seed} cx={place(value)} cy={Y} r={RADIUS} />
        ))}
        <path className="mean" d={`M${place(known.reduce((sum, value) => sum + value, 0) / known.length)} 3v14`} />
      </g>
    </svg>
  );
}
