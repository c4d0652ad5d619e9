/** OpenCV's 8-bit HSV (spec/mtl-models.md §11 no. 7): hue 0..179, saturation and value 0..255. */

/** Hues of a turn. */
export const HUES = 180;
const SHIFT = 12;
const HALF = 1 << (SHIFT - 1);

const reciprocals = (numerator: (d: number) => number): Int32Array =>
  Int32Array.from({ length: 256 }, (_, d) => (d === 0 ? 0 : Math.round(numerator(d))));
const BY_VALUE = reciprocals((d) => (255 << SHIFT) / d);
const BY_RANGE = reciprocals((d) => (HUES << SHIFT) / (6 * d));

/** @returns hue | saturation << 8 | value << 16 */
export function hsvOf(r: number, g: number, b: number): number {
  const value = r > g ? (r > b ? r : b) : g > b ? g : b;
  const least = r < g ? (r < b ? r : b) : g < b ? g : b;
  const range = value - least;
  const saturation = (range * BY_VALUE[value]! + HALF) >> SHIFT;
  const side = value === r ? g - b : value === g ? b - r + 2 * range : r - g + 4 * range;
  const hue = (side * BY_RANGE[range]! + HALF) >> SHIFT;
  return (hue < 0 ? hue + HUES : hue) | (saturation << 8) | (value << 16);
}

const SECTOR = HUES / 6;
const FULL = 255 * SECTOR; // saturation times place in the sector, at most

/** @returns red | green << 8 | blue << 16 */
export function rgbOf(hue: number, saturation: number, value: number): number {
  const sector = (hue / SECTOR) | 0;
  const place = hue - sector * SECTOR;
  const p = ((value * (255 - saturation)) / 255 + 0.5) | 0;
  const q = ((value * (FULL - saturation * place)) / FULL + 0.5) | 0;
  const t = ((value * (FULL - saturation * (SECTOR - place))) / FULL + 0.5) | 0;
  switch (sector) {
    case 0:
      return value | (t << 8) | (p << 16);
    case 1:
      return q | (value << 8) | (p << 16);
    case 2:
      return p | (value << 8) | (t << 16);
    case 3:
      return p | (q << 8) | (value << 16);
    case 4:
      return t | (p << 8) | (value << 16);
    default:
      return value | (p << 8) | (q << 16);
  }
}
