/** HDF5 in place: slices inside their bounds only, MATLAB's texts, damaged files named. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import h5wasm from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { isHdf5, openHdf5, type Hdf5File } from '../../../src/formats/hdf5';

let folder = '';
let path = '';
const VALUES = Float32Array.from({ length: 2 * 3 * 4 }, (_, i) => i / 2);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskfield-hdf5-'));
  path = join(folder, 'x.mat');
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  const noise = Float32Array.from({ length: 64 * 64 }, (_, i) => Math.sin(i * i));
  file.create_dataset({ name: 'depths', data: VALUES, shape: [2, 3, 4] });
  file.create_dataset({ name: 'packed', data: noise, shape: [64, 64], chunks: [64, 64], compression: 'gzip' });
  file.create_dataset({ name: 'labels', data: Uint16Array.of(0, 894), shape: [2] });
  const group = file.create_group('#refs#');
  const refs = ['book', 'Küche'].map((word, i) => {
    const letters = Uint16Array.from(word, (letter) => letter.charCodeAt(0));
    return group.create_dataset({ name: `${i}`, data: letters, shape: [letters.length, 1] }).create_reference();
  });
  file.create_dataset({ name: 'names', data: refs, shape: [1, 2] });
  file.close();
});

afterAll(() => rm(folder, { recursive: true }));

async function opened<T>(look: (file: Hdf5File) => T | Promise<T>): Promise<T> {
  const file = await openHdf5({ path }, 'x.mat');
  try {
    return await look(file);
  } finally {
    file.close();
  }
}

const refusal = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('was read');
};

it('knows itself by content, behind a header of MATLAB too', async () => {
  const bytes = await readFile(path);
  expect(isHdf5(bytes)).toBe(true);
  const behind = new Uint8Array(512 + bytes.length);
  behind.set(bytes, 512);
  expect(isHdf5(behind)).toBe(true);
  expect(isHdf5(bytes.subarray(1))).toBe(false);
});

it('lists what is there and reads parts', () =>
  opened((file) => {
    expect(file.names).toEqual(['#refs#', 'depths', 'labels', 'names', 'packed']);
    expect([file.has('depths'), file.has('depth')]).toEqual([true, false]);
    const depths = file.dataset('depths');
    expect(depths).toMatchObject({ shape: [2, 3, 4], dtype: 'f4', chunks: null });
    expect(
      depths.slice([
        [1, 2],
        [0, 2],
        [1, 3],
      ]),
    ).toEqual(Float32Array.of(6.5, 7, 8.5, 9));
    expect(file.dataset('labels').slice([[0, 2]])).toEqual(Uint16Array.of(0, 894));
    expect(file.dataset('packed').chunks).toEqual([64, 64]);
  }));

it('follows references to texts', () =>
  opened((file) => {
    expect(file.dataset('names').dtype).toBe('reference');
    expect(file.dataset('names').strings()).toEqual(['book', 'Küche']);
  }));

it('several files are open at once', () =>
  opened((first) =>
    opened((second) => {
      expect(second.dataset('labels').shape).toEqual(first.dataset('labels').shape);
    }),
  ));

describe('refuses', () => {
  it('a part outside, which the library answers with nonsense', () =>
    opened((file) => {
      const depths = file.dataset('depths');
      for (const wrong of [
        [
          [0, 3],
          [0, 3],
          [0, 4],
        ],
        [
          [0, 1],
          [0, 3],
        ],
        [
          [-1, 1],
          [0, 3],
          [0, 4],
        ],
        [
          [1, 1],
          [0, 3],
          [0, 4],
        ],
        [
          [0, 0.5],
          [0, 3],
          [0, 4],
        ],
      ] as const) {
        expect(refusal(() => depths.slice(wrong))).toMatch(/"depths" of x\.mat is 2 x 3 x 4 and has no part/);
      }
    }));

  it('a name that is not there or is a group, and numbers as texts', () =>
    opened((file) => {
      expect(refusal(() => file.dataset('depth'))).toMatch(/no array "depth"/);
      expect(refusal(() => file.dataset('#refs#'))).toMatch(/no array "#refs#"/);
      expect(refusal(() => file.dataset('labels').strings())).toMatch(/holds no texts/);
    }));
});

describe('names a file', () => {
  it('that is none, is not there, or is cut off', async () => {
    const bytes = await readFile(path);
    const other = join(folder, 'other.mat');
    for (const content of [new Uint8Array(4000), bytes.subarray(0, bytes.length - 100), bytes.subarray(0, 300)]) {
      await writeFile(other, content);
      await expect(openHdf5({ path: other }, 'other.mat')).rejects.toThrow(/other\.mat cannot be opened as HDF5/);
    }
    await expect(openHdf5({ path: join(folder, 'none') }, 'none')).rejects.toThrow(InputError);
  });

  it('with a damaged chunk, which the library would fill with what lay in memory', async () => {
    const bytes = new Uint8Array(await readFile(path));
    const zlib = bytes.findIndex((byte, i) => byte === 0x78 && bytes[i + 1] === 0x5e);
    expect(zlib).toBeGreaterThan(0);
    bytes.fill(0xff, zlib + 2000, zlib + 2400);
    const other = join(folder, 'damaged.mat');
    await writeFile(other, bytes);
    const file = await openHdf5({ path: other }, 'damaged.mat');
    expect(
      refusal(() =>
        file.dataset('packed').slice([
          [0, 64],
          [0, 64],
        ]),
      ),
    ).toMatch(/"packed" of damaged\.mat cannot be read/);
    file.close();
  });
});
