/** The worker: owns the GPU, the run and the storage, and answers the page's commands. */
import { Outbox } from '../protocol/outbox';
import { serve } from '../protocol/server';
import { handlersFor } from '../session/handlers';
import { Library } from '../session/library';

const startMetrics = (): Worker => new Worker(new URL('./metrics.worker.ts', import.meta.url), { type: 'module' });

// A browser without workers in workers counts where it stands.
serve(self, handlersFor(new Outbox(self), new Library(), typeof Worker === 'undefined' ? {} : { startMetrics }));
