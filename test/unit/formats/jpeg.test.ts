/** JPEG files through one decoder everywhere. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { readJpeg } from '../../../src/formats/jpeg';
import { jpg } from '../../helpers/layouts';

/** Left half of one colour, right half of another: both along the borders of 8 x 8 blocks. */
function twoColours(): { bytes: Uint8Array; at: (x: number, y: number) => number[] } {
  const [width, height] = [32, 16];
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) rgb.set(i % width < 16 ? [200, 40, 60] : [20, 90, 230], 3 * i);
  const bytes = jpg(width, height, rgb);
  const raster = readJpeg(bytes, 'x.jpg');
  expect(raster).toMatchObject({ width, height, channels: 3 });
  return { bytes, at: (x, y) => [...raster.data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)] };
}

const refusal = (bytes: Uint8Array): string => {
  try {
    readJpeg(bytes, 'x.jpg');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('was read');
};

/** Where the frame header begins: its marker is FF C0. */
const frameAt = (bytes: Uint8Array): number => bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0);

it('gives colours back to within a few levels', () => {
  const { at } = twoColours();
  for (const [pixel, expected] of [
    [at(3, 3), [200, 40, 60]],
    [at(28, 12), [20, 90, 230]],
  ] as const) {
    pixel.forEach((value, c) => expect(Math.abs(value - expected[c]!)).toBeLessThan(6));
  }
});

describe('refuses', () => {
  it('a size that its bytes cannot hold, before anything is allocated', () => {
    const { bytes } = twoColours();
    const lying = bytes.slice();
    lying.set([0x20, 0x00, 0x20, 0x00], frameAt(bytes) + 5);
    expect(refusal(lying)).toMatch(/declares 8192 x 8192 pixels, which \d+ bytes cannot hold/);
    lying.set([0xff, 0xff, 0xff, 0xff], frameAt(bytes) + 5);
    expect(refusal(lying)).toMatch(/65535 x 65535 pixels; 1 to 16384/);
  });

  it('twelve bits a sample, and kinds that nobody writes', () => {
    const { bytes } = twoColours();
    const deep = bytes.slice();
    deep[frameAt(bytes) + 4] = 12;
    expect(refusal(deep)).toMatch(/12 bits/);
    const lossless = bytes.slice();
    lossless[frameAt(bytes) + 1] = 0xc3;
    expect(refusal(lossless)).toMatch(/kind 3/);
  });

  it('a picture whose second half is missing', () => {
    const random = new Random(4);
    const noise = jpg(
      64,
      64,
      Uint8Array.from({ length: 64 * 64 * 3 }, () => random.below(256)),
    );
    expect(refusal(noise.subarray(0, noise.length / 2))).toMatch(/cannot be decoded/);
  });

  it('more scans than any writer makes', () => {
    const { bytes } = twoColours();
    const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0];
    const many = Uint8Array.from([...bytes.subarray(0, -2), ...Array.from({ length: 200 }, () => scan).flat()]);
    expect(refusal(many)).toMatch(/more than 100 scans/);
  });

  it('what is no JPEG', () => {
    expect(refusal(Uint8Array.of(0x89, 0x50))).toMatch(/no JPEG/);
    expect(refusal(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))).toMatch(/no frame header/);
  });
});
