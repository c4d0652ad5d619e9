/** A task as the worker's catalog knows it; its id stands in while the catalog is not there. */
import type { Legend } from '../../protocol/messages';
import { useLibrary } from '../../store/library';
import { useViews } from '../../store/views';

export function useTask(id: string): { readonly title: string; readonly legend: Legend | undefined } {
  const known = useLibrary(({ catalog }) => catalog?.tasks.find((task) => task.id === id));
  const shown = useViews(({ sample }) => sample?.maps.find((map) => map.task === id)?.legend);
  return { title: known?.title ?? id, legend: shown ?? known?.legend };
}
