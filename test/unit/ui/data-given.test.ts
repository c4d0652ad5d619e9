/** Dropped folders: every file below them, with its path, however few entries the reader hands out at a time. */
import { expect, test } from 'vitest';
import { filesOfDrop, filesOfPicker } from '../../../src/ui/data/given';

const fileEntry = (path: string) => ({
  isFile: true,
  fullPath: `/${path}`,
  file: (take: (file: File) => void) => take(new File([path], path.split('/').at(-1)!)),
});
const folderEntry = (path: string, entries: readonly object[], failing = false) => ({
  isFile: false,
  fullPath: `/${path}`,
  createReader: () => {
    let at = 0;
    return {
      readEntries: (take: (some: object[]) => void, refuse: (error: Error) => void) =>
        failing ? refuse(new Error('gone')) : take(entries.slice(at, (at += 2))),
    };
  },
});
const item = (entry: object | null, file: File | null = null) => ({
  kind: 'file',
  webkitGetAsEntry: () => entry,
  getAsFile: () => file,
});
const items = (...all: object[]) => all as object as DataTransferItemList;

test('folders are walked to their last entry', async () => {
  const inner = folderEntry('top/inner', [fileEntry('top/inner/e.png')]);
  const top = folderEntry('top', [fileEntry('top/a'), fileEntry('top/b'), fileEntry('top/c'), inner]);
  const found = await filesOfDrop(items(item(top), item(fileEntry('alone.tgz')), { kind: 'string' }));
  expect(found.map(({ path }) => path)).toEqual(['top/a', 'top/b', 'top/c', 'top/inner/e.png', 'alone.tgz']);
  expect(await found[3]!.file.text()).toBe('top/inner/e.png');
});

test('a file that has no entry is taken by its name; a folder that cannot be read is an error', async () => {
  const found = await filesOfDrop(items(item(null, new File(['x'], 'b.mat')), item(null)));
  expect(found.map(({ path }) => path)).toEqual(['b.mat']);
  await expect(filesOfDrop(items(item(folderEntry('top', [], true))))).rejects.toThrow('gone');
});

test('a picked folder brings paths, picked files their names', () => {
  const inside = Object.assign(new File([''], 'a.png'), { webkitRelativePath: 'top/a.png' });
  const plain = Object.assign(new File([''], 'b.png'), { webkitRelativePath: '' });
  expect(filesOfPicker([inside, plain] as object as FileList).map(({ path }) => path)).toEqual(['top/a.png', 'b.png']);
  expect(filesOfPicker(null)).toEqual([]);
});
