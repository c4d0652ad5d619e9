/** Nothing to compute with: why, and what to do about it. */
import { Copyable } from './Copyable';
import { Note } from './Note';

interface NoAdapterProps {
  readonly problem: { readonly name: string; readonly message: string };
  readonly onCheckAgain: () => void;
}

export function NoAdapterPane({ problem, onCheckAgain }: NoAdapterProps) {
  return (
    <section className="pane" aria-labelledby="fix">
      <header className="head">
        <h2 id="fix">What to do</h2>
      </header>
      <div className="body">
        <Note tone="bad" title={problem.message} />
        <h3>Turn it on in Chrome</h3>
        <ol>
          <li>
            Open this address in a new tab, choose <b>Enabled</b>:
            <Copyable text="chrome://flags/#enable-unsafe-webgpu" what="address" />
          </li>
          <li>
            In Settings, System, turn on <b>Use graphics acceleration when available</b>.
          </li>
          <li>
            Choose <b>Relaunch</b> and come back to this page.
          </li>
        </ol>
        <button className="button primary" onClick={onCheckAgain}>
          Check again
        </button>
        <p className="label">
          The command line does not need the browser: it takes the adapter of this computer’s own driver.
        </p>
      </div>
    </section>
  );
}
