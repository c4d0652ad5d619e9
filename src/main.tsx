/** Page entry: starts the worker, connects the stores to it, and mounts the page. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Client } from './protocol/client';
import { useAdapter } from './store/adapter';
import { connect } from './store/connection';
import { followRun } from './store/follow';
import { useLibrary } from './store/library';
import { followViews } from './store/views';
import { App } from './ui/App';

const worker = new Worker(new URL('./worker/train.worker.ts', import.meta.url), { type: 'module' });
const client = new Client(worker);
connect(client);
followRun(client, requestAnimationFrame);
followViews();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root; the page has nowhere to go');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
void useAdapter.getState().look();
void useLibrary.getState().load();
