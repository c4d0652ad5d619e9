/** How the planes are coloured, and which of them are shown. */
import type { PlaneColoring } from '../../protocol/views';
import { usePick, type PlaneName } from '../../store/pick';
import { useViews } from '../../store/views';
import { Segments } from '../maps/Segments';

const COLORINGS: readonly { id: PlaneColoring; title: string }[] = [
  { id: 'pca', title: 'PCA' },
  { id: 'channel', title: 'Channel' },
  { id: 'norm', title: 'Norm' },
];
const PLANES: readonly PlaneName[] = ['xy', 'xz', 'yz'];

export function Toolbar() {
  const coloring = usePick((pick) => pick.coloring);
  const planes = usePick((pick) => pick.planes);
  const { set, togglePlane } = usePick.getState();
  return (
    <div className="field-tools">
      <Segments
        label="Colour planes by"
        choices={COLORINGS}
        chosen={coloring}
        onChoose={(id) => set({ coloring: id })}
      />
      {coloring === 'channel' ? <Channel /> : null}
      <SliceSwitch />
      <span className="field-planes" role="group" aria-label="Planes shown">
        {PLANES.map((name) => (
          <label key={name} className="check">
            <input type="checkbox" checked={planes[name]} onChange={() => togglePlane(name)} />
            {name}
          </label>
        ))}
      </span>
    </div>
  );
}

function SliceSwitch() {
  const on = usePick((pick) => pick.slice.on);
  return (
    <span className="field-planes first">
      <label className="check">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => usePick.getState().cut({ on: event.target.checked })}
        />
        density
      </label>
    </span>
  );
}

function Channel() {
  const channel = usePick((pick) => pick.channel);
  const channels = useViews((views) => views.planes?.channels ?? 1);
  const choose = (value: number): void => {
    if (Number.isInteger(value) && value >= 0 && value < channels) usePick.getState().set({ channel: value });
  };
  return (
    <label className="field-channel">
      <input
        type="number"
        aria-label="Channel"
        min={0}
        max={channels - 1}
        value={channel}
        onChange={(event) => choose(event.target.valueAsNumber)}
      />
      <span className="label number">of 0 to {channels - 1}</span>
    </label>
  );
}
