/** Paths of files that were given or stand in an archive: which are refused, which are nobody's data. */

/** What a system leaves beside the data: resource forks, folder settings. */
const JUNK = /(^|\/)(__MACOSX|\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini|\.Spotlight-V100|\.Trashes)(\/|$)/;
const MOST_LETTERS = 1024;

export const isJunk = (path: string): boolean => JUNK.test(path);

/** '/' between its parts, without './'; or why it cannot be taken. Nothing is ever written under such a path. */
export function cleanPath(claimed: string): { readonly path: string } | { readonly reason: string } {
  const parts = claimed.replaceAll('\\', '/').split('/');
  if (parts[0] === '' || /^[A-Za-z]:$/.test(parts[0]!)) {
    return { reason: 'Its path is absolute, and only files below what was given are read.' };
  }
  if (parts.includes('..')) return { reason: 'Its path leads out of what was given ("..").' };
  const path = parts.filter((part) => part !== '' && part !== '.').join('/');
  if (path === '' || path.length > MOST_LETTERS || [...path].some((letter) => letter < ' ')) {
    return { reason: 'Its path is empty, too long, or has control characters.' };
  }
  return { path };
}

/** The name without folders and endings: images/0001.jpg and depth/0001.npy belong together. */
export function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).split('.', 1)[0]!;
}
