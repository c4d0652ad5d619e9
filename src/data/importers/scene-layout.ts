/** What an importer answers whose data set is scenes of one file each for image and labels (scene-files.ts). */
import type { LabelSet } from '../../base/label-sets';
import { DepthFaultCount } from './depth-faults';
import { AS_IN_FILE, askNormalOrder, chosenOrder } from './normal-order';
import { labelsOf, lookAt, missingRemarks, pathsOf, readScene } from './scene-files';
import type { SceneFiles, SceneReader } from './scene-files';
import type { Split } from '../dataset';
import type { Entry, Layout, Remark, Skipped, Source } from './types';

export interface Scene {
  /** Unique. */
  readonly id: string;
  readonly split?: Split;
  readonly files: SceneFiles;
}

export interface SceneSet extends Pick<SceneReader, 'picture' | 'classes'> {
  readonly importer: string;
  readonly title: string;
  readonly scenes: readonly Scene[];
  /** Which its class labels can follow, if it has any. */
  readonly labelSets: readonly [LabelSet, ...LabelSet[]];
  readonly remarks: readonly Remark[];
  readonly skipped: readonly Skipped[];
}

/**
 * Looks at a few samples for the order of the normals' axes.
 * @throws InputError if none of them can be read
 */
export async function layoutOfScenes(source: Source, set: SceneSet): Promise<Layout> {
  const { importer, title, scenes, skipped } = set;
  const files = new Map(scenes.map((scene) => [scene.id, scene.files]));
  const entries = scenes.map(entryOf);
  const faults = new DepthFaultCount();
  const read = (id: string, order: string, labelSet: LabelSet): ReturnType<Layout['read']> =>
    readScene(id, files.get(id)!, { order, labelSet }, { picture: set.picture, classes: set.classes, faults });
  const seen = await lookAt(source, entries, ({ id }) => read(id, AS_IN_FILE, set.labelSets[0]));
  const having = (task: keyof SceneFiles): number => scenes.filter((scene) => scene.files[task]).length;
  const order = having('normals') > 0 ? askNormalOrder(seen) : undefined;
  const fixed = [...set.remarks, ...missingRemarks(entries), ...(order?.remarks ?? [])];
  return {
    importer,
    title,
    entries,
    labelSets: having('semseg') > 0 ? set.labelSets : [],
    choices: order ? [order.choice] : [],
    get remarks() {
      return [...fixed, ...faults.remarks()];
    },
    skipped,
    derived: derivedOf(scenes),
    read: async ({ id }, chosen, labelSet) =>
      read(id, order ? chosenOrder(chosen, order.choice) : AS_IN_FILE, labelSet),
  };
}

function entryOf({ id, split, files }: Scene): Entry {
  return { id, ...(split && { split }), labels: labelsOf(files), files: pathsOf(files) };
}

function derivedOf(scenes: readonly Scene[]): Layout['derived'] {
  const without = scenes.filter(({ files }) => !files.boundary && files.semseg).length;
  if (without === 0) return {};
  const some = without < scenes.length ? ` for ${without} of ${scenes.length} images` : '';
  return { boundary: `from the classes${some}` };
}
