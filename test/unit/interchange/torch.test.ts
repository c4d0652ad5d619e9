import { existsSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { toFloat32 } from '../../../src/interchange/float16';
import { readSafetensors } from '../../../src/interchange/safetensors';
import { readWeights } from '../../../src/interchange/weights';
import { allTensors, goldenBytes, watched, zipOf } from './files';

/** What the pickle of a checkpoint needs: opcodes and texts, put together by hand. */
const pickle = (...parts: (string | number | number[])[]): Uint8Array =>
  Uint8Array.from(
    [0x80, 2, ...parts, '.'].flatMap((part) =>
      typeof part === 'number' ? [part] : typeof part === 'string' ? [...new TextEncoder().encode(part)] : part,
    ),
  );
const unicode = (text: string): number[] => [0x58, text.length, 0, 0, 0, ...new TextEncoder().encode(text)];
const storageOf = (type: string, key: string, size: number): (string | number | number[])[] => [
  '(',
  unicode('storage'),
  `ctorch\n${type}\n`,
  unicode(key),
  unicode('cpu'),
  [0x4b, size],
  'tQ',
];
const sizes = (values: readonly number[]): number[] => [0x28, ...values.flatMap((v) => [0x4b, v]), 0x74];
/** _rebuild_tensor_v2 of a float32 storage "0" */
const tensorOf = (size: number, offset: number, shape: number[], strides: number[]): (string | number | number[])[] => [
  'ctorch._utils\n_rebuild_tensor_v2\n(',
  ...storageOf('FloatStorage', '0', size),
  [0x4b, offset],
  sizes(shape),
  sizes(strides),
  0x89,
  '}tR',
];
const dictOf = (name: string, value: (string | number | number[])[]): Uint8Array =>
  pickle('}', unicode(name), ...value, 's');
const archiveOf = (data: Uint8Array, storage = new Float32Array(4), level: 0 | 6 = 0): Uint8Array =>
  zipOf({ 'a/data.pkl': data, 'a/data/0': new Uint8Array(storage.buffer), 'a/version': Uint8Array.of(51, 10) }, level);

test('a tensor put together by hand is read: two rows of three, seen as columns', async () => {
  const data = dictOf('w', tensorOf(6, 0, [3, 2], [1, 3]));
  const file = await readWeights(archiveOf(data, Float32Array.of(1, 2, 3, 4, 5, 6)), 'w.pth');
  expect(file.format).toBe('PyTorch');
  expect(await allTensors(file)).toEqual(
    new Map([['w', { dtype: 'F32', shape: [3, 2], data: Float32Array.of(1, 4, 2, 5, 3, 6) }]]),
  );
});

test('texts of Python 2, and a storage that is a view of another, as before PyTorch 0.4', async () => {
  const bytes = (text: string): number[] => [0x55, text.length, ...new TextEncoder().encode(text)];
  const view = ['(', bytes('1'), [0x4b, 2], [0x4b, 2], 't']; // key, first value, number of values
  const storage = ['(', bytes('storage'), 'ctorch\nFloatStorage\n', bytes('0'), bytes('cpu'), [0x4b, 4], ...view, 'tQ'];
  const rest = ['K\0', sizes([2]), sizes([1]), 0x89, '}tR'];
  const data = pickle('}', bytes('w'), 'ctorch._utils\n_rebuild_tensor_v2\n(', ...storage, ...rest, 's');
  const { tensors } = await readWeights(archiveOf(data, Float32Array.of(1, 2, 3, 4)), 'x.pth');
  expect(await tensors.get('w')!.read()).toEqual(Float32Array.of(3, 4));
});

const FORMATS = [
  ['strange.pth', 'PyTorch'],
  ['strange.legacy.pth', 'PyTorch (before 1.6)'],
  ['strange.protocol4.pth', 'PyTorch'],
] as const;

test.each(FORMATS)('%s: every dtype, view, slice and shared storage, bit for bit', async (path, format) => {
  const file = await readWeights(watched(goldenBytes(`ckpt/${path}`)), path);
  const expected = readSafetensors(goldenBytes('ckpt/strange.expected.safetensors')).tensors;
  expect(file.format).toBe(format);
  expect(file.notes).toEqual([]);
  const tensors = await allTensors(file);
  expect([...tensors.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, tensor] of expected) expect(tensors.get(name), name).toEqual(tensor);
});

test('odd_tensors: what another program saved', async () => {
  const file = await readWeights(goldenBytes('ckpt/odd_tensors.zip.pth'), 'odd_tensors.zip.pth');
  const tensors = await allTensors(file);
  const expected = readSafetensors(goldenBytes('ckpt/odd_tensors.expected.safetensors')).tensors;
  expect([...tensors.keys()].sort()).toEqual([...expected.keys(), 'bool', 'u8'].sort());
  for (const [name, tensor] of expected) {
    const found = tensors.get(name)!;
    expect(found.shape, name).toEqual(name === 'scalar' ? [] : tensor.shape);
    expect(toFloat32(found), name).toEqual(toFloat32(tensor));
  }
  expect(tensors.get('i64')!.dtype).toBe('I64');
  expect(tensors.get('bool')!.data).toHaveLength(24);
});

test.each(['training.pth.tar', 'training.legacy.pth.tar'])(
  '%s: the weights are found beside optimizer, epoch and NumPy’s results',
  async (path) => {
    const file = await readWeights(goldenBytes(`ckpt/${path}`), path);
    const expected = readSafetensors(goldenBytes('ckpt/training.expected.safetensors')).tensors;
    const named = new Map([...expected].map(([name, tensor]) => [`module.${name}`, tensor]));
    expect(await allTensors(file)).toEqual(named);
    expect(file.notes).toEqual(['The weights are those under "model"; not read: optimizer, epoch, best_result.']);
    expect(file.metadata).toEqual({ epoch: '12' });
  },
);

const T = tensorOf(1, 0, [1], [1]);
const inside = (key: string, value: (string | number | number[])[]): (string | number | number[])[] => [
  '}',
  unicode(key),
  ...value,
  's',
];
test.each([
  ['the outermost', inside('w', T), 'w', []],
  ['state_dict', inside('state_dict', inside('w', T)), 'w', ['state_dict']],
  ['net, of any name', inside('mine', inside('w', T)), 'w', ['mine']],
  ['parts of a model', inside('model', inside('backbone', inside('w', T))), 'backbone.w', ['model']],
  ['state_dict in model', inside('model', inside('state_dict', inside('w', T))), 'w', ['model.state_dict']],
])('the dictionary of weights is found: %s', async (_what, parts, name, path) => {
  const file = await readWeights(archiveOf(pickle(...parts), Float32Array.of(7)), 'x.pth');
  expect([...file.tensors.keys()]).toEqual([name]);
  expect(file.notes).toEqual(path.map((one) => `The weights are those under "${one}".`));
});

test('opening reads no storage; a tensor reads its own bytes; a shared storage is read once', async () => {
  const bytes = goldenBytes('ckpt/strange.pth');
  const source = watched(bytes);
  const { tensors } = await readWeights(source, 'strange.pth');
  const opened = source.reads.length;
  expect(source.reads.every(({ length }) => length <= bytes.length)).toBe(true);
  const lengths = async (...names: string[]): Promise<number[]> => {
    const before = source.reads.length;
    for (const name of names) await tensors.get(name)!.read();
    return source.reads.slice(before).map(({ length }) => length);
  };
  const header = 30; // of the member, read to find where its bytes start
  expect(await lengths('scalar')).toEqual([header, 4]);
  expect(await lengths('alone')).toEqual([header, 40]); // of 80: rows 1 to 3, columns 2 and 3
  expect(await lengths('plain', 'transposed', 'rows', 'columns')).toEqual([header, 96]);
  expect(opened).toBe(6); // start, end, zip64's end, directory, header of the pickle, pickle
});

test('a deflated archive is read too', async () => {
  const members = unzipSync(goldenBytes('ckpt/strange.pth'));
  const file = await readWeights(zipOf(members, 6), 'packed.pth');
  const expected = readSafetensors(goldenBytes('ckpt/strange.expected.safetensors')).tensors;
  expect((await allTensors(file)).get('columns')).toEqual(expected.get('columns'));
});

test.each(['command.pth', 'command.legacy.pth'])('%s names a command: refused by its name, not run', async (path) => {
  await expect(readWeights(goldenBytes(`ckpt/${path}`), path)).rejects.toThrow(
    '"posix.system", which is no tensor or plain data; it was not run',
  );
  expect(existsSync('taskfield-was-here')).toBe(false);
});

test('a whole pickled module is refused by the name of its class', async () => {
  await expect(readWeights(goldenBytes('ckpt/module.pth'), 'module.pth')).rejects.toThrow(
    'module.pth: The file names "torch.nn.modules.linear.Linear"',
  );
});

const call = (module: string, name: string): Uint8Array => dictOf('w', [`c${module}\n${name}\n`, ')R']);
const big = (value: number): number[] => [0x4a, value & 255, (value >> 8) & 255, (value >> 16) & 255, value >> 24];
const WRONG: [string, Uint8Array, string][] = [
  ['eval', archiveOf(call('builtins', 'eval')), '"builtins.eval"'],
  ['a name inherited from an object', archiveOf(call('__proto__', 'toString')), '"__proto__.toString"'],
  ['torch’s own loader', archiveOf(call('torch.storage', '_load_from_bytes')), '"torch.storage._load_from_bytes"'],
  ['quantised tensors', archiveOf(call('torch._utils', '_rebuild_qtensor')), '"torch._utils._rebuild_qtensor"'],
  ['an opcode that makes objects', archiveOf(pickle('}', 0x81)), 'opcode 0x81'],
  ['a tensor beyond its storage', archiveOf(dictOf('w', tensorOf(4, 1, [4], [1]))), 'does not lie in its storage "0"'],
  ['strides beyond it', archiveOf(dictOf('w', tensorOf(4, 0, [2, 2], [3, 1]))), 'does not lie in its storage "0"'],
  ['fewer strides than axes', archiveOf(dictOf('w', tensorOf(4, 0, [2, 2], [1]))), 'does not lie'],
  ['a storage of other size than its member', archiveOf(dictOf('w', tensorOf(3, 0, [3], [1]))), 'should have 12 bytes'],
  ['no storage', zipOf({ 'a/data.pkl': dictOf('w', tensorOf(4, 0, [4], [1])) }), 'but the archive has none'],
  [
    'values repeated beyond the file',
    archiveOf(
      dictOf('w', [
        'ctorch._utils\n_rebuild_tensor_v2\n(',
        ...storageOf('FloatStorage', '0', 4),
        [0x4b, 0],
        [0x28, ...big(1 << 30), 0x74],
        sizes([0]),
        0x89,
        '}tR',
      ]),
    ),
    'would take 4294967296 bytes, more than its whole file',
  ],
  ['millions of opcodes', archiveOf(new Uint8Array(2_000_002).fill(0x29)), 'more than 2000000 opcodes'],
  ['no dictionary', archiveOf(pickle(']')), 'holds no dictionary'],
  ['a single tensor', archiveOf(pickle(...T), new Float32Array(1)), 'a single tensor'],
  ['no tensors', archiveOf(pickle('}', unicode('epoch'), [0x4b, 3], 's')), 'no named tensors but epoch'],
  ['protocol 5', archiveOf(Uint8Array.of(0x80, 5, 0x7d, 0x2e)), 'protocol 5'],
  ['a pickle that ends early', archiveOf(Uint8Array.of(0x80, 2, 0x7d)), 'The pickle needs 1 bytes'],
  ['an empty stack', archiveOf(pickle('0')), 'where none is'],
  ['big-endian', zipOf({ 'a/data.pkl': dictOf('w', T), 'a/byteorder': new TextEncoder().encode('big') }), 'big-endian'],
  ['two pickles', zipOf({ 'a/data.pkl': pickle('}'), 'b/data.pkl': pickle('}') }), 'no data.pkl of its own'],
];

test.each(WRONG)('%s is refused in a sentence', async (_what, bytes, message) => {
  const refusal = await readWeights(watched(bytes), 'x.pth').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(InputError);
  expect((refusal as Error).message).toContain(message);
});

test('a dictionary that holds itself, or others many times over, is refused', async () => {
  const itself = pickle('}', 'q', 0, unicode('w'), ...T, 's', unicode('again'), 'h', 0, 's');
  await expect(readWeights(archiveOf(itself, new Float32Array(1)), 'x.pth')).rejects.toThrow(
    'nested more than 16 deep',
  );
  const doubled: (string | number | number[])[] = ['}', unicode('w'), ...T, 's', 'q', 0, '0'];
  for (let level = 1; level < 15; level++) {
    doubled.push(
      '}',
      unicode('a'),
      'h',
      level - 1,
      's',
      unicode('b'),
      'h',
      level - 1,
      's',
      unicode('c'),
      'h',
      level - 1,
    );
    doubled.push('s', 'q', level, '0');
  }
  const many = pickle(...doubled, '}', unicode('w'), ...T, 's', unicode('deep'), 'h', 14, 's');
  await expect(readWeights(archiveOf(many, new Float32Array(1)), 'x.pth')).rejects.toThrow('over 100000 entries');
});

test('every truncation of both formats is refused', async () => {
  for (const path of ['strange.pth', 'strange.legacy.pth']) {
    const bytes = goldenBytes(`ckpt/${path}`);
    for (let length = 0; length < bytes.length; length += 7) {
      await expect(readWeights(watched(bytes.subarray(0, length)), path), `${length} bytes`).rejects.toThrow(
        InputError,
      );
    }
  }
});

test('a legacy file whose pickles are longer than the first chunk, put together by hand', async () => {
  const note = 'long '.repeat(40_000);
  const length = new Uint8Array(Uint32Array.of(note.length).buffer);
  const object = dictOf('w', [...tensorOf(2, 0, [2], [1]), 's', unicode('note'), [0x58, ...length], note]);
  const magic = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
  const storages = [2, 0, 0, 0, 0, 0, 0, 0, ...new Uint8Array(Float32Array.of(1.5, -2).buffer)];
  const pickles = [pickle(magic), pickle([0x4d, 0xe9, 3]), pickle('}'), object, pickle(']', unicode('0'), 'a')];
  const bytes = Uint8Array.from([...pickles, storages].flatMap((part) => [...part]));
  const source = watched(bytes);
  const { tensors } = await readWeights(source, 'x.pth');
  expect(await tensors.get('w')!.read()).toEqual(Float32Array.of(1.5, -2));
  expect(Math.max(...source.reads.map(({ length: asked }) => asked))).toBeGreaterThan(1 << 16);
  bytes[bytes.length - 16] = 3;
  await expect(readWeights(bytes, 'x.pth')).rejects.toThrow('has 3 values, not 2');
});
