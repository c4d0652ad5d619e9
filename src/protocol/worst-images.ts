/** Which images a model does worst on: the same order on the page, on the command line and in files. */
import type { EvaluationReport } from './evaluation';

type Image = EvaluationReport['images'][number];

/** How much worse `a` is than `b`; what is no number is worst. */
function worse(a: number, b: number, better: 'higher' | 'lower'): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return better === 'higher' ? b - a : a - b;
}

/** @returns at most `count` images, the worst first; equals in their order. Of a task that is not reported none */
export function worstImages(
  { tasks, images }: Pick<EvaluationReport, 'tasks' | 'images'>,
  { task, source, count = Infinity }: Pick<Image, 'task' | 'source'> & { readonly count?: number },
): Image[] {
  const better = tasks.find(({ id }) => id === task)?.imageScore.better;
  if (!better) return [];
  return images
    .filter((image) => image.task === task && image.source === source)
    .sort((a, b) => worse(b.value, a.value, better) || a.index - b.index)
    .slice(0, count);
}
