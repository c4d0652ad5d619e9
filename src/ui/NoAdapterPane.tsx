/** Nothing to compute with: why, and what to do about it. */
import { useAdapter } from '../store/adapter';
import { useLibrary } from '../store/library';
import { Copyable } from './Copyable';
import { Note } from './Note';

const COMMAND = 'npx taskfield train --preset nano --data rooms --steps 300 --seed 1 --out runs/first';

async function checkAgain(): Promise<void> {
  await useAdapter.getState().look();
  await useLibrary.getState().load();
}

export function NoAdapterPane({ problem }: { problem: string }) {
  return (
    <section className="pane" aria-labelledby="fix">
      <header className="head">
        <h2 id="fix">What to do</h2>
      </header>
      <div className="body">
        <Note tone="bad" title={problem} />
        <h3 className="first">Turn it on in Chrome</h3>
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
        <h3>What works without the browser</h3>
        <p className="sub">The command line trains the same model on the adapter of this computer’s own driver:</p>
        <Copyable text={COMMAND} what="command" />
      </div>
      <footer className="foot">
        <button className="button primary" onClick={() => void checkAgain()}>
          Check again
        </button>
      </footer>
    </section>
  );
}
