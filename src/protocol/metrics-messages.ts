/** What the training worker asks of the workers that count for its metrics. */
import type { CountEdges, EdgeJob } from '../tasks/metrics/edges/meter';

export interface MetricsCommands {
  countEdges: [job: EdgeJob, answer: Awaited<ReturnType<CountEdges>>];
}
