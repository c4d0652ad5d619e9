/** A task as a report names it. */
import type { ReportedTask } from '../protocol/evaluation';
import type { Task } from '../tasks/task';

export function reportedTask({ id, title, metrics, imageScore, legend }: Task): ReportedTask {
  const key = imageScore.key;
  const better = metrics.find((metric) => metric.key === key)?.better ?? 'higher';
  const colours = legend();
  const classes = colours.kind === 'classes' ? { classes: colours.classes.map(({ name }) => name) } : {};
  return { id, title, metrics, ...classes, imageScore: { key, after: imageScore.after, better } };
}
