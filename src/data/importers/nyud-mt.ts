/**
 * NYUv2 in folders for multi-task learning, an id a file: NYUD_MT (Vandenhende et al. 2021: images .jpg, edge and normals
 * .npy) and the tree of ATRC and InvPT (Bruggemann et al. 2021; Ye and Xu 2022: all .png but depth).
 */
import { byStem, fileIn, foldersOf, leftOut, rootsOf, within, type Folders } from './folders';
import { divideByLists } from './id-lists';
import { readPicture } from './raw-labels';
import type { SceneFiles } from './scene-files';
import { layoutOfScenes, type SceneSet } from './scene-layout';
import type { Importer, Remark } from './types';

const ID = 'nyud-mt';
/** As the files have them: 0 = unlabelled, then 1..40. */
const CLASSES = { classes: 40, unlabelled: 0, first: 1 } as const;

interface Tree {
  readonly root: string;
  readonly folders: Folders;
  readonly scenes: ReadonlyMap<string, SceneFiles>;
}

export const nyudMt: Importer = {
  id: ID,
  async recognise(source) {
    const folders = foldersOf(source);
    const trees = rootsOf(folders, 'images').flatMap((root) => treeAt(root, folders) ?? []);
    const [tree, ...others] = trees.sort((a, b) => b.scenes.size - a.scenes.size);
    if (!tree) return undefined;
    const remarks = others.map(({ root }) => leftOut(root, tree.root));
    return layoutOfScenes(source, await setOf(tree, remarks));
  },
};

/** Undefined: there are images, but no label of any of them. */
function treeAt(root: string, folders: Folders): Tree | undefined {
  const files = (folder: string, endings: readonly string[]): ReturnType<typeof byStem> =>
    byStem(folders.get(within(root, folder)), endings);
  const semseg = files('segmentation', ['png']);
  const depth = files('depth', ['npy']);
  const normals = files('normals', ['npy', 'png']);
  const boundary = files('edge', ['npy', 'png']);
  const scenes = new Map<string, SceneFiles>();
  for (const [stem, image] of files('images', ['jpg', 'png', 'jpeg'])) {
    scenes.set(stem, {
      image,
      semseg: semseg.get(stem),
      depth: depth.get(stem),
      normals: normals.get(stem),
      boundary: boundary.get(stem),
    });
  }
  const labelled = [...scenes.values()].some((scene) => scene.semseg ?? scene.depth ?? scene.normals);
  return labelled ? { root, folders, scenes } : undefined;
}

async function setOf({ root, folders, scenes }: Tree, remarks: readonly Remark[]): Promise<SceneSet> {
  const list = (name: string): ReturnType<typeof fileIn> => fileIn(folders, within(root, `gt_sets/${name}.txt`));
  const division = await divideByLists(scenes.keys(), { train: list('train'), val: list('val') });
  return {
    importer: ID,
    title: 'NYUv2 in folders (NYUD_MT, ATRC, InvPT)',
    scenes: division.images.map(({ stem, ...image }) => ({ ...image, files: scenes.get(stem)! })),
    picture: readPicture,
    classes: CLASSES,
    labelSets: ['nyuv2-40', 'nyuv2-13'],
    remarks: [...remarks, ...division.remarks],
    skipped: division.skipped,
  };
}
