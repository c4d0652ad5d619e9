/** B against A over all seeds of their experiment: each task's difference, seed by seed, with its spread and what it says. */
import { useEffect } from 'react';
import type { SeedDifferences, SeedMetric, SeedsCompared } from '../../../protocol/experiment-messages';
import { useCompare, type Chosen } from '../../../store/compare';
import { useSeeds } from '../../../store/compare-seeds';
import { useExperiments } from '../../../store/experiments';
import { fixed } from '../../format';
import { Judged } from '../Difference';
import { many, percentText, signed, tableName } from '../words';
import { SeedDots } from './SeedDots';
import { MetricHead } from './MetricHead';

export function OverSeeds({ chosen }: { chosen: Chosen }) {
  const compared = useSeeds((seeds) => seeds.compared);
  const done = useExperiments(({ stored }) => stored.reduce((sum, one) => sum + one.done, 0));
  useEffect(() => void useSeeds.getState().pull(chosen), [chosen, done]);
  if (!compared) return null;
  return (
    <section className="compare-seeds" aria-label="Over seeds" tabIndex={0} data-scrolls>
      <SeedsTable compared={compared} />
    </section>
  );
}

const ownText = ({ a, b }: SeedsCompared['own']): string => (a === b ? `seed ${a}` : `seed ${b} − seed ${a}`);

function SeedsTable({ compared }: { compared: SeedsCompared }) {
  const { id, seeds, own, metrics, delta } = compared;
  return (
    <table>
      <caption className="label">
        B − A over {many(seeds.length, 'seed')} of {tableName(id)}, each with the same seed, on all held-out images
        {seeds.length > 1 ? '; ± standard deviation of the differences' : ''}
      </caption>
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col">{ownText(own)}</th>
          <th scope="col">{seeds.length > 1 ? 'mean of seeds' : 'mean'}</th>
          <th scope="col" className="compare-dots">
            worse ← → better
          </th>
        </tr>
      </thead>
      <tbody>
        {metrics.map((metric) => (
          <Metric key={metric.task} metric={metric} seeds={seeds} />
        ))}
        {delta.mean === null ? null : (
          <tr className="compare-sum">
            <th scope="row">
              Mean gain<span className="label">Δm, %</span>
            </th>
            <Numbers of={delta} better="higher" seeds={seeds} text={percentText} spread={(value) => fixed(value, 1)} />
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Metric({ metric, seeds }: { metric: SeedMetric; seeds: readonly number[] }) {
  const { digits, better } = metric;
  return (
    <tr>
      <MetricHead of={metric} />
      {metric.mean === null ? (
        <td colSpan={3}>no labels</td>
      ) : (
        <Numbers
          of={metric}
          better={better}
          seeds={seeds}
          text={(value) => signed(value, digits)}
          spread={(value) => fixed(value, digits)}
        />
      )}
    </tr>
  );
}

interface NumbersProps {
  readonly of: SeedDifferences;
  readonly better: 'higher' | 'lower';
  readonly seeds: readonly number[];
  readonly text: (value: number) => string;
  readonly spread: (value: number) => string;
}

function Numbers({ of, better, seeds, text, spread }: NumbersProps) {
  return (
    <>
      <td>{of.own === null ? '–' : text(of.own)}</td>
      <td>
        <Judged verdict={of.verdict}>
          {text(of.mean!)}
          {of.deviation === null ? null : <span className="dim"> ±{spread(of.deviation)}</span>}
        </Judged>
      </td>
      <td className="compare-dots">
        <SeedDots values={of.values} seeds={seeds} better={better} text={text} />
      </td>
    </>
  );
}

/** Of the same two rows, where several seeds have their models. */
export function SeedChoice({ chosen }: { chosen: Chosen }) {
  const models = useSeeds((seeds) => seeds.compared?.models);
  if (!models || models.length < 2) return null;
  const now = models.find(({ a, b }) => a === chosen.a && b === chosen.b);
  return (
    <label className="compare-seed">
      Seed of both
      <select
        className="input"
        value={now?.seed ?? ''}
        onChange={(event) => {
          const pair = models.find(({ seed }) => String(seed) === event.target.value);
          if (pair) useCompare.getState().choose({ a: pair.a, b: pair.b });
        }}
      >
        {now ? null : <option value="">different</option>}
        {models.map(({ seed }) => (
          <option key={seed}>{seed}</option>
        ))}
      </select>
    </label>
  );
}
