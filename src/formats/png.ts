/** PNG files, through fast-png. */
import { encode } from 'fast-png';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4] */
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

export function encodePng({ width, height, rgba }: Picture): Uint8Array {
  return encode({
    width,
    height,
    data: new Uint8Array(rgba.buffer, rgba.byteOffset, rgba.length),
    channels: 4,
    depth: 8,
  });
}
