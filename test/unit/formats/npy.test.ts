/** NumPy arrays: all common dtypes, both byte orders, both axis orders. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { readNpy } from '../../../src/formats/npy';
import { npyBytes } from '../../helpers/npy-writer';

/** As NumPy 2.4 wrote np.array([[1.5, -2], [0.25, 3]], 'f4', order='F'). */
const FROM_NUMPY =
  'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMiksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AACAPgAAAMAAAEBA';

const refusal = (bytes: Uint8Array): string => {
  try {
    readNpy(bytes, 'x.npy');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('was read');
};

const reversed = (data: { buffer: ArrayBufferLike }, size: number): Uint8Array => {
  const bytes = new Uint8Array(data.buffer.slice(0));
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
};

it('reads what NumPy wrote, turned into C order', () => {
  const { shape, data } = readNpy(Buffer.from(FROM_NUMPY, 'base64'), 'x.npy');
  expect(shape).toEqual([2, 2]);
  expect(data).toEqual(Float32Array.of(1.5, -2, 0.25, 3));
});

describe.each([
  [Int8Array.of(-128, 127), '|i1', 1],
  [Uint8Array.of(0, 255), '|u1', 1],
  [Int16Array.of(-32_768, 32_767), 'i2', 2],
  [Uint16Array.of(1, 65_535), 'u2', 2],
  [Int32Array.of(-(2 ** 31), 2 ** 31 - 1), 'i4', 4],
  [Uint32Array.of(1, 2 ** 32 - 1), 'u4', 4],
  [Float32Array.of(1.5, -3e38), 'f4', 4],
  [Float64Array.of(1.1, -1e300), 'f8', 8],
] as const)('%o as %s', (values, name, size) => {
  it('in both byte orders', () => {
    expect(readNpy(npyBytes([2], values), 'x.npy')).toEqual({ shape: [2], data: values });
    if (size === 1) return;
    const swapped = npyBytes([2], reversed(values, size), { descr: `>${name}` });
    expect(readNpy(swapped, 'x.npy')).toEqual({ shape: [2], data: values });
  });
});

it('bool becomes 0 and 1, whatever byte says true', () => {
  const bytes = npyBytes([3], Uint8Array.of(0, 1, 7), { descr: '|b1' });
  expect(readNpy(bytes, 'x.npy').data).toEqual(Uint8Array.of(0, 1, 1));
});

it('half floats: one, a third, the largest, the smallest, infinity, not a number', () => {
  const halves = Uint16Array.of(0x3c00, 0x3555, 0x7bff, 0x0001, 0xfc00, 0x7e00, 0x8000);
  const { data } = readNpy(npyBytes([7], halves, { descr: '<f2' }), 'x.npy');
  expect([...data]).toEqual([1, 0.333251953125, 65_504, 2 ** -24, -Infinity, NaN, -0]);
});

it('64-bit integers as numbers, as long as these are exact', () => {
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  const bytes = npyBytes([2], BigInt64Array.of(-most, most), { descr: '<i8' });
  expect([...readNpy(bytes, 'x.npy').data]).toEqual([-(2 ** 53) + 1, 2 ** 53 - 1]);
  expect(refusal(npyBytes([1], BigUint64Array.of(2n ** 53n), { descr: '<u8' }))).toMatch(/integer 9007199254740992/);
});

it('three axes of Fortran order come out in C order', () => {
  // value = 100 i + 10 j + k, the first axis fastest in the file
  const file: number[] = [];
  for (let k = 0; k < 4; k++) for (let j = 0; j < 3; j++) for (let i = 0; i < 2; i++) file.push(100 * i + 10 * j + k);
  const { data } = readNpy(npyBytes([2, 3, 4], Int32Array.from(file), { fortran: true }), 'x.npy');
  const expected: number[] = [];
  for (let i = 0; i < 2; i++)
    for (let j = 0; j < 3; j++) for (let k = 0; k < 4; k++) expected.push(100 * i + 10 * j + k);
  expect([...data]).toEqual(expected);
});

it('versions 2 and 3, a single value, an empty array', () => {
  expect(readNpy(npyBytes([2], Uint8Array.of(3, 4), { version: 3 }), 'x.npy').data).toEqual(Uint8Array.of(3, 4));
  expect(readNpy(npyBytes([2], Uint8Array.of(3, 4), { version: 2 }), 'x.npy').data).toEqual(Uint8Array.of(3, 4));
  expect(readNpy(npyBytes([], Uint8Array.of(9)), 'x.npy')).toEqual({ shape: [], data: Uint8Array.of(9) });
  expect(readNpy(npyBytes([0, 3], new Float32Array(0)), 'x.npy').shape).toEqual([0, 3]);
});

describe('refuses', () => {
  it('a header that claims more or fewer values than there are, before it makes room for them', () => {
    expect(refusal(npyBytes([1e6, 1e6], new Float32Array(4)))).toMatch(/needs 4000000000000 bytes, but has 16/);
    expect(refusal(npyBytes([3], new Float32Array(4)))).toMatch(/needs 12 bytes, but has 16/);
  });

  it('objects, structures, text and complex numbers', () => {
    for (const descr of ['|O', '<U4', '<c8', '|V8', '<M8', 'f4', '<toString']) {
      expect(refusal(npyBytes([1], Uint8Array.of(1), { descr }))).toMatch(/has the dtype/);
    }
  });

  it('what is cut off or no array', () => {
    const bytes = npyBytes([2, 2], Float32Array.of(1, 2, 3, 4));
    for (let end = 0; end < bytes.length; end++) expect(refusal(bytes.subarray(0, end))).toMatch(/x\.npy/);
  });
});
