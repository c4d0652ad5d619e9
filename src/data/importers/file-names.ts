/** Paths of files as importers compare them, and what small text files say. */
import type { SourceFile } from './types';

export function folderOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? '' : path.slice(0, cut);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export async function textOf(file: SourceFile): Promise<string> {
  return new TextDecoder().decode(await file.bytes());
}

/** The folder that all lie in, with its '/'; '' = none. */
export function commonFolder(paths: readonly string[]): string {
  let common = paths[0] === undefined ? '' : folderOf(paths[0]);
  for (const path of paths) while (common !== '' && !path.startsWith(`${common}/`)) common = folderOf(common);
  return common === '' ? '' : `${common}/`;
}
