/**
 * Data sets that are folders, one for the images and one for each kind of label, with files of the same stem:
 * images/000433.jpg, depth/000433.npy. A person may give the data set's folder, one above it, or only what is inside.
 */
import type { Remark, Source, SourceFile } from './types';

/** Files by the folder that holds them; '' = what lies at the top. */
export type Folders = ReadonlyMap<string, readonly SourceFile[]>;

/** Files that systems leave beside the data (.DS_Store, ._000433.png) are not among them. */
export function foldersOf(source: Source): Folders {
  const folders = new Map<string, SourceFile[]>();
  for (const file of source.files) {
    const cut = file.path.lastIndexOf('/');
    if (file.path[cut + 1] === '.') continue;
    const folder = cut < 0 ? '' : file.path.slice(0, cut);
    const files = folders.get(folder);
    if (files) files.push(file);
    else folders.set(folder, [file]);
  }
  return folders;
}

/** Every folder that holds a folder `inside`: 'NYUD_MT' of 'NYUD_MT/images', '' of 'images'. */
export function rootsOf(folders: Folders, inside: string): string[] {
  return [...folders.keys()].flatMap((folder) => {
    if (folder === inside) return [''];
    return folder.endsWith(`/${inside}`) ? [folder.slice(0, -inside.length - 1)] : [];
  });
}

export function within(root: string, path: string): string {
  return root === '' ? path : `${root}/${path}`;
}

/**
 * @param endings without the dot, the preferred one first: it wins where a stem has several
 * @returns files by stem, in the order of their paths
 */
export function byStem(files: readonly SourceFile[] | undefined, endings: readonly string[]): Map<string, SourceFile> {
  const found = new Map<string, { readonly file: SourceFile; readonly rank: number }>();
  for (const file of files ?? []) {
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    const dot = name.lastIndexOf('.');
    const rank = endings.indexOf(name.slice(dot + 1).toLowerCase());
    const stem = name.slice(0, dot);
    if (dot < 1 || rank < 0 || (found.get(stem)?.rank ?? Infinity) <= rank) continue;
    found.set(stem, { file, rank });
  }
  return new Map([...found].map(([stem, { file }]) => [stem, file]));
}

export function fileIn(folders: Folders, path: string): SourceFile | undefined {
  const cut = path.lastIndexOf('/');
  return folders.get(cut < 0 ? '' : path.slice(0, cut))?.find((file) => file.path === path);
}

/** Where several data sets of one layout were given, one is taken. */
export function leftOut(root: string, taken: string): Remark {
  return {
    kind: 'warning',
    text: `There is a second data set of this layout in ${root || 'the folder itself'}.`,
    consequence: `Only ${taken || 'the folder itself'} is imported; give the other one alone to import it too.`,
  };
}
