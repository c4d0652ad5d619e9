/** One chart's uPlot: scales, axes, lines and marks. Colours are read from the page when it draws, so themes just redraw. */
import uPlot from 'uplot';
import { ticks, tickText } from './columns';

export interface PlotOptions {
  /** How each column after the steps is drawn. */
  readonly series: readonly uPlot.Series[];
  readonly steps: number;
  readonly log: boolean;
  /** The peak of α, where this chart shows it after its series; null where not. */
  readonly alphaPeak: number | null;
  /** Labels below the axis: the last chart of a column has them. */
  readonly labels: boolean;
  /** Steps with a checkpoint, asked at each drawing. */
  readonly marks: () => readonly number[];
  readonly onHover: (index: number | null) => void;
}

const LEFT = 42; // px for the labels of losses
const RIGHT = 20; // px for those of α, kept on every chart: the steps stand below each other
const TICK_FONT = '11px "Plex Mono", ui-monospace, monospace';
const SYNC = uPlot.sync('steps');

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
/** The chart's own colour: its element has the task's as `color`. */
const own = (plot: uPlot): string => getComputedStyle(plot.root).color;

function line(width: number, more: Partial<uPlot.Series> = {}): uPlot.Series {
  return {
    stroke: own,
    width,
    points: { show: (plot) => plot.data[0].length === 1, size: 4 },
    ...more,
  };
}

const DASH = [4, 2.5];
const raw = (): uPlot.Series => line(1, { alpha: 0.22 });

/** Decoder and rendered as they are, then both smoothed. */
export const LOSS_SERIES: readonly uPlot.Series[] = [raw(), raw(), line(1.75), line(1.4, { dash: DASH })];

/** A number as it is, the same smoothed, and the most it may be: that line is drawn where it is in sight. */
export const LIMITED_SERIES: readonly uPlot.Series[] = [
  raw(),
  line(1.75),
  line(1, { stroke: () => token('--ink-3'), dash: DASH, auto: false }),
];

/** A line a task, in the task's colour. */
export const taskSeries = (tasks: readonly string[]): uPlot.Series[] =>
  tasks.map((id) => line(1.75, { stroke: () => token(`--${id}`) || token('--ink-2') }));

/** A little air above and below; on a logarithmic axis as a factor. */
function range(low: number | null, high: number | null, log: boolean): [number, number] {
  if (low === null || high === null) return [0.1, 1];
  if (log) return [low / 1.08, high * 1.08];
  const air = (high - low || high || 1) * 0.06;
  return [Math.max(0, low - air), high + air];
}

function axes({ labels, log, alphaPeak }: PlotOptions): uPlot.Axis[] {
  const text = { font: TICK_FONT, stroke: () => token('--ink-3'), filter: (_: uPlot, splits: number[]) => splits };
  const values = (_: uPlot, splits: number[]): string[] => splits.map(tickText);
  const all: uPlot.Axis[] = [
    {
      ...text,
      size: labels ? 22 : 8,
      gap: 4,
      grid: { show: false },
      ticks: { show: false },
      splits: (_plot, _axis, low, high) => ticks(low, high, false),
      values: labels ? values : () => [],
    },
    {
      ...text,
      size: LEFT,
      gap: 6,
      grid: { stroke: () => token('--line'), width: 1 },
      ticks: { show: false },
      splits: (_plot, _axis, low, high) => ticks(low, high, log),
      values,
    },
  ];
  if (alphaPeak === null) return all;
  return [
    ...all,
    {
      ...text,
      scale: 'alpha',
      side: 1,
      size: RIGHT,
      gap: 4,
      grid: { show: false },
      ticks: { show: false },
      splits: () => [0, alphaPeak],
      values,
    },
  ];
}

/** The foot line, a tick for each checkpoint, and a dotted line where the run stands. */
function drawMarks(plot: uPlot, marks: readonly number[]): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const foot = Math.round(bbox.top + bbox.height) + 0.5;
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineWidth = ratio;
  const stroke = (color: string, from: [number, number], to: [number, number]): void => {
    ctx.strokeStyle = color;
    ctx.beginPath();
    ctx.moveTo(...from);
    ctx.lineTo(...to);
    ctx.stroke();
  };
  stroke(token('--edge'), [bbox.left, foot], [bbox.left + bbox.width, foot]);
  for (const step of marks) {
    const x = Math.round(plot.valToPos(step, 'x', true));
    stroke(token('--ink-2'), [x, foot], [x, foot - 4 * ratio]);
  }
  const last = plot.data[0].at(-1);
  if (last !== undefined) {
    const x = Math.round(plot.valToPos(last, 'x', true));
    ctx.setLineDash([ratio, 2 * ratio]);
    stroke(token('--ink-3'), [x, bbox.top], [x, foot]);
  }
  ctx.restore();
}

export function makePlot(into: HTMLElement, data: uPlot.AlignedData, options: PlotOptions): uPlot {
  const { series, steps, log, alphaPeak, marks, onHover } = options;
  const alpha: uPlot.Series = { scale: 'alpha', stroke: () => token('--ink-3'), width: 1.25, points: { show: false } };
  const plot = new uPlot(
    {
      width: Math.max(into.clientWidth, 1),
      height: Math.max(into.clientHeight, 1),
      padding: [6, alphaPeak === null ? RIGHT : 0, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: 5 },
        drag: { x: false, y: false },
        sync: { key: SYNC.key, setSeries: false },
      },
      scales: {
        x: { time: false, range: () => [0, Math.max(steps, 1)] },
        y: { distr: log ? 3 : 1, range: (_plot, low, high) => range(low, high, log) },
        alpha: { range: () => [0, (alphaPeak ?? 1) * 1.04] },
      },
      axes: axes(options),
      series: [{}, ...series, ...(alphaPeak === null ? [] : [alpha])],
      hooks: {
        draw: [(drawn) => drawMarks(drawn, marks())],
        setCursor: [(moved) => onHover(moved.cursor.idx ?? null)],
      },
    },
    data,
    into,
  );
  SYNC.sub(plot);
  return plot;
}

export function endPlot(plot: uPlot): void {
  SYNC.unsub(plot);
  plot.destroy();
}
