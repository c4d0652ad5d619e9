/** Classes of the things in rooms, as labels 0..39. */
import { NYUV2_CLASSES, type Nyuv2Class } from '../../base/nyuv2';

export type ClassName = Nyuv2Class;

export function classIndex(name: ClassName): number {
  return NYUV2_CLASSES.indexOf(name);
}
