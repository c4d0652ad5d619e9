/**
 * PASCAL_MT: PASCAL-Context for multi-task learning (Maninis et al. 2019; Vandenhende et al. 2021), with semantic classes,
 * human parts, saliency, normals and boundaries. Images differ in size.
 */
import { InputError } from '../../base/errors';
import { byStem, fileIn, foldersOf, leftOut, rootsOf, within, type Folders } from './folders';
import { divideByLists, type Division } from './id-lists';
import { AS_IN_FILE, askNormalOrder, chosenOrder } from './normal-order';
import { pascalLabels, readPascal, type PascalFiles } from './pascal-labels';
import { idsWithoutPerson } from './pascal-parts';
import { lookAt, missingRemarks } from './scene-files';
import type { Entry, Importer, Layout, Remark, Skipped, Source, SourceFile } from './types';

const ID = 'pascal';

interface Tree {
  readonly root: string;
  readonly folders: Folders;
  readonly images: ReadonlyMap<string, PascalFiles>;
}

export const pascal: Importer = {
  id: ID,
  async recognise(source) {
    const folders = foldersOf(source);
    const trees = rootsOf(folders, 'JPEGImages').flatMap((root) => treeAt(root, folders) ?? []);
    const [tree, ...others] = trees.sort((a, b) => b.images.size - a.images.size);
    if (!tree) return undefined;
    const remarks = others.map(({ root }) => leftOut(root, tree.root));
    return layoutOf(source, tree, remarks);
  },
};

/** Undefined: there are images, but no label of any of them (plain PASCAL VOC keeps its labels elsewhere). */
function treeAt(root: string, folders: Folders): Tree | undefined {
  const files = (folder: string, ending: string): Map<string, SourceFile> =>
    byStem(folders.get(within(root, folder)), [ending]);
  const voc = files('semseg/VOC12', 'png');
  const context = files('semseg/pascal-context', 'png');
  const labelMap = files('pascal-context/trainval', 'mat');
  const parts = files('human_parts', 'mat');
  const normals = files('normals_distill', 'png');
  const saliency = files('sal_distill', 'png');
  const images = new Map<string, PascalFiles>();
  for (const [stem, image] of byStem(folders.get(within(root, 'JPEGImages')), ['jpg', 'jpeg'])) {
    images.set(stem, {
      image,
      semseg: voc.get(stem) ?? context.get(stem),
      labelMap: labelMap.get(stem),
      normals: normals.get(stem),
      parts: parts.get(stem),
      saliency: saliency.get(stem),
    });
  }
  return [...images.values()].some((one) => pascalLabels(one).length > 0) ? { root, folders, images } : undefined;
}

async function layoutOf(source: Source, tree: Tree, remarks: readonly Remark[]): Promise<Layout> {
  const { root, folders, images } = tree;
  const list = (path: string): SourceFile | undefined => fileIn(folders, within(root, `ImageSets/${path}.txt`));
  const lists = { train: list('Context/train'), val: list('Context/val') };
  const division = await divideByLists(images.keys(), lists);
  const people = await readPeople([list('Parts/train'), list('Parts/val')]);
  const files = filesById(division, images, people.nobody);
  const entries = division.images.map(({ id, split }): Entry => {
    const its = files.get(id)!;
    return { id, ...(split && { split }), labels: pascalLabels(its), files: pathsOf(its) };
  });
  const seen = await lookAt(source, entries, ({ id }) => readPascal(id, files.get(id)!, AS_IN_FILE));
  const has = (task: Entry['labels'][number]): boolean => entries.some(({ labels }) => labels.includes(task));
  const order = has('normals') ? askNormalOrder(seen) : undefined;
  return {
    importer: ID,
    title: 'PASCAL-Context in folders (PASCAL_MT)',
    entries,
    labelSets: has('semseg') || has('boundary') ? ['pascal-21'] : [], // which says how boundaries are scored, too
    choices: order ? [order.choice] : [],
    remarks: [
      ...remarks,
      ...division.remarks,
      ...distilledRemark(has('normals') || has('saliency')),
      ...unjudgedRemark(files),
      ...missingRemarks(entries),
      ...(order?.remarks ?? []),
    ],
    skipped: [...division.skipped, ...people.skipped],
    derived: has('boundary') ? { boundary: 'from the regions of PASCAL-Context; odsF against their contours' } : {},
    read: async ({ id }, chosen) =>
      readPascal(id, files.get(id)!, order ? chosenOrder(chosen, order.choice) : AS_IN_FILE),
  };
}

function filesById(
  { images: listed }: Division,
  images: ReadonlyMap<string, PascalFiles>,
  nobody: ReadonlySet<string>,
): Map<string, PascalFiles> {
  return new Map(
    listed.map(({ id, stem }) => {
      const its = images.get(stem)!;
      return [id, its.parts && nobody.has(stem) ? { ...its, parts: 'nobody' } : its];
    }),
  );
}

function pathsOf(files: PascalFiles): string[] {
  return Object.values(files).flatMap((file: SourceFile | 'nobody' | undefined) =>
    file && file !== 'nobody' ? [file.path] : [],
  );
}

/** Lists of who is where, which save reading the annotations of images without people. */
async function readPeople(
  lists: readonly (SourceFile | undefined)[],
): Promise<{ readonly nobody: ReadonlySet<string>; readonly skipped: readonly Skipped[] }> {
  const nobody = new Set<string>();
  const skipped: Skipped[] = [];
  for (const list of lists) {
    if (!list) continue;
    try {
      for (const id of idsWithoutPerson(new TextDecoder().decode(await list.bytes()), list.path)) nobody.add(id);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      skipped.push({ path: list.path, reason: error.message });
    }
  }
  return { nobody, skipped };
}

function distilledRemark(there: boolean): Remark[] {
  if (!there) return [];
  return [
    {
      kind: 'fact',
      text: 'Normals and saliency of PASCAL_MT are predictions of other networks, as it was published.',
      consequence: 'Their metrics tell how well those networks are imitated.',
    },
  ];
}

function unjudgedRemark(files: ReadonlyMap<string, PascalFiles>): Remark[] {
  const without = [...files.values()].filter(({ normals, labelMap }) => normals && !labelMap).length;
  if (without === 0) return [];
  return [
    {
      kind: 'warning',
      text: `${without} ${without === 1 ? 'image has' : 'images have'} normals, but no LabelMap that says where they count.`,
      consequence: 'Their normals are left out.',
    },
  ];
}
