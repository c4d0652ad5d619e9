/** How the colours of the maps in sight are read; maps of one reading share one legend. */
import { useMemo } from 'react';
import type { Legend } from '../../protocol/messages';
import type { SampleView, TaskMaps } from '../../protocol/views';
import type { MapMode } from '../../store/pick';
import { TaskName } from '../TaskName';
import { classesIn } from './present';
import { Ramp } from './Ramp';
import { useTask } from './useTask';

interface LegendsProps {
  readonly sample: SampleView;
  readonly mode: MapMode;
}

export function Legends({ sample, mode }: LegendsProps) {
  return (
    <footer className="maps-legends">
      <ul aria-label={mode === 'error' ? 'How errors are read' : 'How maps are read'}>
        {sample.maps.map((maps) => (
          <li key={maps.task}>
            <LegendOf maps={maps} mode={mode} />
          </li>
        ))}
      </ul>
    </footer>
  );
}

function LegendOf({ maps, mode }: { maps: TaskMaps; mode: MapMode }) {
  const { title } = useTask(maps.task);
  return (
    <>
      <TaskName id={maps.task} title={title} glyphOnly />
      <Reading maps={maps} legend={mode === 'error' ? maps.errorLegend : maps.legend} />
    </>
  );
}

function Reading({ maps, legend }: { maps: TaskMaps; legend: Legend }) {
  if (legend.kind === 'classes') return <Classes maps={maps} legend={legend} />;
  return legend.kind === 'ramp' ? <Ramp legend={legend} /> : <Directions legend={legend} />;
}

function Classes({ maps, legend }: { maps: TaskMaps; legend: Extract<Legend, { kind: 'classes' }> }) {
  const { truth, decoder, rendered, errorLegend } = maps;
  const present = useMemo(
    () => (legend === errorLegend ? legend.classes : classesIn(legend.classes, [truth, decoder, rendered])),
    [legend, errorLegend, truth, decoder, rendered],
  );
  return (
    <span className="maps-chips">
      {present.map(({ name, color }) => (
        <span key={name}>
          <i className="maps-chip" style={{ background: color }} />
          {name}
        </span>
      ))}
    </span>
  );
}

const SPHERE = 32; // pixels across, shown at half: sharp on every screen

/** A ball seen by the camera: each place has the colour of the direction it faces. */
function sphere(): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SPHERE;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return '';
  const picture = context.createImageData(SPHERE, SPHERE);
  for (let at = 0; at < SPHERE * SPHERE; at++) {
    const x = ((at % SPHERE) + 0.5) / (SPHERE / 2) - 1;
    const y = 1 - (Math.floor(at / SPHERE) + 0.5) / (SPHERE / 2);
    const inside = 1 - x * x - y * y;
    const byte = (n: number): number => 127.5 * (n + 1);
    if (inside > 0) picture.data.set([byte(x), byte(y), byte(Math.sqrt(inside)), 255], 4 * at);
  }
  context.putImageData(picture, 0, 0);
  return canvas.toDataURL();
}

export function Directions({ legend }: { legend: Extract<Legend, { kind: 'directions' }> }) {
  const source = useMemo(() => sphere(), []);
  const [x, y, z] = legend.axes;
  return (
    <span className="maps-directions">
      <img src={source} width={SPHERE / 2} height={SPHERE / 2} alt="" />
      red {x}, green {y}, blue {z}
    </span>
  );
}
