/** Density, weight and transmittance along the ray, and where its samples are. */
import type { RayView } from '../../protocol/views';
import { areaPath, barsPath, largest, linePath } from './series';
import type { RayLayout } from './layout';

interface QuadratureProps {
  readonly ray: RayView;
  readonly layout: RayLayout;
  readonly xOf: (z: number) => number;
}

const HEADROOM = 0.94; // of the plot, for the largest density and weight

export function Quadrature({ ray, layout, xOf }: QuadratureProps) {
  const { top, height } = layout.plot;
  const base = top + height;
  const yOf = (share: number): number => base - share * height;
  const scaled = (values: Float32Array, k: number, most: number): number =>
    yOf(most > 0 ? (HEADROOM * values[k]!) / most : 0);
  const [densest, heaviest] = [largest(ray.density), largest(ray.weight)];
  const z = Array.from(ray.z);
  const density = z.map((at, k) => [xOf(at), scaled(ray.density, k, densest)] as const);
  const weight = z.map((at, k) => [xOf(at), base, scaled(ray.weight, k, heaviest)] as const);
  const left = z.map((at, k) => [xOf(at), yOf(ray.transmittance[k]!)] as const);
  const thickness = Math.max(2, Math.min(5, layout.width / (3 * z.length)));
  return (
    <g>
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <line className={share ? 'grid' : 'axis'} x1={0} x2={layout.width} y1={yOf(share)} y2={yOf(share)} />
          {layout.narrow ? null : (
            <text x={-6} y={yOf(share) + 4} textAnchor="end">
              {share === 0.5 ? '.5' : share}
            </text>
          )}
        </g>
      ))}
      <path className="density" d={areaPath(density, base)} />
      <path className="weight" d={barsPath(weight)} strokeWidth={thickness} />
      <path className="transmittance" d={linePath([[xOf(-1), yOf(1)], ...left])} />
      <Rug ray={ray} layout={layout} xOf={xOf} />
    </g>
  );
}

function Rug({ ray, layout: { rug, narrow, left }, xOf }: QuadratureProps) {
  const z = Array.from(ray.z, (at, k) => [xOf(at), ray.fine[k] === 1] as const);
  const fine = z.filter(([, second]) => second);
  const coarse = z.filter(([, second]) => !second);
  const ticks = (places: typeof z, top: number): string => barsPath(places.map(([x]) => [x, top, top + 9]));
  const names = [fine.length ? `${coarse.length} coarse` : `${coarse.length} samples`, `${fine.length} fine`];
  return (
    <g>
      <path className="coarse" d={ticks(coarse, rug.top)} />
      <path className="fine" d={ticks(fine, rug.top + 12)} />
      {narrow ? null : (
        <>
          <text className="word" x={-left} y={rug.top + 9}>
            {names[0]}
          </text>
          {fine.length ? (
            <text className="word" x={-left} y={rug.top + 21}>
              {names[1]}
            </text>
          ) : null}
        </>
      )}
    </g>
  );
}
