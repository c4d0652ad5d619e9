/**
 * Images and labels in one folder, told apart by the end of their names: 0433_rgb.png, 0433_seg40.png, 0433_depth_mm.png.
 * Small selections of NYUv2 come like that.
 */
import { InputError } from '../../base/errors';
import type { LabelSet } from '../../base/label-sets';
import { applyAxes, type AxisOrder } from '../derive/axes';
import { boundaryOfLabels } from '../derive/boundary';
import { normalsFromDepth } from '../derive/normals';
import type { Labels, Sample, TaskId } from '../sample';
import { commonFolder } from './file-names';
import { metresOf, readDepthImage } from './depth-images';
import { AS_IN_FILE, askNormalOrder, chosenOrder } from './normal-order';
import { NYU_INTRINSICS } from './nyu-camera';
import { to13Classes } from './nyu-classes';
import { classesOf, expectSize, normalsOf, readField, readPicture, type Field } from './raw-labels';
import { lookAt } from './scene-files';
import type { Entry, Importer, Layout, Skipped, Source, SourceFile } from './types';

const ID = 'suffix-pairs';
const MM = 1000;
/** In files classes count from 1, and 0 is unlabelled. */
const CLASSES_40 = { classes: 40, unlabelled: 0, first: 1 } as const;
const CLASSES_13 = { classes: 13, unlabelled: 0, first: 1 } as const;

/** By what the file's name ends with; where a stem has several of a kind, the earlier one is taken. */
const SUFFIXES = {
  image: [/_rgb\.(?:png|jpe?g)$/i, /_colors?\.(?:png|jpe?g)$/i],
  seg40: [/_seg40\.png$/i],
  seg13: [/_seg13\.png$/i],
  depth: [/_depth_mm\.png$/i, /_depth\.png$/i, /_depth_filled_mm\.png$/i],
  normals: [/_normals?(?:_\w+)?\.(?:png|npy)$/i],
} as const;
type Kind = keyof typeof SUFFIXES;

interface Group {
  readonly stem: string;
  readonly files: Readonly<Partial<Record<Kind, SourceFile>>> & { readonly image: SourceFile };
}

export const suffixPairs: Importer = {
  id: ID,
  async recognise(source) {
    const { groups, skipped } = groupsOf(source);
    if (!groups.some(({ files }) => Object.keys(files).length > 1)) return undefined;
    return layoutOf(source, groups, skipped);
  },
};

function groupsOf(source: Source): { groups: Group[]; skipped: Skipped[] } {
  const found = new Map<string, Partial<Record<Kind, { file: SourceFile; rank: number }>>>();
  for (const file of source.files) {
    for (const [kind, endings] of Object.entries(SUFFIXES) as [Kind, readonly RegExp[]][]) {
      const rank = endings.findIndex((ending) => ending.test(file.path));
      if (rank < 0) continue;
      const stem = file.path.replace(endings[rank]!, '');
      const files = found.get(stem) ?? {};
      found.set(stem, files);
      if ((files[kind]?.rank ?? Infinity) > rank) files[kind] = { file, rank };
    }
  }
  const folder = commonFolder([...found.keys()]);
  const groups: Group[] = [];
  const skipped: Skipped[] = [];
  for (const [stem, ranked] of found) {
    const files = Object.fromEntries(Object.entries(ranked).map(([kind, { file }]) => [kind, file]));
    if (ranked.image) groups.push({ stem: stem.slice(folder.length), files: { ...files, image: ranked.image.file } });
    else skipped.push({ path: Object.values(ranked)[0]!.file.path, reason: 'There is no image beside it.' });
  }
  return { groups, skipped };
}

async function layoutOf(source: Source, groups: readonly Group[], skipped: readonly Skipped[]): Promise<Layout> {
  const having = (kind: Kind): number => groups.filter(({ files }) => files[kind]).length;
  const byId = new Map(groups.map((group) => [group.stem, group]));
  const labelSets = having('seg40') > 0 ? (['nyuv2-40', 'nyuv2-13'] as const) : (['nyuv2-13'] as const);
  const entries = groups.map(entryOf);
  const read = ({ id }: Entry, order: AxisOrder, labelSet: LabelSet): Promise<Sample> =>
    readGroup(byId.get(id)!, order, labelSet);
  const withNormals = entries.filter(({ id }) => byId.get(id)!.files.normals);
  const seen = await looked(() => lookAt(source, withNormals, (entry) => read(entry, AS_IN_FILE, labelSets[0])));
  const order = withNormals.length > 0 ? askNormalOrder(seen) : undefined;
  const fitted = groups.filter(({ files }) => files.depth && !files.normals).length;
  return {
    importer: ID,
    title: 'Images and labels by the end of their names',
    entries,
    labelSets: having('seg40') + having('seg13') > 0 ? labelSets : [],
    choices: order ? [order.choice] : [],
    remarks: order?.remarks ?? [],
    skipped,
    derived: {
      ...(having('seg40') + having('seg13') > 0 && { boundary: 'from the classes' }),
      ...(fitted > 0 && { normals: `fitted to depth for ${fitted} of ${having('depth')} images` }),
    },
    read: (entry, chosen, labelSet) => read(entry, order ? chosenOrder(chosen, order.choice) : AS_IN_FILE, labelSet),
  };
}

/** None if those that have normals are all refused: others may not be, and `read` names them. */
async function looked(look: () => Promise<Sample[]>): Promise<Sample[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

function entryOf({ stem, files }: Group): Entry {
  const labels: TaskId[] = [];
  const hasClasses = files.seg40 ?? files.seg13;
  if (hasClasses) labels.push('semseg');
  if (files.depth) labels.push('depth');
  if (files.normals ?? files.depth) labels.push('normals');
  if (hasClasses) labels.push('boundary');
  return { id: stem, labels, files: Object.values(files).map(({ path }) => path) };
}

/** @throws InputError naming the file */
async function readGroup({ stem, files }: Group, order: AxisOrder, labelSet: LabelSet): Promise<Sample> {
  const picture = await readPicture(files.image);
  const fitting = (field: Field): Field => {
    expectSize(field, picture, files.image.path);
    return field;
  };
  const { height, width, rgb } = picture;
  const labels: { -readonly [K in keyof Labels]: Labels[K] } = {};
  const fine = files.seg40 && classesOf(fitting(await readField(files.seg40, 1)), CLASSES_40);
  const coarse = files.seg13 && classesOf(fitting(await readField(files.seg13, 1)), CLASSES_13);
  const semseg = labelSet === 'nyuv2-40' ? fine : (coarse ?? (fine && to13Classes(fine)));
  if (semseg) labels.semseg = semseg;
  const regions = fine ?? coarse;
  if (regions) labels.boundary = boundaryOfLabels(regions, { height, width, unlabelled: 255 });
  if (files.depth) labels.depth = metresOf(fitting(await readDepthImage(files.depth)), MM);
  if (files.normals) labels.normals = applyAxes(normalsOf(fitting(await readField(files.normals, 3))), order);
  else if (labels.depth) {
    labels.normals = normalsFromDepth(labels.depth, { height, width, intrinsics: NYU_INTRINSICS });
  }
  return { id: stem, height, width, image: rgb, labels };
}
