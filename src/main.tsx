/** Page entry: starts the worker and mounts the page. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Client } from './protocol/client';
import { useAdapter } from './store/adapter';
import { useCheck } from './store/check';
import { App } from './ui/App';

const worker = new Worker(new URL('./worker/train.worker.ts', import.meta.url), { type: 'module' });
const client = new Client(worker);
const askForAdapter = (): void => void useAdapter.getState().ask(client);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root; the page has nowhere to go');
createRoot(root).render(
  <StrictMode>
    <App onCheckAgain={askForAdapter} onCheck={() => void useCheck.getState().run(client)} />
  </StrictMode>,
);
askForAdapter();
