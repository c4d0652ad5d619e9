/** How a run learns, where it says so: the norm of all gradients before clipping, and the learnt weights of the losses. */
import { useMemo, type CSSProperties } from 'react';
import { useLibrary } from '../../store/library';
import { loss } from '../format';
import { TaskName } from '../TaskName';
import { shownAt, type Shared } from './Chart';
import { ChartTable } from './ChartTable';
import { smoothed, spansDecade, type Column, type TaskColumn } from './columns';
import { LIMITED_SERIES, taskSeries, type PlotOptions } from './plot';
import { Lines } from './Lines';

type PlotOfAll = Pick<PlotOptions, 'steps' | 'marks' | 'onHover'>;

interface LearningProps {
  /** Null in a run that does not take it. */
  readonly norms: Column | null;
  /** The largest norm that is left as it is; 0 where nothing is clipped. */
  readonly clipNorm: number;
  /** None where they are not learnt. */
  readonly weights: readonly TaskColumn[];
  readonly shared: Shared;
  readonly plot: PlotOfAll;
}

export function Learning({ norms, clipNorm, weights, shared, plot }: LearningProps) {
  const learnt = weights.length > 0;
  return (
    <>
      {norms ? (
        <GradientNorm norms={norms} clipNorm={clipNorm} shared={shared} plot={{ ...plot, labels: !learnt }} />
      ) : null}
      {learnt ? <LearntWeights weights={weights} shared={shared} plot={{ ...plot, labels: true }} /> : null}
    </>
  );
}

interface CommonProps {
  readonly shared: Shared;
  readonly plot: PlotOfAll & Pick<PlotOptions, 'labels'>;
}

interface GradientNormProps extends CommonProps {
  readonly norms: Column;
  readonly clipNorm: number;
}

const NORM = 'Gradient norm';

function GradientNorm({ norms, clipNorm, shared, plot }: GradientNormProps) {
  const { steps, smoothing, asTable, places } = shared;
  const columns = useMemo(() => {
    const limit = norms.map(() => (clipNorm > 0 ? clipNorm : null));
    return [norms, smoothed(norms, smoothing), limit];
  }, [norms, smoothing, clipNorm]);
  const log = useMemo(() => spansDecade([norms]), [norms]);
  return (
    <figure
      className="chart small"
      style={{ '--task': 'var(--ink)' } as CSSProperties}
      aria-label={`${NORM} over steps`}
    >
      <figcaption title="Of all gradients together, before clipping">
        <span className="objective">
          <b>{NORM}</b>
          {clipNorm > 0 ? <span className="legend-line dashed thin">clipped at {clipNorm}</span> : null}
        </span>
        <span className="number values">{shownAt(columns[1]!, shared)}</span>
      </figcaption>
      {asTable ? (
        <ChartTable title={NORM} steps={steps} columns={[{ name: 'Norm', column: norms }]} />
      ) : (
        <Lines
          {...plot}
          series={LIMITED_SERIES}
          log={log}
          at={steps}
          columns={columns}
          places={places}
          alphaPeak={null}
        />
      )}
    </figure>
  );
}

interface LearntWeightsProps extends CommonProps {
  readonly weights: readonly TaskColumn[];
}

const WEIGHTS = 'Learnt weights';

function LearntWeights({ weights, shared, plot }: LearntWeightsProps) {
  const known = useLibrary(({ catalog }) => catalog?.tasks);
  const titleOf = (task: string): string => known?.find(({ id }) => id === task)?.title ?? task;
  const { steps, asTable, places } = shared;
  const columns = useMemo(() => weights.map(({ column }) => column), [weights]);
  const log = useMemo(() => spansDecade(columns), [columns]);
  const tasks = weights.map(({ task }) => task).join();
  const series = useMemo(() => taskSeries(tasks.split(',')), [tasks]);
  return (
    <figure className="chart small" aria-label={`${WEIGHTS} of the tasks’ losses over steps`}>
      <figcaption>
        <span className="objective" title="What each task’s loss is multiplied with">
          <b>{WEIGHTS}</b>
          <span className="label">of the losses</span>
        </span>
      </figcaption>
      <ul className="weights number">
        {weights.map(({ task, column }) => (
          <li key={task} title={titleOf(task)}>
            <TaskName id={task} title={titleOf(task)} glyphOnly /> {shownAt(column, shared)}
          </li>
        ))}
      </ul>
      {asTable ? (
        <ChartTable
          title={WEIGHTS}
          steps={steps}
          columns={weights.map(({ task, column }) => ({ name: titleOf(task), column, text: loss }))}
        />
      ) : (
        <Lines {...plot} series={series} log={log} at={steps} columns={columns} places={places} alphaPeak={null} />
      )}
    </figure>
  );
}
