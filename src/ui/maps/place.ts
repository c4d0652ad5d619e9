/** Between a place on a tile and a pixel of the image; tiles of every size show the same image. */
import type { Pixel } from '../../protocol/views';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** The pixel under a pointer; the nearest one outside the tile. */
export function pixelUnder(at: { readonly x: number; readonly y: number }, box: Box, size: ImageSize): Pixel {
  const cell = (offset: number, length: number, count: number): number =>
    Math.max(0, Math.min(count - 1, Math.floor((offset / length) * count)));
  return { row: cell(at.y - box.top, box.height, size.height), column: cell(at.x - box.left, box.width, size.width) };
}

/** The middle of a pixel, in percent of the tile. */
export function middleOf({ row, column }: Pixel, { height, width }: ImageSize): { left: string; top: string } {
  return { left: `${(100 * (column + 0.5)) / width}%`, top: `${(100 * (row + 0.5)) / height}%` };
}

/** Share of the tile's width at a pointer, within 0..1. */
export function shareAt(x: number, { left, width }: Box): number {
  return Math.max(0, Math.min(1, (x - left) / width));
}
