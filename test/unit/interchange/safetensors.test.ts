import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { toFloat32 } from '../../../src/interchange/float16';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../../../src/interchange/safetensors';
import { GOLDEN_FOLDER, readGolden } from '../../helpers/golden';

const TENSORS = new Map<string, StoredTensor>([
  ['mask', { dtype: 'U8', shape: [3], data: Uint8Array.of(0, 128, 255) }],
  ['stem.weight', { dtype: 'F32', shape: [2, 1, 2], data: Float32Array.of(1, -2.5, NaN, 1e-40) }],
  ['steps', { dtype: 'I64', shape: [], data: BigInt64Array.of(-5n) }],
  ['empty', { dtype: 'F32', shape: [0, 4], data: new Float32Array(0) }],
  ['größe', { dtype: 'I32', shape: [1, 1], data: Int32Array.of(-7) }],
  ['__proto__', { dtype: 'BOOL', shape: [1], data: Uint8Array.of(1) }],
]);
const METADATA = { format: 'pt', note: 'µ "quoted"' };

/** A file of any header, with `body` bytes of zeros. */
function file(header: unknown, body = 0, headerLength?: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + body);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength ?? json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const f32 = (from: number, to: number, shape = [(to - from) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [from, to],
});

test('what is written is read back, bit for bit, with names and texts of any kind', () => {
  const { tensors, metadata } = readSafetensors(writeSafetensors(TENSORS, METADATA));
  expect(metadata).toEqual(METADATA);
  expect(tensors).toEqual(TENSORS);
  expect([...tensors.keys()]).toEqual(['steps', 'stem.weight', 'empty', 'größe', 'mask', '__proto__']); // widest first
});

test('the header ends on a multiple of 8, and a file may lie anywhere in memory', () => {
  for (let length = 0; length < 9; length++) {
    const bytes = writeSafetensors(
      new Map([['x'.repeat(length + 1), { dtype: 'F32', shape: [1], data: Float32Array.of(7) }]]),
    );
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
    const moved = new Uint8Array(bytes.length + 3);
    moved.set(bytes, 3);
    expect([...readSafetensors(moved.subarray(3)).tensors.values()][0]!.data).toEqual(Float32Array.of(7));
  }
});

test('an empty file of no tensors is a file', () => {
  expect(readSafetensors(writeSafetensors(new Map())).tensors.size).toBe(0);
});

test.each(['mtl/losses_invpt.safetensors', 'regularizer/g20_resize_normalize.safetensors'])(
  '%s is read as the tests’ own reader does',
  (path) => {
    const { tensors, metadata } = readSafetensors(readFileSync(GOLDEN_FOLDER + path));
    const golden = readGolden(path);
    expect(metadata).toEqual(golden.metadata);
    expect(tensors.size).toBe(golden.tensors.size);
    for (const [name, { shape, data }] of golden.tensors)
      expect(tensors.get(name)).toEqual({ dtype: 'F32', shape, data });
  },
);

const WRONG: [string, Uint8Array, string][] = [
  ['nothing', new Uint8Array(5), 'has 5 bytes'],
  ['a header longer than the file', file({}, 0, 1000), 'claims 1000 bytes'],
  ['a header of 2^63 bytes', file({}, 0, 2 ** 63), 'claims 9223372036854775808 bytes'],
  ['no JSON', file('{"a": '), 'not JSON'],
  ['no UTF-8', file('{}').fill(0xff, 8), 'not JSON'],
  ['a list', file([]), 'not an object'],
  ['an unknown dtype', file({ a: { ...f32(0, 4), dtype: 'F8_E4M3' } }, 4), '"F8_E4M3"; known are F64'],
  ['an inherited dtype', file({ a: { ...f32(0, 4), dtype: 'toString' } }, 4), '"toString"; known are'],
  ['no shape', file({ a: { dtype: 'F32', data_offsets: [0, 4] } }, 4), 'shape undefined'],
  ['a negative shape', file({ a: { ...f32(0, 4), shape: [-1] } }, 4), 'shape [-1]'],
  ['a shape beyond whole numbers', file({ a: { ...f32(0, 4), shape: [2 ** 40, 2 ** 40] } }, 4), 'whole numbers'],
  ['three offsets', file({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4, 8] } }, 8), 'two whole numbers'],
  [
    'offsets that do not fit the shape',
    file({ a: f32(0, 8, [3]) }, 8),
    'needs 12 bytes, but its data_offsets are 0 to 8',
  ],
  ['offsets backwards', file({ a: f32(8, 4, [1]) }, 8), 'needs 4 bytes'],
  ['a tensor behind the end', file({ a: f32(0, 8) }, 4), 'ends at byte 8, but only 4'],
  ['tensors that overlap', file({ a: f32(0, 8), b: f32(4, 12) }, 12), 'starts at byte 4, inside'],
  ['a gap', file({ a: f32(0, 4), b: f32(8, 12) }, 12), 'it must start at 4'],
  ['bytes left over', file({ a: f32(0, 4) }, 6), '2 bytes follow'],
  [
    'two tensors of one name',
    file(
      '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\\u0061":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}',
      1,
    ),
    'two entries named "a"',
  ],
  [
    'a field that is there twice',
    file('{"a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}}', 1),
    'two entries named "dtype"',
  ],
  ['metadata that is no text', file({ __metadata__: { step: 3 } }), '"step": 3'],
  ['a tensor that is a number', file({ a: 3 }), 'described by 3'],
];

test.each(WRONG)('%s is refused in one sentence', (_what, bytes, message) => {
  expect(() => readSafetensors(bytes)).toThrow(InputError);
  expect(() => readSafetensors(bytes)).toThrow(message);
});

test('the same name in different objects is no duplicate, whatever texts hold', () => {
  const header = `{"__metadata__": {"a": "\\"a\\": {", "b": "}"}, "a": ${JSON.stringify(f32(0, 4))}, "b": ${JSON.stringify(f32(4, 8))}}`;
  expect([...readSafetensors(file(header, 8)).tensors.keys()]).toEqual(['a', 'b']);
});

test('every truncation is refused', () => {
  const bytes = writeSafetensors(TENSORS, METADATA);
  for (let length = 0; length < bytes.length; length++) {
    expect(() => readSafetensors(bytes.subarray(0, length)), `${length} bytes`).toThrow(InputError);
  }
});

test('2000 seeded corruptions of the header are read or refused, never anything else', () => {
  const random = new Random(3);
  const whole = writeSafetensors(TENSORS, METADATA);
  const headerEnd = 8 + new DataView(whole.buffer).getUint32(0, true);
  let refused = 0;
  for (let i = 0; i < 2000; i++) {
    const bytes = whole.slice();
    for (let k = 0; k <= i % 3; k++) bytes[random.below(headerEnd)] = random.below(256);
    try {
      for (const { shape, data } of readSafetensors(bytes).tensors.values()) {
        expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
      }
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(1000); // most bytes matter
});

test('data that is not what it says is not written', () => {
  const write =
    (tensor: StoredTensor, name = 'w') =>
    () =>
      writeSafetensors(new Map([[name, tensor]]));
  expect(write({ dtype: 'F32', shape: [2], data: new Float32Array(3) })).toThrow('Float32Array of 2');
  expect(write({ dtype: 'F32', shape: [2], data: new Uint8Array(2) })).toThrow('its data is Uint8Array');
  expect(write(TENSORS.get('mask')!, '__metadata__')).toThrow('reserves');
});

test('half precision becomes float32', () => {
  const half = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0xfc00, 0x7e00);
  expect(toFloat32({ dtype: 'F16', data: half })).toEqual(Float32Array.of(1, -2, 2 ** -24, 65504, -0, -Infinity, NaN));
  const brain = Uint16Array.of(0x3f80, 0xc020);
  expect(toFloat32({ dtype: 'BF16', data: brain })).toEqual(Float32Array.of(1, -2.5));
  expect(toFloat32({ dtype: 'I64', data: BigInt64Array.of(-3n) })).toEqual(Float32Array.of(-3));
});
