/** How much of their weight rays accumulate in the volume: little of it means that little is rendered. */
import { useMemo } from 'react';
import { EMPTY_VOLUME } from '../../base/step-facts';
import type { StepFacts } from '../../protocol/events';
import { useRun } from '../../store/run';
import { fixed } from '../format';
import { Note } from '../Note';
import { recentAccumulated } from './columns';

export function Volume({ facts }: { facts: readonly StepFacts[] }) {
  const regularized = useRun(({ state }) => state.config?.regularizer.enabled === true);
  const mean = useMemo(() => recentAccumulated(facts), [facts]);
  if (!regularized) return null;
  const empty = mean < EMPTY_VOLUME;
  return (
    <div className="under-curves volume">
      <p className="volume-line">
        <b>Volume</b>
        <span className="label">accumulated weight of the rays</span>
        <span className="number end">{fixed(mean, 2)}</span>
      </p>
      {empty ? (
        <Note tone="warn" title="The volume is nearly empty">
          Rays accumulate {fixed(mean, 2)} of their weight, less than {fixed(EMPTY_VOLUME, 1)}: little is rendered. A
          new run may start denser (regularizer.densityBias 3) or let the last interval absorb the rest
          (regularizer.unabsorbed opaque).
        </Note>
      ) : null}
    </div>
  );
}
