/**
 * Thinning of a mask to lines one pixel wide (Guo & Hall 1989, the parallel algorithm of two sub-iterations; the same
 * as MATLAB's bwmorph(…, 'thin', Inf)): boundaries of PASCAL's labels, and their evaluation.
 */

/** Offsets of the neighbours x1 … x8, counter-clockwise from East, as (dx, dy). */
const NEIGHBOURS = [
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, -1],
  [-1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
] as const;

/** By the eight neighbours as bits (bit k - 1 = xk): bit 0 = goes in the odd sub-iteration, bit 1 = in the even one. */
const GOES = Uint8Array.from({ length: 256 }, (_, bits) => goes(bits));

/**
 * Removes pixels of the rim until nothing changes; what was connected stays so.
 * @param mask anything but 0 is set. [H, W]
 * @returns 0 or 1 [H, W]
 */
export function thin(mask: Uint8Array, height: number, width: number): Uint8Array {
  // A frame of zeros stands for the neighbours outside.
  const stride = width + 2;
  const framed = new Uint8Array((height + 2) * stride);
  let set: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] === 0) continue;
      const at = (y + 1) * stride + x + 1;
      framed[at] = 1;
      set.push(at);
    }
  }
  const offsets = NEIGHBOURS.map(([dx, dy]) => dy * stride + dx);
  for (let before = -1; before !== set.length;) {
    before = set.length;
    for (const pass of [1, 2]) set = withoutRim(framed, set, offsets, pass);
  }
  const thinned = new Uint8Array(height * width);
  for (const at of set) thinned[(Math.floor(at / stride) - 1) * width + (at % stride) - 1] = 1;
  return thinned;
}

/** One sub-iteration: all pixels are judged before any is removed. */
function withoutRim(framed: Uint8Array, set: readonly number[], offsets: readonly number[], pass: number): number[] {
  const kept: number[] = [];
  const gone: number[] = [];
  for (const at of set) {
    let bits = 0;
    for (let k = 0; k < 8; k++) bits |= framed[at + offsets[k]!]! << k;
    (GOES[bits]! & pass ? gone : kept).push(at);
  }
  for (const at of gone) framed[at] = 0;
  return kept;
}

function goes(bits: number): number {
  /** xk, k = 1 … 9, where x9 = x1. */
  const x = (k: number): boolean => ((bits >> ((k - 1) % 8)) & 1) === 1;
  let crossings = 0;
  let evenPairs = 0;
  let oddPairs = 0;
  for (let i = 1; i <= 4; i++) {
    if (!x(2 * i - 1) && (x(2 * i) || x(2 * i + 1))) crossings++;
    if (x(2 * i - 1) || x(2 * i)) evenPairs++;
    if (x(2 * i) || x(2 * i + 1)) oddPairs++;
  }
  const pairs = Math.min(evenPairs, oddPairs);
  if (crossings !== 1 || pairs < 2 || pairs > 3) return 0;
  const odd = !((x(2) || x(3) || !x(8)) && x(1));
  const even = !((x(6) || x(7) || !x(4)) && x(5));
  return (odd ? 1 : 0) | (even ? 2 : 0);
}
