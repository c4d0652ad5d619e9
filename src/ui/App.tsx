/** The page: a rail, the run bar, and the panes of what runs today. */
import { useAdapter } from '../store/adapter';
import { AdapterPane } from './AdapterPane';
import { Icon, Mark, ThemeIcon } from './icons';
import { LimitsPane } from './LimitsPane';
import { NoAdapterPane } from './NoAdapterPane';
import { RunBar } from './RunBar';
import { StartPane } from './StartPane';
import { useThemeSwitch } from './theme';
import './tokens.css';
import './app.css';

interface AppProps {
  /** Looks for the adapter once more. */
  readonly onCheckAgain: () => void;
  /** Trains a few steps on it. */
  readonly onCheck: () => void;
}

export function App({ onCheckAgain, onCheck }: AppProps) {
  const switchTheme = useThemeSwitch();
  return (
    <div className="app">
      <nav className="rail" aria-label="Views">
        <span className="mark">
          <Mark />
        </span>
        <a href="/" aria-current="page">
          <Icon name="run" />
          Run
        </a>
        <button onClick={switchTheme}>
          <ThemeIcon />
          Theme
        </button>
      </nav>
      <RunBar onTheme={switchTheme} />
      <main className="panes">
        <h1 className="hidden">Taskfield</h1>
        <Panes onCheckAgain={onCheckAgain} onCheck={onCheck} />
      </main>
    </div>
  );
}

function Panes({ onCheckAgain, onCheck }: AppProps) {
  const facts = useAdapter((state) => state.facts);
  const problem = useAdapter((state) => state.problem);
  if (problem) {
    return (
      <>
        <NoAdapterPane problem={problem} onCheckAgain={onCheckAgain} />
        <StartPane />
      </>
    );
  }
  return (
    <>
      <StartPane />
      {facts ? (
        <>
          <AdapterPane facts={facts} onCheck={onCheck} />
          <LimitsPane facts={facts} />
        </>
      ) : (
        <Waiting />
      )}
    </>
  );
}

function Waiting() {
  return (
    <section className="pane" aria-label="Adapter">
      <div className="body">
        <p className="empty">
          <b>Looking for a GPU</b>
          <span className="label">The adapter’s name, features and limits will be here in a moment.</span>
        </p>
      </div>
    </section>
  );
}
