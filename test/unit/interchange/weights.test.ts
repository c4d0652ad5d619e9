import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { blobSource, bytesSource, type ByteSource } from '../../../src/formats/byte-source';
import { writeSafetensors, type StoredTensor } from '../../../src/interchange/safetensors';
import { readWeights } from '../../../src/interchange/weights';
import { allTensors, npyOf, watched, zipOf } from './files';

const f32 = (...values: number[]): StoredTensor => ({
  dtype: 'F32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const TENSORS = new Map<string, StoredTensor>([
  ['steps', { dtype: 'I64', shape: [], data: BigInt64Array.of(-5n) }],
  ['a.weight', { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, 2, 3, NaN) }],
  ['half', { dtype: 'F16', shape: [3], data: Uint16Array.of(0x3c00, 0, 1) }],
  ['mask', { dtype: 'BOOL', shape: [3], data: Uint8Array.of(0, 1, 1) }],
]);

test('safetensors are streamed: the header first, then each tensor’s own bytes', async () => {
  const bytes = writeSafetensors(TENSORS, { format: 'pt' });
  const source = watched(bytes);
  const file = await readWeights(source, 'no-ending');
  expect(file).toMatchObject({ format: 'safetensors', metadata: { format: 'pt' }, notes: [] });
  const opened = source.reads.length;
  expect(await allTensors(file)).toEqual(TENSORS);
  expect(source.reads.slice(opened).map(({ length }) => length)).toEqual([8, 16, 6, 3]);
});

test('a dropped file is read in slices', async () => {
  const bytes = writeSafetensors(TENSORS);
  const file = await readWeights(blobSource(new Blob([bytes])), 'dropped');
  expect(await allTensors(file)).toEqual(TENSORS);
});

const INDEX = { 'a.weight': 'x-1.safetensors', b: 'x-2.safetensors' };
const FILES: Readonly<Record<string, Uint8Array>> = {
  'x-1.safetensors': writeSafetensors(new Map([['a.weight', f32(1, 2)]])),
  'x-2.safetensors': writeSafetensors(
    new Map([
      ['b', f32(3)],
      ['c', f32(4)],
    ]),
  ),
};
const beside = async (name: string): Promise<ByteSource | undefined> => FILES[name] && bytesSource(FILES[name]);
const index = (map: unknown, text = JSON.stringify({ metadata: { total_size: 16 }, weight_map: map }, null, 2)) =>
  ascii(text);

test('a model in several files is read through its index', async () => {
  for (const bytes of [index(INDEX), ascii(JSON.stringify({ meta: {}, weight_map: INDEX }))]) {
    const file = await readWeights(bytes, 'model.safetensors.index.json', beside);
    expect(file.format).toBe('sharded safetensors');
    expect(await allTensors(file)).toEqual(
      new Map([
        ['a.weight', f32(1, 2)],
        ['b', f32(3)],
      ]),
    );
    expect(file.notes).toEqual(['1 tensors of the files are not in the index and are not read.']);
  }
});

test('arrays of NumPy: dtypes, Fortran order, scalars, deflated or stored', async () => {
  const members = {
    'a/kernel.npy': npyOf('<f4', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)),
    'columns.npy': npyOf('<i2', [2, 3], Int16Array.of(1, 4, 2, 5, 3, 6), true),
    'scalar.npy': npyOf('<f8', [], Float64Array.of(2.5)),
    'mask.npy': npyOf('|b1', [2], Uint8Array.of(1, 0)),
    'readme.txt': ascii('not an array'),
  };
  for (const level of [0, 6] as const) {
    const file = await readWeights(watched(zipOf(members, level)), 'arrays.npz');
    expect(file).toMatchObject({ format: 'npz', notes: ['Not read, since no arrays: readme.txt.'] });
    expect(await allTensors(file)).toEqual(
      new Map<string, StoredTensor>([
        ['a/kernel', { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
        ['columns', { dtype: 'I16', shape: [2, 3], data: Int16Array.of(1, 2, 3, 4, 5, 6) }],
        ['scalar', { dtype: 'F64', shape: [], data: Float64Array.of(2.5) }],
        ['mask', { dtype: 'BOOL', shape: [2], data: Uint8Array.of(1, 0) }],
      ]),
    );
  }
});

/** An archive with one bit of a deflated member's bytes turned over. */
function damaged(): Uint8Array {
  const bytes = zipOf(
    {
      'a.npy': npyOf(
        '<f4',
        [64],
        Float32Array.from({ length: 64 }, (_, i) => i * i),
      ),
    },
    6,
  );
  bytes[200]! ^= 16;
  return bytes;
}

/** The same of a stored one: its last value is another. */
function altered(): Uint8Array {
  const bytes = zipOf({ 'a.npy': npyOf('<f4', [1], Float32Array.of(1.5)) });
  const at = bytes.findIndex((_, i) => bytes[i] === 0xc0 && bytes[i + 1] === 0x3f);
  bytes[at] = 0xc1;
  return bytes;
}

const one = npyOf('<f4', [1], Float32Array.of(1));
/** The same archive with a 32-bit field of its directory replaced. */
function withField(offset: number, value: number): Uint8Array {
  const bytes = zipOf({ 'a.npy': one });
  const view = new DataView(bytes.buffer);
  let at = bytes.length;
  while (view.getUint32(at - 4, true) !== 0x02014b50) at--;
  view.setUint32(at - 4 + offset, value, true);
  return bytes;
}

const WRONG: [string, Uint8Array, string][] = [
  ['nothing', new Uint8Array(0), 'The file is empty; known are .safetensors'],
  ['noise', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 'begins with 01 02 03 04 05 06 07 08'],
  ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), 'is a gzip file: unpack it first'],
  ['a page', ascii('<!DOCTYPE html><title>Sign in'), 'is a web page'],
  ['git-lfs', ascii('version https://git-lfs.github.com/spec/v1\noid sha256:'), 'git lfs pull'],
  ['one array', one, 'is a single array'],
  ['JSON of another kind', ascii('{"a": 1, "layers": [1, 2]}'), 'no "weight_map"'],
  ['JSON cut off', index(0, '{"weight_map": {"a"'), 'no "weight_map"'],
  ['an index with a name twice', index(0, '{"weight_map": {"a": "1", "a": "2"}}'), 'two entries named "a"'],
  ['an index that leads elsewhere', index({ a: '../x-1.safetensors' }), 'it must be a .safetensors file beside it'],
  ['a missing part', index({ a: 'x-3.safetensors' }), '"x-3.safetensors" that the index names is missing'],
  ['a part without the tensor', index({ z: 'x-1.safetensors' }), '"z" is not in "x-1.safetensors"'],
  ['a zip of something else', zipOf({ 'notes.txt': ascii('x') }), 'The archive holds notes.txt; wanted'],
  ['an archive cut off', zipOf({ 'a.npy': one }).subarray(0, 60), 'no directory at its end'],
  ['a damaged member', damaged(), 'instead of the'],
  ['an altered member', altered(), 'has the checksum'],
  ['a member of 4 GB in a few bytes', withField(24, 0xfffffff0), 'claims 4294967280 bytes, packed into'],
  ['a member beyond the directory', withField(42, 5000), 'runs into the directory'],
  ['a member elsewhere', withField(42, 3), 'is not at byte 3'],
  ['an encrypted member', withField(8, 1), 'is encrypted'],
  ['a method of packing not known', withField(8, 99 << 16), 'packed by method 99'],
  ['objects of Python', zipOf({ 'a.npy': npyOf('|O', [1], Uint8Array.of(1)) }), 'has the dtype "|O"'],
  ['big-endian values', zipOf({ 'a.npy': npyOf('>f4', [1], Float32Array.of(1)) }), 'has the dtype ">f4"'],
  [
    'a shape too large',
    zipOf({ 'a.npy': npyOf('<f4', [1 << 30], Float32Array.of(1)) }),
    'needs 4294967296 bytes, but has 4',
  ],
  ['a structure', zipOf({ 'a.npy': npyOf("[('a', '<f4')]", [1], Float32Array.of(1)) }), 'not that of a plain array'],
  ['no array', zipOf({ 'a.npy': ascii('hello, world') }), 'is no .npy array'],
];

test.each(WRONG)('%s is refused in a sentence that names the file', async (_what, bytes, message) => {
  const refusal = await readWeights(watched(bytes), 'the file', beside)
    .then(allTensors)
    .catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(InputError);
  expect((refusal as Error).message).toMatch(/^the file: |^The member/);
  expect((refusal as Error).message).toContain(message);
});

test('an error of the source is no error of the file', async () => {
  const broken: ByteSource = { size: 100, readAt: () => Promise.reject(new TypeError('gone')) };
  await expect(readWeights(broken, 'x')).rejects.toThrow(TypeError);
  const short: ByteSource = { size: 100, readAt: async () => new Uint8Array(3) };
  await expect(readWeights(short, 'x')).rejects.toThrow('the file changed while it was read');
});
