/** The bar that every view keeps: state in a word, and the adapter. */
import { useAdapter } from '../store/adapter';
import { adapterName } from './adapterText';
import { bytes } from './format';
import { ThemeIcon } from './icons';

const STATES = {
  asking: { tone: 'back', word: 'Looking for a GPU', line: 'asking this browser for an adapter' },
  found: { tone: 'done', word: 'Adapter found', line: 'training starts on the command line' },
  missing: { tone: 'bad', word: 'Cannot train here', line: 'no adapter in this browser' },
} as const;

export function RunBar({ onTheme }: { onTheme: () => void }) {
  const status = useAdapter((state) => state.status);
  const facts = useAdapter((state) => state.facts);
  const { tone, word, line } = STATES[status];
  return (
    <header className="bar" aria-label="Run">
      <div className="cell run" role="status">
        <span className={`state ${tone}`}>
          <i />
          {word}
        </span>
        <span className="label">{line}</span>
      </div>
      {facts ? (
        <>
          <div className="cell">
            <span className="label">Adapter</span>
            <span className="number">
              {adapterName(facts)} {facts.fallback ? <em className="software">software</em> : null}
            </span>
          </div>
          <div className="cell wide">
            <span className="label">Largest buffer</span>
            <span className="number">{bytes(facts.limits.maxBufferSize ?? 0)}</span>
          </div>
          <div className="cell wide">
            <span className="label">Features</span>
            <span className="number">{facts.features.length}</span>
          </div>
        </>
      ) : null}
      <button className="button quiet narrow" onClick={onTheme}>
        <ThemeIcon />
        Theme
      </button>
    </header>
  );
}
