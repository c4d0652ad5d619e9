/** PNG files of every kind are read exactly, and none costs more than its bytes allow. */
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { encodePng, readPng } from '../../../src/formats/png';
import { rgbOf, valuesOf } from '../../../src/formats/raster';
import { chunk, pngBytes } from '../../helpers/png-writer';

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };
const KINDS = [
  [0, 1],
  [0, 2],
  [0, 4],
  [0, 8],
  [0, 16],
  [2, 8],
  [2, 16],
  [4, 8],
  [4, 16],
  [6, 8],
  [6, 16],
] as const;

function samplesOf(count: number, depth: number): number[] {
  const random = new Random(depth);
  return Array.from({ length: count }, () => random.below(2 ** depth));
}

const refusal = (bytes: Uint8Array): string => {
  try {
    readPng(bytes, 'x.png');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('was read');
};

describe.each([false, true])('interlaced: %s', (interlaced) => {
  it.each(KINDS)('colour type %i of %i bits comes back sample by sample', (color, depth) => {
    const [width, height, channels] = [13, 9, CHANNELS[color]!];
    const samples = samplesOf(width * height * channels, depth);
    const bytes = pngBytes({ width, height, depth, color, samples, interlaced });
    const raster = readPng(bytes, 'x.png', { palette: 'indices' });
    expect({ ...raster, data: [...raster.data] }).toEqual({ width, height, channels, data: samples });
    expect(raster.data).toBeInstanceOf(depth === 16 ? Uint16Array : Uint8Array);
  });

  it.each([1, 2, 4, 8])('a palette of %i bits gives indices or colours', (depth) => {
    const [width, height] = [13, 9];
    const samples = samplesOf(width * height, depth);
    const palette = Array.from({ length: 3 * 2 ** depth }, (_, i) => (7 * i) % 256);
    const bytes = pngBytes({ width, height, depth, color: 3, samples, palette, interlaced });
    expect([...readPng(bytes, 'x.png', { palette: 'indices' }).data]).toEqual(samples);
    const colours = readPng(bytes, 'x.png');
    expect(colours.channels).toBe(3);
    expect([...colours.data]).toEqual(samples.flatMap((i) => palette.slice(3 * i, 3 * i + 3)));
  });
});

it('stretches grey of few bits to what viewers show, unless values are asked for', () => {
  const parts = { width: 4, height: 1, depth: 2, color: 0, samples: [0, 1, 2, 3] };
  expect([...readPng(pngBytes(parts), 'x.png').data]).toEqual([0, 85, 170, 255]);
});

it('reads what it writes', () => {
  const rgba = Uint8Array.from({ length: 5 * 4 * 4 }, (_, i) => (i * 37) % 256);
  expect(readPng(encodePng({ width: 5, height: 4, rgba }), 'x.png').data).toEqual(rgba);
});

it('takes more than one stored block: 200 x 200 RGB is 120,200 bytes', () => {
  const samples = samplesOf(200 * 200 * 3, 8);
  const bytes = pngBytes({ width: 200, height: 200, depth: 8, color: 2, samples });
  expect(Uint8Array.from(readPng(bytes, 'x.png').data)).toEqual(Uint8Array.from(samples));
});

const small = { width: 4, height: 4, depth: 8, color: 0, samples: samplesOf(16, 8) };

describe('refuses', () => {
  it('a size that the data does not have, above and below', () => {
    expect(refusal(pngBytes({ ...small, declared: { width: 8, height: 8 } }))).toMatch(/declares 8 x 8.*72 bytes.*20/);
    expect(refusal(pngBytes({ ...small, declared: { width: 2, height: 2 } }))).toMatch(/declares 2 x 2.*more than 6/);
  });

  it('a size that no data of its length could have, without unpacking it', () => {
    expect(refusal(pngBytes({ ...small, declared: { width: 8000, height: 8000 } }))).toMatch(/cannot hold/);
  });

  it.each([
    [0, 4],
    [16_385, 1],
    [16_384, 16_384],
    [2 ** 31, 2 ** 31],
  ])('%i x %i pixels', (width, height) => {
    expect(refusal(pngBytes({ ...small, declared: { width, height } }))).toMatch(/pixels; 1 to 16384/);
  });
});

describe('names a file', () => {
  it('that is a bomb, before it grows: 64 MB of zeros behind the header of 4 x 4', () => {
    const packed = deflateSync(new Uint8Array(1 << 26));
    expect(refusal(pngBytes({ ...small, packed }))).toMatch(/unpacks to more than 20 bytes/);
  });

  it('cut off anywhere', () => {
    const bytes = pngBytes(small);
    for (let end = 0; end < bytes.length; end++) expect(refusal(bytes.subarray(0, end))).toMatch(/x\.png/);
  });

  it('with a flipped bit in header, palette or pixels', () => {
    const bytes = pngBytes(small);
    for (const at of [17, 27, 45]) {
      const flipped = bytes.slice();
      flipped[at]! ^= 1;
      expect(refusal(flipped)).toMatch(/checksum|declares|header/);
    }
  });

  it('with an index beyond the palette, and a palette image without one', () => {
    const samples = small.samples.map((_, i) => (i === 15 ? 2 : 1));
    const palette = [1, 2, 3, 4, 5, 6];
    expect(refusal(pngBytes({ ...small, color: 3, samples, palette }))).toMatch(/index 2 in a palette of 2/);
    expect(refusal(pngBytes({ ...small, color: 3 }))).toMatch(/no palette/);
  });

  it('that is no PNG', () => {
    expect(refusal(new TextEncoder().encode('<html>'))).toMatch(/no PNG/);
  });
});

it('a packed colour profile is not unpacked: 1 GB of it would take seconds', () => {
  const profile = [0x78, 0, 0, ...deflateSync(new Uint8Array(1 << 20))];
  const bytes = pngBytes({ width: 1, height: 1, depth: 8, color: 0, samples: [7], before: [chunk('iCCP', profile)] });
  expect([...readPng(bytes, 'x.png').data]).toEqual([7]);
});

describe('rasters', () => {
  it('become RGB of eight bits', () => {
    const grey = { width: 2, height: 1, channels: 2, data: Uint8Array.of(10, 99, 20, 98) };
    expect([...rgbOf(grey)]).toEqual([10, 10, 10, 20, 20, 20]);
    const deep = { width: 1, height: 1, channels: 4, data: Uint16Array.of(65_535, 257, 128, 4) };
    expect([...rgbOf(deep)]).toEqual([255, 1, 0]);
  });

  it('become values where all channels agree, and name the pixel where not', () => {
    const data = Uint8Array.of(3, 3, 3, 255, 4, 4, 4, 255);
    const raster = { width: 2, height: 1, channels: 4, data };
    expect([...valuesOf(raster, 'x.png')]).toEqual([3, 4]);
    data[5] = 9;
    expect(() => valuesOf(raster, 'x.png')).toThrow(/x\.png has colours \(4, 9, 4\) at pixel 1/);
  });
});
