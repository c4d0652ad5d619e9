/** The presets as cards to choose from: what each is, how long it takes here, whether it fits. */
import type { PresetFacts } from '../../protocol/messages';
import { useDraft } from '../../store/draft';
import { bytes, duration } from '../format';

const VERDICTS = {
  fits: { tone: 'fits', words: () => 'fits' },
  tight: { tone: 'tight', words: () => 'tight' },
  'needs more': { tone: 'needs', words: ({ memoryBytes }: PresetFacts) => `needs ${bytes(memoryBytes)}` },
} as const;

const DECODERS: Record<string, string> = { plain: 'plain heads' };

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
  const { config, secondsPerStep } = preset;
  const { tone, words } = VERDICTS[preset.verdict];
  const [height, width] = config.input;
  return (
    <label className={`preset ${tone}`}>
      <input type="radio" name="preset" checked={chosen} onChange={() => useDraft.getState().choose(config)} />
      <b>{preset.name}</b>
      <span className="number">{secondsPerStep === null ? '' : duration(secondsPerStep * config.steps)}</span>
      <span className="label">
        {height} × {width}, {DECODERS[config.decoder.kind] ?? config.decoder.kind}
      </span>
      <span className="label verdict">{words(preset)}</span>
    </label>
  );
}
