/** What the run being set up takes of memory and time, and, where it is too much, a smaller one to take instead. */
import { useEffect } from 'react';
import type { ExperimentConfig } from '../../config/experiment';
import { adviceSentence, type Judged } from '../../protocol/estimate';
import type { PresetFacts } from '../../protocol/messages';
import { useAdapter } from '../../store/adapter';
import { useDraft } from '../../store/draft';
import { useEstimate } from '../../store/estimate';
import { bytes, count, duration } from '../format';
import { costsAsPreset } from './settings';

const PATIENCE = 500; // ms without a change before it is counted

export function Cost({ presets }: { presets: readonly PresetFacts[] }) {
  const config = useDraft((draft) => draft.config);
  if (!config) return null;
  const preset = presets.find((one) => costsAsPreset(config, one.config));
  return preset ? <Known judged={preset} time={timeOf(preset, config)} /> : <Counted config={config} />;
}

function timeOf({ secondsPerStep }: PresetFacts, { steps }: ExperimentConfig): string {
  return secondsPerStep === null ? 'time: after a step' : `about ${duration(secondsPerStep * steps)}`;
}

/** Settings of one's own: the worker counts what they take, which lasts a moment. */
function Counted({ config }: { config: ExperimentConfig }) {
  const { judged, problem, config: asked } = useEstimate();
  useEffect(() => {
    const timer = setTimeout(() => void useEstimate.getState().count(config), PATIENCE);
    return () => clearTimeout(timer);
  }, [config]);
  if (asked !== config || (!judged && problem === null))
    return <p className="cost label">Counting what these settings take …</p>;
  return judged ? <Known judged={judged} time="time: after a step" /> : <p className="wrong">{problem}</p>;
}

function Known({ judged, time }: { judged: Judged; time: string }) {
  const software = useAdapter(({ facts }) => facts?.fallback ?? false);
  const { estimate, advice } = judged;
  const sentence = adviceSentence(judged);
  return (
    <>
      <details className="cost">
        <summary>
          <span className="number">≈ {bytes(estimate.poolBytes)}</span>
          <span className="number">
            {time}
            {software ? <em className="software"> software</em> : null}
          </span>
        </summary>
        <Parts judged={judged} />
      </details>
      {sentence ? (
        <div className={`advice ${judged.verdict === 'tight' ? 'tight' : 'needs'}`}>
          <p className="label">{sentence}</p>
          {advice ? (
            <button className="button" onClick={() => useDraft.getState().take(advice.settings)}>
              Take these
            </button>
          ) : null}
        </div>
      ) : null}
    </>
  );
}

/** Where the memory goes. */
function Parts({ judged: { estimate } }: { judged: Judged }) {
  const { parameters, parameterBytes, optimizerBytes, activationBytes, poolBytes, largestBuffer, launches } = estimate;
  const kept = poolBytes - parameterBytes - optimizerBytes - activationBytes;
  const rows = [
    [`${count(parameters)} weights`, bytes(parameterBytes)],
    ['optimizer', bytes(optimizerBytes)],
    ['maps and gradients of a step', bytes(activationBytes)],
    ['kept for reuse', bytes(Math.max(kept, 0))],
    ['largest buffer', bytes(largestBuffer)],
    ['launches a step', count(launches)],
  ] as const;
  return (
    <dl className="parts">
      {rows.map(([what, value]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd className="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
