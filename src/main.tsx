/** Page entry: starts the workers (that of data when it is first asked), connects the stores to it, and mounts the page. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Client } from './protocol/client';
import { useAdapter } from './store/adapter';
import { connect, connectData } from './store/connection';
import { followExperiments } from './store/experiments';
import { followRun } from './store/follow';
import { useLibrary } from './store/library';
import { followViews } from './store/views';
import { App } from './ui/App';

const worker = new Worker(new URL('./worker/train.worker.ts', import.meta.url), { type: 'module' });
const client = new Client(worker);
connect(client);
connectData(() => new Client(new Worker(new URL('./worker/data.worker.ts', import.meta.url), { type: 'module' })));
followRun(client, requestAnimationFrame);
followViews();
followExperiments(client);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root; the page has nowhere to go');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
void useAdapter.getState().look();
void useLibrary.getState().load();
