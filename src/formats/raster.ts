/** A decoded picture file, and the bounds that every picture must keep before anything is allocated for it. */
import { InputError } from '../base/errors';

/** Samples as the file has them: a Uint16Array if it has 16 bits, else a Uint8Array. [height, width, channels] */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 1 grey (or palette indices), 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: number;
  readonly data: Uint8Array | Uint16Array;
}

/** Pixels along a side: more is no photograph of a room. */
export const MOST_SIDE = 16_384;
/** Pixels in all: what a decoder and a copy of its result can take in a tab. */
export const MOST_PIXELS = 1 << 26;

/** @throws InputError if a picture's declared size is nothing or too much */
export function checkSize(width: number, height: number, what: string): void {
  const fits = width >= 1 && height >= 1 && width <= MOST_SIDE && height <= MOST_SIDE && width * height <= MOST_PIXELS;
  if (fits) return;
  throw new InputError(
    `${what} declares ${width} x ${height} pixels; 1 to ${MOST_SIDE} along a side and ${MOST_PIXELS} in all are read, make it smaller.`,
  );
}

/** Colours of eight bits: grey is repeated, alpha left out, 16 bits are rounded to 8. [height, width, 3] */
export function rgbOf({ width, height, channels, data }: Raster): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8Array(width * height * 3);
  const scale = data instanceof Uint16Array ? 1 / 257 : 1; // 65535 = 257 * 255
  const step = channels > 2 ? 1 : 0;
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    for (let c = 0; c < 3; c++) rgb[to + c] = Math.round(data[from + c * step]! * scale);
  }
  return rgb;
}

/**
 * A map of one value a pixel. Grey that was saved as RGB is taken as what it is. [height, width]
 * @throws InputError if the channels differ: then these are colours, not values
 */
export function valuesOf({ width, height, channels, data }: Raster, what: string): Uint8Array | Uint16Array {
  if (channels === 1) return data;
  const values = data instanceof Uint16Array ? new Uint16Array(width * height) : new Uint8Array(width * height);
  for (let i = 0, from = 0; i < values.length; i++, from += channels) {
    if (channels > 2 && (data[from] !== data[from + 1] || data[from] !== data[from + 2])) {
      throw new InputError(
        `${what} has colours (${data[from]}, ${data[from + 1]}, ${data[from + 2]}) at pixel ${i} where one value was expected; give it as a grey or palette image.`,
      );
    }
    values[i] = data[from]!;
  }
  return values;
}
