/** What is given becomes files: folders, zip, tar and gzip, recognised by content, read without filling memory. */
import { gzipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { CancelledError, InputError } from '../../../../src/base/errors';
import type { GivenSource, Keep } from '../../../../src/data/importers/given';
import { Sampling } from '../../../../src/data/importers/sampling';
import { sourceOf } from '../../../../src/data/importers/source';
import type { Source } from '../../../../src/data/importers/types';
import { givenOf, nyudMt, tarOf, text, tgzOf, zipOf, type LayoutFile } from '../../../helpers/layouts';

const FILES = nyudMt({ train: 60, val: 2 });
const PATHS = FILES.map(({ path }) => path).sort();
const silent = { report: () => undefined };

interface Watched extends GivenSource {
  passes: number;
}

function watched(path: string, bytes: Uint8Array<ArrayBuffer>): Watched {
  const [given] = givenOf([{ path, bytes }]);
  const file: Watched = {
    ...given!,
    passes: 0,
    stream() {
      file.passes += 1;
      return given!.stream();
    },
  };
  return file;
}

const fileOf = (source: Source, path: string) => source.files.find((file) => file.path === path)!;

async function same(source: Source, files: readonly LayoutFile[]): Promise<void> {
  for (const { path, bytes } of files) expect(await fileOf(source, path).bytes()).toEqual(bytes);
}

describe('a folder', () => {
  it('is its files, sorted, without what systems leave', async () => {
    const junk = ['.DS_Store', 'NYUD_MT/._x.png', '__MACOSX/NYUD_MT/a'].map((path) => ({ path, bytes: text('x') }));
    const source = await sourceOf(givenOf([...FILES, ...junk].reverse()));
    expect(source.files.map(({ path }) => path)).toEqual(PATHS);
    expect(source).toMatchObject({ name: 'NYUD_MT', skipped: [] });
    expect(source.readable).toBeUndefined();
    await same(source, FILES.slice(0, 5));
    expect(await fileOf(source, PATHS[0]!).slice(1, 3)).toEqual(Uint8Array.of(0x4e, 0x55, 0x4d));
  });

  it('names a path that leads out, and a second file of one path', async () => {
    const files = ['../a.png', '/etc/a.png', 'C:\\a.png', 'b.png', './b.png'].map((path) => ({
      path,
      bytes: text('x'),
    }));
    const source = await sourceOf(givenOf(files));
    expect(source.files.map(({ path }) => path)).toEqual(['b.png']);
    expect(source.skipped.map(({ path }) => path)).toEqual(['../a.png', '/etc/a.png', 'C:\\a.png', 'b.png']);
    expect(source.skipped[0]!.reason).toMatch(/leads out/);
  });

  it('is refused if it is empty', async () => {
    await expect(sourceOf(givenOf([{ path: '.DS_Store', bytes: text('x') }]))).rejects.toThrow(InputError);
  });

  it('notices a file that has changed meanwhile', async () => {
    const [given] = givenOf([{ path: 'a.png', bytes: text('abc') }]);
    const source = await sourceOf([{ ...given!, size: 5 }]);
    await expect(source.files[0]!.bytes()).rejects.toThrow(/a\.png has 3 of its 5 bytes/);
  });
});

describe('a zip', () => {
  it('is recognised by content and read in any order', async () => {
    const source = await sourceOf(givenOf([{ path: 'download', bytes: zipOf(FILES) }]));
    expect(source.files.map(({ path }) => path)).toEqual(PATHS);
    expect(source.readable).toBeUndefined();
    await same(source, [FILES[70]!, FILES[3]!]);
    expect(await fileOf(source, FILES[1]!.path).slice(6, 2)).toEqual(FILES[1]!.bytes.slice(6, 8));
    expect(await fileOf(source, FILES[1]!.path).slice(1e6, 2)).toHaveLength(0);
  });

  it('leaves out paths that lead out, and names the archive where it is damaged', async () => {
    const zip = zipOf([
      { path: '../x.png', bytes: text('x') },
      { path: 'y.txt', bytes: text('y'.repeat(99)) },
    ]);
    const source = await sourceOf(givenOf([{ path: 'a.zip', bytes: zip }]));
    expect(source.skipped).toEqual([{ path: '../x.png', reason: 'Its path leads out of what was given ("..").' }]);
    const damaged = zip.slice();
    damaged[damaged.lastIndexOf('y'.charCodeAt(0), 120)]! ^= 64;
    await expect(sourceOf(givenOf([{ path: 'a.zip', bytes: zip.slice(0, -9) }]))).rejects.toThrow(
      /a\.zip: The archive/,
    );
  });
});

describe.each([
  ['tar', tarOf],
  ['tar.gz', tgzOf],
])('a %s', (_kind, pack) => {
  it('is listed in one pass; texts and the first whole samples can be read', async () => {
    const given = watched('download', await pack(FILES));
    const source = await sourceOf([given]);
    expect(source.files.map(({ path, size }) => [path, size])).toEqual(
      [...FILES].sort((a, b) => (a.path < b.path ? -1 : 1)).map(({ path, bytes }) => [path, bytes.length]),
    );
    const readable = PATHS.filter((path) => source.readable!(path));
    expect(readable).toHaveLength(48 * 5 + 2);
    expect(readable.filter((path) => path.includes('000048'))).toHaveLength(5);
    await same(source, FILES.slice(0, 5));
    expect(given.passes).toBe(1);
    await expect(fileOf(source, 'NYUD_MT/depth/000060.npy').bytes()).rejects.toThrow(/has not been fetched/);
  });

  it('fetches the rest in one more pass, into what keeps it', async () => {
    const given = watched('NYUD_MT.tgz', await pack(FILES));
    const kept = new Map<string, Uint8Array<ArrayBuffer>>();
    const keep: Keep = {
      put: async (path, bytes) => void kept.set(path, bytes),
      get: async (path) => kept.get(path),
      has: async (path) => kept.has(path),
    };
    const source = await sourceOf([given], { keep });
    const wanted = FILES.filter(({ path }) => /0000(01|55|60)/.test(path));
    const shares: number[] = [];
    await source.fetch(new Set(wanted.map(({ path }) => path)), { report: (done, total) => shares.push(done / total) });
    expect([...kept.keys()].sort()).toEqual(
      wanted
        .map(({ path }) => path)
        .filter((path) => !path.includes('000001'))
        .sort(),
    );
    await same(source, wanted);
    expect(wanted.every(({ path }) => source.readable!(path))).toBe(true);
    expect(shares.at(-1)).toBe(1);
    expect(given.passes).toBe(2);

    const again = await sourceOf([given], { keep });
    await again.fetch(new Set(wanted.map(({ path }) => path)), silent);
    expect(given.passes).toBe(3); // the listing alone: what was kept is not fetched twice
    await same(again, wanted);
    kept.clear();
    await again.fetch(new Set([wanted.at(-1)!.path]), silent);
    await same(again, wanted.slice(-1));
  });
});

describe.each([
  ['tar', tarOf],
  ['tar.gz', tgzOf],
])('of a %s', (_kind, pack) => {
  it('can be called off in the middle', async () => {
    const given = watched('NYUD_MT.tgz', await pack(FILES));
    const source = await sourceOf([given]);
    const controller = new AbortController();
    const report = (): void => controller.abort(new Error('enough'));
    const fetching = source.fetch(new Set([PATHS.at(-1)!]), { signal: controller.signal, report });
    await expect(fetching).rejects.toThrow(new Error('enough'));
    await expect(sourceOf([given], { signal: AbortSignal.abort(new CancelledError('no')) })).rejects.toThrow('no');
  });

  it('leaves out links, paths that lead out, doubles and junk', async () => {
    const tar = await packTar([
      ...['a.txt', '../../b.txt', '/c.txt', 'a.txt', '._a.txt', 'x/.DS_Store'].map((name) => ({
        header: { name, size: 1 },
        body: 'x',
      })),
      { header: { name: 'link.png', size: 0, type: 'symlink', linkname: '/etc/passwd' } },
    ]);
    const source = await sourceOf(
      givenOf([{ path: 'x.tar', bytes: pack === tarOf ? tar : (gzipSync(tar) as Uint8Array<ArrayBuffer>) }]),
    );
    expect(source.files.map(({ path }) => path)).toEqual(['a.txt']);
    expect(source.skipped.map(({ path }) => path)).toEqual(['../../b.txt', '/c.txt', 'a.txt', 'link.png']);
    expect(source.skipped.at(-1)!.reason).toMatch(/link/);
  });

  it('is refused by name if it is cut off', async () => {
    const bytes = await pack(FILES);
    const cut = watched('NYUD_MT.tgz', bytes.slice(0, bytes.length / 2));
    await expect(sourceOf([cut])).rejects.toThrow(/NYUD_MT\.tgz is .*(damaged|cut off)/);
  });
});

it('several archives, and files beside them, are one source', async () => {
  const [first, second] = [FILES.slice(0, 200), FILES.slice(190)];
  const source = await sourceOf([
    watched('a.tgz', await tgzOf(first)),
    watched('b.zip', zipOf(second)),
    ...givenOf([{ path: 'notes.txt', bytes: text('x') }]),
  ]);
  expect(source.files.map(({ path }) => path)).toEqual([...PATHS, 'notes.txt'].sort());
  expect(source.skipped.map(({ path }) => path)).toEqual(
    second
      .slice(0, 10)
      .map(({ path }) => path)
      .sort(),
  );
  expect(source.skipped[0]!.reason).toBe('It is in b.zip too.');
  const last = FILES.slice(195, 260);
  await source.fetch(new Set(last.map(({ path }) => path)), silent);
  await same(source, last);
});

describe('the samples of a preview', () => {
  const bytes = (size: number): Uint8Array<ArrayBuffer> => new Uint8Array(size);
  const offer = (sampling: Sampling, path: string, stem: string, size: number): boolean => {
    const wanted = sampling.wants(path, stem, size);
    if (wanted) sampling.add(path, stem, bytes(size));
    return wanted;
  };

  it('stay whole where memory is short: the one begun last goes, and no other is begun', () => {
    const sampling = new Sampling(100);
    for (const stem of ['1', '2', '3']) offer(sampling, `images/${stem}.jpg`, stem, 20);
    for (const stem of ['1', '2', '3']) offer(sampling, `depth/${stem}.npy`, stem, 25);
    const kept = ['images', 'depth'].flatMap((folder) =>
      ['1', '2', '3'].filter((stem) => sampling.get(`${folder}/${stem}.${folder === 'images' ? 'jpg' : 'npy'}`)),
    );
    expect(kept).toEqual(['1', '2', '1', '2']);
    expect(offer(sampling, 'images/4.jpg', '4', 1)).toBe(false);
    expect(offer(sampling, 'edge/1.npy', '1', 5)).toBe(true);
    expect(offer(sampling, 'huge/1.npy', '1', 101)).toBe(false);
  });

  it('leave room for lists of any length up to 4 MB, and never take a text for a sample', () => {
    const sampling = new Sampling(100);
    expect(offer(sampling, 'gt_sets/train.txt', 'train', 4 << 20)).toBe(true);
    expect(offer(sampling, 'gt_sets/all.txt', 'all', (4 << 20) + 1)).toBe(false);
    for (let i = 0; i < 7; i++) offer(sampling, `${i}.csv`, `${i}`, 4 << 20);
    expect(offer(sampling, 'more.json', 'more', 1)).toBe(false);
  });
});
