/** Paths on the command line: what is below a folder, read by offsets; links never lead out. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { givenPaths } from '../../../src/cli/given-files';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'given-'));
  mkdirSync(join(root, 'set/images'), { recursive: true });
  writeFileSync(join(root, 'set/images/b.txt'), '0123456789');
  writeFileSync(join(root, 'set/a.txt'), 'a');
  writeFileSync(join(root, 'secret'), 'not yours');
});
afterEach(() => rmSync(root, { recursive: true }));

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

test('a folder gives all files below it, by their paths from its name', async () => {
  const { files, links } = givenPaths([join(root, 'set/')]);
  expect(files.map(({ path, size }) => [path, size])).toEqual([
    ['set/a.txt', 1],
    ['set/images/b.txt', 10],
  ]);
  expect(links).toEqual([]);
  const [, b] = files;
  expect(text(await b!.slice(2, 3))).toBe('234');
  expect(text(await b!.slice(8, 100))).toBe('89');
  expect(await b!.slice(20, 5)).toHaveLength(0);
  expect(b!.place).toEqual({ path: join(root, 'set/images/b.txt') });
  const streamed: string[] = [];
  for await (const chunk of b!.stream()) streamed.push(text(chunk));
  expect(streamed.join('')).toBe('0123456789');
});

test('a file is given under its own name', () => {
  expect(givenPaths([join(root, 'set/a.txt')]).files.map(({ path }) => path)).toEqual(['a.txt']);
});

test('links inside the folder are followed to files; those out of it, to folders or to nothing are not', () => {
  symlinkSync('images/b.txt', join(root, 'set/inside'));
  symlinkSync('../secret', join(root, 'set/outside'));
  symlinkSync('..', join(root, 'set/images/loop'));
  symlinkSync('nowhere', join(root, 'set/broken'));
  const { files, links } = givenPaths([join(root, 'set')]);
  expect(files.map(({ path }) => path)).toEqual(['set/a.txt', 'set/images/b.txt', 'set/inside']);
  expect(links.map((link) => link.slice(root.length + 1)).sort()).toEqual([
    'set/broken',
    'set/images/loop',
    'set/outside',
  ]);
});

test('a path where nothing is is refused', () => {
  expect(() => givenPaths([join(root, 'none')])).toThrow(InputError);
  expect(() => givenPaths([join(root, 'none')])).toThrow('There is nothing at');
});
