/** Is it learning: the objective with α, and every task's loss, decoder against rendered. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { StepFacts } from '../../protocol/events';
import { useLibrary } from '../../store/library';
import { usePage } from '../../store/page';
import { useRun } from '../../store/run';
import { count } from '../format';
import { savedSteps } from '../savedSteps';
import { TaskName, taskColor } from '../TaskName';
import { Chart, type ChartProps, type Shared } from './Chart';
import { columnsOf, normsOf, spread, weightsOf, type Columns } from './columns';
import './curves.css';
import { GradientAgreement } from './GradientAgreement';
import { HeldOut } from './HeldOut';
import { Learning } from './Learning';
import { useSteps } from './useSteps';
import { Volume } from './Volume';

export function CurvesPane() {
  const facts = useSteps();
  const preparing = useRun(({ state }) => state.status === 'preparing');
  const activity = useRun(({ state }) => state.activity);
  if (facts.length === 0) {
    return (
      <div className="body">
        <p className="empty">
          <b>{preparing && activity ? activity : 'Curves'}</b>
          <span className="sub">Loss by task, from decoder and rendering: with the first step.</span>
        </p>
      </div>
    );
  }
  return <Curves facts={facts} />;
}

const NONE: readonly string[] = [];
/** Drawn of each line: three for a pixel of the widest chart. */
const MOST_POINTS = 1000;

function Curves({ facts }: { facts: readonly StepFacts[] }) {
  const config = useRun(({ state }) => state.config);
  const total = useRun(({ state }) => state.steps);
  const { log, smoothing, tables } = usePage();
  const [hovered, onHover] = useState<number | null>(null);
  const marks = useMarks();
  const steps = useMemo(() => facts.map(({ step }) => step), [facts]);
  const ids = config?.tasks ?? NONE;
  const columns = useMemo(() => [null, ...ids].map((id) => columnsOf(facts, id)), [facts, ids]);
  const norms = useMemo(() => normsOf(facts), [facts]);
  const weights = useMemo(() => weightsOf(facts, ids), [facts, ids]);
  const places = useMemo(() => spread(facts.length, MOST_POINTS), [facts]);
  const alpha = useMemo(() => facts.map((one) => one.alpha), [facts]);
  const regularized = config?.regularizer.enabled === true;
  const common = { steps, smoothing, asTable: tables, places, hovered };
  const plot = { steps: total, log, marks, onHover };
  const learning = norms !== null || weights.length > 0; // the last chart has the labels
  return (
    <div className="curves">
      <CurvesHead at={hovered === null ? null : (steps[places[hovered] ?? -1] ?? null)} regularized={regularized} />
      <div className="charts" role="group" aria-label="Charts" tabIndex={0} data-scrolls>
        <Chart
          {...common}
          title="Objective"
          name={<Objective regularized={regularized} />}
          color="var(--ink)"
          columns={columns[0]!}
          alpha={regularized ? alpha : undefined}
          alphaPeak={regularized ? config.alpha.peak : undefined}
          plot={{ ...plot, labels: ids.length === 0 && !learning }}
        />
        <TaskCharts ids={ids} columns={columns} shared={common} plot={{ ...plot, labels: !learning }} />
        <Learning
          norms={norms}
          clipNorm={config?.optimizer.clipNorm ?? 0}
          weights={weights}
          shared={common}
          plot={plot}
        />
      </div>
      <HeldOut facts={facts} />
      <Volume facts={facts} />
      <GradientAgreement />
    </div>
  );
}

interface TaskChartsProps {
  readonly ids: readonly string[];
  /** Of the objective, then of every task. */
  readonly columns: readonly Columns[];
  readonly shared: Shared;
  readonly plot: ChartProps['plot'];
}

function TaskCharts({ ids, columns, shared, plot }: TaskChartsProps) {
  const titles = useLibrary(({ catalog }) => catalog?.tasks);
  return ids.map((id, index) => {
    const title = titles?.find((task) => task.id === id)?.title ?? id;
    return (
      <Chart
        key={id}
        {...shared}
        title={title}
        name={<TaskName id={id} title={title} />}
        color={taskColor(id)}
        columns={columns[index + 1]!}
        plot={{ ...plot, labels: plot.labels && index === ids.length - 1 }}
      />
    );
  });
}

function Objective({ regularized }: { regularized: boolean }) {
  return (
    <span className="objective">
      <b>Objective</b>
      <span className="label">sum over tasks</span>
      {regularized ? <span className="legend-line thin">α</span> : null}
    </span>
  );
}

/** The checkpoints of now, behind a function that stays the same: charts ask for them when they draw. */
function useMarks(): () => readonly number[] {
  const savedStep = useRun(({ state }) => state.savedStep);
  const config = useRun(({ state }) => state.config);
  const now = useRef<readonly number[]>([]);
  useEffect(() => {
    now.current = savedSteps({ savedStep, config });
  }, [savedStep, config]);
  return useCallback(() => now.current, []);
}

function CurvesHead({ at, regularized }: { at: number | null; regularized: boolean }) {
  const { log, smoothing } = usePage();
  const { remember } = usePage.getState();
  return (
    <div className="curves-head">
      {at === null ? (
        <>
          <span className="legend-line">decoder</span>
          {regularized ? <span className="legend-line dashed">rendered</span> : null}
        </>
      ) : (
        <span className="number">step {count(at)}</span>
      )}
      <label className="check end">
        <input type="checkbox" checked={log} onChange={(event) => remember({ log: event.target.checked })} />
        log
      </label>
      <label className="smooth" title="Smoothing: weight of the steps before, in an exponential moving average">
        <span className="label">smooth</span>
        <input
          type="range"
          min={0}
          max={0.98}
          step={0.02}
          value={smoothing}
          onChange={(event) => remember({ smoothing: Number(event.target.value) })}
        />
      </label>
    </div>
  );
}
