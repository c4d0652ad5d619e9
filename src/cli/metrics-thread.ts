/** A thread that counts matched boundaries: to the command line what worker/metrics.worker.ts is to the page. */
import { parentPort, type MessagePort } from 'node:worker_threads';
import type { MetricsCommands } from '../protocol/metrics-messages';
import { serve } from '../protocol/server';
import type { Port } from '../protocol/wire';
import { countHere } from '../tasks/metrics/edges/meter';

/** What it answers is small: nothing is handed over. */
const portOf = (port: MessagePort): Port => ({
  postMessage: (message) => port.postMessage(message),
  addEventListener: (type, listener) => port.addEventListener(type, listener),
});

if (parentPort) serve<MetricsCommands>(portOf(parentPort), { countEdges: async (job) => countHere(job) });
