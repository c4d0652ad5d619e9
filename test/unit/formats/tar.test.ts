/** Tar archives from front to back, gzip before them: whole members, damage named, bombs stopped. */
import { constants, deflateRawSync } from 'node:zlib';
import { gzipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { CancelledError, InputError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { gunzip, isGzip, isTar, untar } from '../../../src/formats/tar';
import { tarOf, text, tgzOf } from '../../helpers/layouts';

const FILES = [
  { path: 'a/one.txt', bytes: text('one') },
  { path: 'a/empty', bytes: text('') },
  { path: `${'long/'.repeat(60)}name.bin`, bytes: Uint8Array.from({ length: 3000 }, (_, i) => i % 251) },
];

/** In pieces, as a disk gives it. */
function streamOf(bytes: Uint8Array, piece = 700): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + piece));
      at += piece;
    },
  });
}

async function readAll(stream: ReadableStream<Uint8Array>, wanted = /./): Promise<Record<string, number[] | null>> {
  const found: Record<string, number[] | null> = {};
  for await (const member of untar(stream, 'x.tar')) {
    found[member.name] = wanted.test(member.name) ? [...(await member.read())] : null;
  }
  return found;
}

const EXPECTED = Object.fromEntries(FILES.map(({ path, bytes }) => [path, [...bytes]]));

it('knows tar and gzip by content', async () => {
  expect(isTar(await tarOf(FILES))).toBe(true);
  expect(isGzip(await tgzOf(FILES))).toBe(true);
  expect([isTar(new Uint8Array(512)), isTar(text('x'.repeat(512))), isGzip(text('PK'))]).toEqual([false, false, false]);
});

it('knows a tar older than ustar by its checksum', async () => {
  const old = (await tarOf(FILES)).slice(0, 512);
  old.fill(0, 257, 265); // no mark and no version
  const sum = old.reduce((a, b, i) => a + (i >= 148 && i < 156 ? 32 : b), 0);
  old.set(text(sum.toString(8).padStart(6, '0')), 148);
  expect(isTar(old)).toBe(true);
  old[0]! += 1;
  expect(isTar(old)).toBe(false);
});

it('gives members of any name length, and passes over what is not read', async () => {
  const tar = await tarOf(FILES);
  expect(await readAll(streamOf(tar))).toEqual(EXPECTED);
  expect(await readAll(streamOf(tar), /bin$/)).toEqual({ ...EXPECTED, 'a/one.txt': null, 'a/empty': null });
  expect(await readAll(gunzip(streamOf(await tgzOf(FILES)), 'x.tgz'))).toEqual(EXPECTED);
});

it('says what is no file', async () => {
  const tar = await packTar([
    { header: { name: 'folder/', size: 0, type: 'directory' } },
    { header: { name: 'soft', size: 0, type: 'symlink', linkname: '/etc/passwd' } },
    { header: { name: 'pipe', size: 0, type: 'fifo' } },
  ]);
  const kinds: string[] = [];
  for await (const { kind } of untar(streamOf(tar), 'x.tar')) kinds.push(kind);
  expect(kinds).toEqual(['folder', 'link', 'other']);
});

it('finds every member, whichever of its neighbours are read', async () => {
  const random = new Random(5);
  const files = Array.from({ length: 300 }, (_, i) => ({
    path: `${i}.bin`,
    bytes: new Uint8Array(random.below(3000)).fill(i),
  }));
  const tar = await tarOf(files);
  for (const piece of [512, 5000, 1 << 20]) {
    const wanted = new Set(files.filter(() => random.uniform() < 0.4).map(({ path }) => path));
    let found = 0;
    for await (const member of untar(streamOf(tar, piece), 'x.tar')) {
      if (!wanted.has(member.name)) continue;
      expect(await member.read()).toEqual(files.find(({ path }) => path === member.name)!.bytes);
      found += 1;
    }
    expect(found).toBe(wanted.size);
  }
});

it('stops reading when nobody wants more', async () => {
  let cancelled = false;
  const tar = await tarOf([...FILES, { path: 'big', bytes: new Uint8Array(8 << 20) }]);
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(tar.slice(at, (at += 4096)));
    },
    cancel() {
      cancelled = true;
    },
  });
  for await (const member of untar(stream, 'x.tar')) {
    await member.read();
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(cancelled).toBe(true);
  expect(at).toBeLessThan(tar.length);
});

async function message(stream: ReadableStream<Uint8Array>): Promise<string> {
  const error = await readAll(stream).then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as Error).message;
}

describe('names', () => {
  it('a tar that is cut off, wherever it is', async () => {
    const tar = await tarOf(FILES);
    for (const end of [100, 512, 600, 1536, 2000, tar.length - 1024, tar.length - 1]) {
      expect(await message(streamOf(tar.subarray(0, end)))).toMatch(/x\.tar is no tar archive, or damaged or cut off/);
    }
  });

  it('a gzip that is cut off, with the place', async () => {
    const noise = Uint8Array.from({ length: 40_000 }, (_, i) => (i * i * 31) >> 5);
    const tgz = await tgzOf([{ path: 'noise', bytes: noise }]);
    const half = tgz.subarray(0, tgz.length / 2);
    expect(await message(gunzip(streamOf(half), 'x.tgz'))).toMatch(
      new RegExp(`x\\.tgz is damaged or cut off after ${half.length} packed bytes`),
    );
    const flipped = tgz.slice();
    flipped[tgz.length - 6]! ^= 255; // of the checksum
    expect(await message(gunzip(streamOf(flipped), 'x.tgz'))).toMatch(/x\.tgz is damaged/);
  });

  it('a gzip of something else', async () => {
    expect(await message(gunzip(streamOf(gzipSync(text('hello '.repeat(400)))), 'x.gz'))).toMatch(/no tar archive/);
  });
});

describe('gzip', () => {
  it('that is a bomb: zeros without end, a thousand for a byte, and takes no more than it gave', async () => {
    const { fed, stream } = endless();
    const unpacked = gunzip(stream, 'bomb.tgz').getReader();
    let bytes = 0;
    await expect(
      (async () => {
        for (;;) {
          const { done, value } = await unpacked.read();
          if (done) return;
          bytes += value.length;
        }
      })(),
    ).rejects.toThrow(/bomb\.tgz unpacks to more than \d+ bytes from \d+, over 200 times/);
    expect(bytes).toBeLessThan((1 << 28) + (1 << 20));
    expect(fed()).toBeLessThan(1 << 20);
  });

  it('passes on the reason of who calls it off', async () => {
    const tgz = await tgzOf(FILES);
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(tgz.slice(0, 30)),
      pull: (controller) => controller.error(new CancelledError('enough')),
    });
    await expect(readAll(gunzip(stream, 'x.tgz'))).rejects.toThrow(new CancelledError('enough'));
  });
});

/** A gzip of zeros without end: a header, then blocks of which none is the last. */
function endless(): { fed: () => number; stream: ReadableStream<Uint8Array> } {
  const header = gzipSync(new Uint8Array(1)).slice(0, 10);
  const block = deflateRawSync(new Uint8Array(1 << 20), { level: 9, finishFlush: constants.Z_SYNC_FLUSH });
  let fed = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = fed === 0 ? header : Uint8Array.from(block);
      fed += chunk.length;
      controller.enqueue(chunk);
    },
  });
  return { fed: () => fed, stream };
}
