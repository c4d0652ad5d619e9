/** The presets as cards to choose from: what each is, the memory it takes, whether it fits, how long it takes here. */
import type { PresetFacts } from '../../protocol/messages';
import { takePreset } from '../../store/data-train';
import { useDraft } from '../../store/draft';
import { bytes, duration } from '../format';

const VERDICTS = { fits: 'fits', tight: 'tight', 'needs more': 'too large here' } as const;
const TONES = { fits: 'fits', tight: 'tight', 'needs more': 'needs' } as const;

const DECODERS: Record<string, string> = {
  plain: 'plain heads',
  'high-resolution': 'HRNet heads',
  'mti-net': 'MTI-Net',
  'pad-net': 'PAD-Net',
  'inv-pt': 'InvPT',
};

export function PresetCards({ presets }: { presets: readonly PresetFacts[] }) {
  const chosen = useDraft(({ config }) => config?.preset);
  return (
    <fieldset className="presets">
      <legend className="hidden">Preset</legend>
      {presets.map((preset) => (
        <Card key={preset.name} preset={preset} chosen={preset.config.preset === chosen} />
      ))}
    </fieldset>
  );
}

function Card({ preset, chosen }: { preset: PresetFacts; chosen: boolean }) {
  const { config, secondsPerStep, estimate, verdict } = preset;
  const [height, width] = config.input;
  return (
    <label className={`preset ${TONES[verdict]}`}>
      <input type="radio" name="preset" checked={chosen} onChange={() => takePreset(config)} />
      <b>{preset.name}</b>
      <span className="number">{bytes(estimate.poolBytes)}</span>
      <span className="label">
        {height} × {width}, {DECODERS[config.decoder.kind] ?? config.decoder.kind}
      </span>
      <span className="label verdict">
        {VERDICTS[verdict]}
        {secondsPerStep === null ? '' : `, ${duration(secondsPerStep * config.steps)}`}
      </span>
    </label>
  );
}
