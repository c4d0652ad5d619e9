/** The numbers of all steps, handed on at most four times a second: that is as fast as curves need to move. */
import { useEffect, useState } from 'react';
import type { StepFacts } from '../../protocol/events';
import { useHistory } from '../../store/history';

const REDRAW_EVERY = 250; // ms
/** A long curve costs more to smooth, and one step more moves it less: 40,000 steps are drawn anew every two seconds. */
const PER_STEP = 0.05; // ms

export function useSteps(): readonly StepFacts[] {
  const [facts, setFacts] = useState(() => useHistory.getState().facts);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const show = (): void => {
      timer = null;
      setFacts(useHistory.getState().facts);
    };
    show();
    const stop = useHistory.subscribe(() => {
      timer ??= setTimeout(show, Math.max(REDRAW_EVERY, PER_STEP * useHistory.getState().facts.length));
    });
    return () => {
      stop();
      if (timer) clearTimeout(timer);
    };
  }, []);
  return facts;
}
