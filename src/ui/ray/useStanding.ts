/** The sample under the cursor; the heaviest one until a person moves it. */
import { standingSample } from '../../inspector/geometry';
import type { RayView } from '../../protocol/views';
import { usePick } from '../../store/pick';

export function useStanding(ray: RayView): number {
  const cursor = usePick((pick) => pick.cursor);
  return standingSample(ray.weight, cursor);
}
