/** Painted maps made smaller, each pixel the mean of a square: lines one pixel wide grow faint and do not break up. */
import type { Painted } from '../protocol/views';

const WIDEST = 320; // pixels: twice what a page shows of one among several

/** What does not fill a square at the right or lower end is left out. */
export function shrunk(painted: Painted): Painted {
  const square = Math.floor(painted.width / WIDEST);
  if (square < 2) return painted;
  const { width: columns, rgba: from } = painted;
  const [width, height] = [Math.floor(columns / square), Math.floor(painted.height / square)];
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let to = 0; to < rgba.length; to++) {
    const pixel = to >> 2;
    const first = square * (Math.floor(pixel / width) * columns + (pixel % width));
    let sum = 0;
    for (let dy = 0; dy < square; dy++) {
      for (let dx = 0; dx < square; dx++) sum += from[4 * (first + dy * columns + dx) + (to & 3)]!;
    }
    rgba[to] = sum / square ** 2;
  }
  return { width, height, rgba };
}
