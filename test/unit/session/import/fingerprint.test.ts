/** The same files are known again, others are not. */
import { expect, test } from 'vitest';
import { fingerprint, keyOf, type Fingerprinted } from '../../../../src/session/import/fingerprint';

const file = (path: string, bytes: Uint8Array): Fingerprinted => ({
  path,
  size: bytes.length,
  slice: async (offset, length) => bytes.slice(offset, offset + length),
});

const large = (change: (bytes: Uint8Array) => void = () => undefined): Uint8Array => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => i % 251);
  change(bytes);
  return bytes;
};

const given = (change?: (bytes: Uint8Array) => void) => [file('a/1', Uint8Array.of(1)), file('a/2', large(change))];

test('the same files have the same, in whatever order they come', async () => {
  const first = await fingerprint('a', given());
  expect(first).toMatch(/^[0-9a-f]{16}$/);
  expect(await fingerprint('a', given().reverse())).toBe(first);
});

test('another name, path, size, head or tail is another source', async () => {
  const all = await Promise.all([
    fingerprint('a', given()),
    fingerprint('b', given()),
    fingerprint('a', [file('a/1', Uint8Array.of(1)), file('a/3', large())]),
    fingerprint('a', [file('a/1', Uint8Array.of(1)), file('a/2', large().subarray(1))]),
    fingerprint('a', [file('a/1', Uint8Array.of(1, 1)), file('a/2', large())]),
    fingerprint(
      'a',
      given((bytes) => (bytes[0] = 9)),
    ),
    fingerprint(
      'a',
      given((bytes) => (bytes[19_999] = 9)),
    ),
    fingerprint('a', given().slice(1)),
  ]);
  expect(new Set(all).size).toBe(all.length);
});

test('of thousands of files a few are looked into', async () => {
  let read = 0;
  const files = Array.from({ length: 5000 }, (_, i) => {
    const one = file(`a/${i}`, Uint8Array.of(i % 256));
    return { ...one, slice: (offset: number, length: number) => (read++, one.slice(offset, length)) };
  });
  await fingerprint('a', files);
  expect(read).toBeLessThanOrEqual(34);
});

test('wishes are equal whatever the order of their keys', () => {
  const wishes = { name: 'a', limit: 3, chosen: { depth: 'raw', axes: '+x' } };
  expect(keyOf('f', { chosen: { axes: '+x', depth: 'raw' }, limit: 3, name: 'a' })).toBe(keyOf('f', wishes));
  expect(keyOf('f', { ...wishes, limit: 4 })).not.toBe(keyOf('f', wishes));
  expect(keyOf('e', wishes)).not.toBe(keyOf('f', wishes));
});
