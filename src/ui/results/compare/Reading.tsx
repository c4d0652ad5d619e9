/** How the colours of maps are read. */
import { useMemo } from 'react';
import type { Legend } from '../../../protocol/messages';
import type { Painted } from '../../../protocol/views';
import { Directions } from '../../maps/Legends';
import { classesIn } from '../../maps/present';
import { Ramp } from '../../maps/Ramp';

export function Classes({ classes }: { classes: Extract<Legend, { kind: 'classes' }>['classes'] }) {
  return (
    <span className="maps-chips">
      {classes.map(({ name, color }) => (
        <span key={name}>
          <i className="maps-chip" style={{ background: color }} />
          {name}
        </span>
      ))}
    </span>
  );
}

/** Of many classes, those in sight; right and wrong are always both told. */
export function Reading({ legend, shown }: { legend: Legend; shown: readonly (Painted | null)[] }) {
  const classes = useMemo(() => {
    if (legend.kind !== 'classes') return [];
    return legend.classes.length < 3 ? legend.classes : classesIn(legend.classes, shown);
  }, [legend, shown]);
  if (legend.kind === 'ramp') return <Ramp legend={legend} />;
  return legend.kind === 'classes' ? <Classes classes={classes} /> : <Directions legend={legend} />;
}
