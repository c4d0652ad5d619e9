/** One task's field along the ray; faded where the ray gives it little weight. */
import { markRadius } from '../../inspector/geometry';
import type { Legend } from '../../protocol/messages';
import type { RaySamples, RayTask } from '../../protocol/views';
import { taskColor } from '../TaskName';
import { areaPath, binEdges, heights, largest, linePath, stacked, strength, stripKind } from './series';
import type { Band } from './layout';

interface StripProps {
  readonly task: RayTask;
  readonly legend: Legend | undefined;
  readonly samples: RaySamples;
  readonly band: Band;
  readonly width: number;
  readonly xOf: (z: number) => number;
}

export function Strip(props: StripProps) {
  const kind = stripKind(props.task, props.legend);
  const { top, height } = props.band;
  return (
    <g data-strip={kind}>
      <rect className="ground" x={0} y={top} width={props.width} height={height} />
      {kind === 'shares' ? <Shares {...props} /> : null}
      {kind === 'colors' ? <Colors {...props} /> : null}
      {kind === 'share' ? <Area {...props} /> : null}
      {kind === 'curve' ? null : <Fade {...props} />}
      {kind === 'share' || kind === 'curve' ? <Curve {...props} dotted={kind === 'curve'} /> : null}
    </g>
  );
}

/** Stretches of the axis by sample, in screen pixels. */
function bins({ samples, xOf }: Pick<StripProps, 'samples' | 'xOf'>): readonly (readonly [x: number, width: number])[] {
  const edges = binEdges(samples.z);
  return edges.slice(1).map((edge, k) => [xOf(edges[k]!), Math.max(0.5, xOf(edge) - xOf(edges[k]!) + 0.3)] as const);
}

function Shares(props: StripProps) {
  const { task, band } = props;
  const places = bins(props);
  return stacked(task.shares).map((layer, index) => {
    const { name, color } = task.shares[index]!;
    const d = layer.map(([top, bottom], k) => {
      const [x, width] = places[k] ?? [0, 0];
      const high = (bottom - top) * band.height;
      return `M${x.toFixed(1)} ${(band.top + top * band.height).toFixed(1)}h${width.toFixed(1)}v${high.toFixed(1)}h${(-width).toFixed(1)}z`;
    });
    return (
      <path key={name} d={d.join('')} fill={color}>
        <title>{name}</title>
      </path>
    );
  });
}

function Colors(props: StripProps) {
  const { strip } = props.task;
  return bins(props).map(([x, width], k) => (
    <rect
      key={k}
      x={x}
      y={props.band.top}
      width={width}
      height={props.band.height}
      fill={`rgb(${strip[4 * k]} ${strip[4 * k + 1]} ${strip[4 * k + 2]})`}
    />
  ));
}

/** The ground over the strip, where the weight is low. */
function Fade(props: StripProps) {
  const { weight } = props.samples;
  const heaviest = largest(weight);
  return bins(props).map(([x, width], k) => (
    <rect
      key={k}
      className="ground"
      x={x}
      y={props.band.top}
      width={width}
      height={props.band.height}
      opacity={1 - strength(weight[k]!, heaviest)}
    />
  ));
}

const HEADROOM = 4; // of a curve in its strip, for its marks

function curveOf({ task, legend, samples, band, xOf }: StripProps): readonly (readonly [x: number, y: number])[] {
  const room = band.height - 2 * HEADROOM;
  const low = band.top + band.height - HEADROOM;
  return heights(task, legend).map((share, k) => [xOf(samples.z[k]!), low - share * room]);
}

function Area(props: StripProps) {
  const { task, band } = props;
  return <path d={areaPath(curveOf(props), band.top + band.height)} fill={taskColor(task.task)} fillOpacity={0.4} />;
}

function Curve({ dotted, ...props }: StripProps & { dotted: boolean }) {
  const { task, samples } = props;
  const points = curveOf(props);
  const heaviest = largest(samples.weight);
  return (
    <g style={{ color: taskColor(task.task) }}>
      <path d={linePath(points)} className="curve" />
      {dotted
        ? points.map(([x, y], k) => (
            <circle key={k} cx={x} cy={y} r={markRadius(samples.weight[k]!, heaviest, [0.6, 4])} fill="currentColor" />
          ))
        : null}
    </g>
  );
}
