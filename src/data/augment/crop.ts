/** InvPT's random crop (spec/mtl-models.md §6): drawn again while one class fills it. */
import type { Random } from '../../base/random';
import { nearestPlaces } from './places';

/** Part of an image, pixels. */
export interface Crop {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export type Size = readonly [height: number, width: number];

const TRIES = 10;
const LARGEST_SHARE = 0.75;
const IGNORE = 255;

/** Class labels as stored, and the size that the crop is taken at. */
export interface Classes {
  readonly labels: Uint8Array | undefined;
  readonly stored: Size;
}

/** More than one class is labelled, and none of them on three quarters of what is. @param at the image's scaled size */
export function isVaried({ labels, stored }: Classes, at: Size, { top, left, height, width }: Crop): boolean {
  if (!labels) return true;
  const rows = nearestPlaces({ from: stored[0], to: at[0], first: top, count: height });
  const columns = nearestPlaces({ from: stored[1], to: at[1], first: left, count: width });
  const counts = new Int32Array(256);
  for (const row of rows) {
    const start = row * stored[1];
    for (let x = 0; x < width; x++) counts[labels[start + columns[x]!]!]!++;
  }
  counts[IGNORE] = 0;
  const most = counts.reduce((largest, count) => Math.max(largest, count), 0);
  const labelled = counts.reduce((sum, count) => sum + count, 0);
  return counts.filter((count) => count > 0).length > 1 && most / labelled < LARGEST_SHARE;
}

/** At most as large as `input`; the last of the draws if none was varied. @param at the image's scaled size */
export function drawCrop(random: Random, classes: Classes, at: Size, input: Size): Crop {
  const [height, width] = [Math.min(at[0], input[0]), Math.min(at[1], input[1])];
  const draw = (): Crop => {
    const top = random.below(at[0] - height + 1);
    const left = random.below(at[1] - width + 1);
    return { top, left, height, width };
  };
  let crop = draw();
  for (let tries = 0; tries < TRIES && !isVaried(classes, at, crop); tries++) crop = draw();
  return crop;
}

/** The middle of an image. */
export function middleCrop(at: Size, input: Size): Crop {
  const [height, width] = [Math.min(at[0], input[0]), Math.min(at[1], input[1])];
  return { top: (at[0] - height) >> 1, left: (at[1] - width) >> 1, height, width };
}
