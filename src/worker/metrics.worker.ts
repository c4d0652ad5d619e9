/** A worker that counts matched boundaries: seconds an image, which the training worker cannot spare. */
import type { MetricsCommands } from '../protocol/metrics-messages';
import { serve } from '../protocol/server';
import { countHere } from '../tasks/metrics/edges/meter';

serve<MetricsCommands>(self, { countEdges: async (job) => countHere(job) });
