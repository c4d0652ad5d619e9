/** MAT files of version 5: what SciPy wrote, and what MATLAB's format allows beside it. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { readMat5, rowsOf, type MatValue } from '../../../src/formats/mat5';

/** scipy.io.savemat of SciPy 1.17, do_compression=True: the variables below, and a sparse matrix. */
const FROM_SCIPY = Buffer.from(
  [
    'TUFUTEFCIDUuMCBNQVQtZmlsZSBQbGF0Zm9ybTogcG9zaXgsIENyZWF0ZWQgb246IFNhdCBOb3YgMjEgMTg6MTA6NDEgMjAyNgAAAAAAAAAA',
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABSU0PAAAAOAAAAHic42NgYPAAYjYg5gBibgYIYIXymYCYGYgZ',
    'oXyfxKTUHN/EAhYgmwcszgJUwwpUwwbWBwB8hwOuDwAAAPkAAAB4nKVSSw6CMBB95RfRxLjwEK4M0Y1Ll94CqxC/tIZyeJe2tFWpGgg+mAwz',
    'ZX5vOgZw94FI6oEUDxqhsclTAlDGeCi19U+knApGixzgu3O+rwTG0rfGK1/wJd/IaJgcyl4kySpNFJa1X+XZtvTlveVRfQ2NPZOyv1Ih6pP6',
    'Kz2xDAUVF/33jZaVeNZZtfQbOf0q+5aXgrPP+Ognfxqx8WvM12587MT7zpye7YfIl+j6G9KPp6lhIq1X+GLH8pK08BI0eAlwzGnWex71kG77',
    'CNHch7IrLveBz/iu9a2jy9x+o76PjB/+vAez3vfAwu3brW/xXl/hAZOzKVQPAAAANQAAAHic42NgYPAAYjYg5oDSIMAK5TMCMTOYZmRIA9Kc',
    'QCzBAAMP7CE004E5pQwdNk/M6wBfOAZUDwAAACwAAAB4nONjYGCwAGI2IOYAYnYGCGCF8pmAmBGMGRmKofIcYBUH7BkYFBwAJ5kCTw8AAABC',
    'AAAAeJzjY2BgWADEbEDMAcSMDBDAisRngtIgseTUnJxiIM0HxAZI+ljw6AMBASAvMQlTHw8WfYwMyO5gYWAH0gDl9ASVDwAAACUAAAB4nONj',
    'YGCwAGI2IOaA0iDACuXDACNULDW3oKQSSHNCxQE1/wKmDwAAACoAAAB4nONjYGAwAGI2IOYAYk4mBjBghfIZgZgJTLMwpOUkpjMBeSAxACQ7',
    'AgwPAAAAUAAAAHicLYwLCoAwDMWe8+/m/Os1diZF8ALe36grBEpK6iVdUEAFjf7JwYGBFLLoE7bj3s/Xhc84TE87c2vpBtVa6Dw/R/6t9J1K',
    'TbLa9ADGhAOUDwAAADMAAAB4nONjYGBwAGI2IOYAYhYGCGCF8pmAmBmIGaFiJakVJUZAWgCqJzElKTU5jYEBAFbuBNsPAAAAMAAAAHic42Ng',
    'YLAAYjYg5gBiFgYIYIXyGYGYGUqD1JTm5iSWljAwCABVhhzeUwQAQJcFYg8AAAA7AAAAeJzjY2BgKABiNiDmAGJWIGaC0hxQNggzQtUUFyQW',
    'Faci5BmgciA+DxKfCcrmBGIBBhj4YA+jARMABdM=',
  ].join(''),
  'base64',
);
const read = (): Record<string, MatValue> => readMat5(FROM_SCIPY, 'x.mat');

const refusal = (bytes: Uint8Array): string => {
  try {
    readMat5(bytes, 'x.mat');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('was read');
};

it('numbers keep their class and axes, the first axis varying fastest', () => {
  const { LabelMap, f, s, flag, cube, empty } = read();
  expect(LabelMap).toEqual({ dims: [2, 3], data: Uint16Array.of(1, 4, 2, 5, 3, 6) });
  expect(f).toEqual({ dims: [1, 3], data: Float64Array.of(0.5, -2.25, 1e300) });
  expect(s).toEqual({ dims: [2, 1], data: Float32Array.of(1.5, 2.5) });
  expect(flag).toEqual({ dims: [1, 2], data: Uint8Array.of(1, 0) });
  expect(empty).toEqual({ dims: [0, 0], data: new Float64Array(0) });
  // cube[i][j][k] = 12 i + 4 j + k
  expect(cube).toMatchObject({ dims: [2, 3, 4] });
  expect([...(cube as { data: Int16Array }).data.subarray(0, 7)]).toEqual([0, 12, 4, 16, 8, 20, 1]);
});

it('rows of a matrix', () => {
  expect(rowsOf(read().LabelMap, 'x.mat')).toEqual({ height: 2, width: 3, data: Uint16Array.of(1, 2, 3, 4, 5, 6) });
  expect(() => rowsOf(read().cube, 'the cube')).toThrow(/the cube is no matrix/);
  expect(() => rowsOf(undefined, 'nothing')).toThrow(InputError);
});

it('structures, arrays of them, cells and texts', () => {
  const { anno, cells, text2, umlaut } = read();
  expect(anno).toMatchObject({
    imname: '2008_000003',
    objects: [
      {
        class: 'person',
        class_ind: { dims: [1, 1], data: Float64Array.of(15) },
        mask: { dims: [3, 2], data: Uint8Array.of(1, 1, 0, 1, 1, 1) },
        parts: [
          { part_name: 'head', mask: { dims: [3, 2], data: Uint8Array.of(1, 0, 1, 0, 1, 1) } },
          { part_name: 'torso', mask: { dims: [3, 2], data: Uint8Array.of(0, 1, 0, 0, 0, 0) } },
        ],
      },
      { class: 'dog', parts: { dims: [0, 0] } },
    ],
  });
  expect(cells).toEqual(['ab', { dims: [1, 1], data: Int32Array.of(7) }]);
  expect(text2).toEqual(['abc', 'def']);
  expect(umlaut).toBe('Tür');
});

it('leaves a sparse matrix out and reads the rest', () => {
  expect(Object.keys(read())).toHaveLength(10);
});

describe('refuses', () => {
  it('a file cut off anywhere', () => {
    for (let end = 0; end < FROM_SCIPY.length; end += 7) {
      const cut = FROM_SCIPY.subarray(0, end);
      const whole = Object.keys(read());
      try {
        // Between two variables nothing tells: those before are read.
        expect(whole).toEqual(expect.arrayContaining(Object.keys(readMat5(cut, 'x.mat'))));
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }
    expect(refusal(FROM_SCIPY.subarray(0, 200))).toMatch(/ends beyond 200/);
  });

  it('version 7.3, which is HDF5, and what is no MAT file', () => {
    const newer = Uint8Array.from(FROM_SCIPY);
    newer[125] = 2;
    expect(refusal(newer)).toMatch(/version 7\.3.*-v7/);
    expect(refusal(new Uint8Array(500))).toMatch(/no little-endian MAT file/);
  });

  it('an element of negative length, on which other readers turn for ever', () => {
    const bytes = new Uint8Array(136);
    bytes.set(FROM_SCIPY.subarray(0, 128));
    new DataView(bytes.buffer).setInt32(128, 14, true);
    new DataView(bytes.buffer).setInt32(132, -8, true);
    expect(refusal(bytes)).toMatch(/element of 4294967288 bytes at 128/);
  });

  it('a cell array that claims a thousand million parts', () => {
    const words = [14, 40, 6, 8, 1, 0, 5, 8, 1, 1e9, 1, 0];
    const bytes = new Uint8Array(128 + 4 * words.length);
    bytes.set(FROM_SCIPY.subarray(0, 128));
    words.forEach((word, i) => new DataView(bytes.buffer).setUint32(128 + 4 * i, word, true));
    expect(refusal(bytes)).toMatch(/claims 1000000000 parts in 0 bytes/);
  });
});
