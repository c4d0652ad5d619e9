/**
 * Position embeddings of a vision transformer at another grid: bicubic (a = -0.75, align_corners false, no
 * antialiasing), as torch.nn.functional.interpolate computes it. The first token, the class, keeps its own.
 */
import { InputError } from '../base/errors';

const A = -0.75;

/** Keys' cubic kernel at the distances of four neighbours from a point `t` behind the second. */
function cubicWeights(t: number): number[] {
  const near = (x: number): number => ((A + 2) * x - (A + 3)) * x * x + 1; // |x| <= 1
  const far = (x: number): number => ((A * x - 5 * A) * x + 8 * A) * x - 4 * A; // 1 < |x| < 2
  return [far(t + 1), near(t), near(1 - t), far(2 - t)];
}

/** For each place of the new axis its four neighbours, clamped to the border, and their weights. */
function taps(from: number, to: number): { index: number[]; weight: number[] }[] {
  return Array.from({ length: to }, (_, i) => {
    const x = ((i + 0.5) * from) / to - 0.5;
    const x0 = Math.floor(x);
    const index = [-1, 0, 1, 2].map((step) => Math.min(Math.max(x0 + step, 0), from - 1));
    return { index, weight: cubicWeights(x - x0) };
  });
}

/** The side of the square grid of `tokens` - 1 patches. @throws InputError if there is none */
export function squareSide(tokens: number): number {
  const side = Math.round(Math.sqrt(tokens - 1));
  if (side < 1 || side * side !== tokens - 1) {
    throw new InputError(
      `The position embedding has ${tokens} tokens; wanted is one of the class and a square number of patches.`,
    );
  }
  return side;
}

/**
 * @param values [1 + side², width], patches row by row
 * @param grid rows and columns wanted
 * @returns [1 + rows columns, width]
 */
export function resizePositionEmbedding(
  values: Float32Array,
  width: number,
  [rows, columns]: readonly [number, number],
): Float32Array {
  const side = squareSide(values.length / width);
  const out = new Float32Array((1 + rows * columns) * width);
  out.set(values.subarray(0, width));
  const [down, across] = [taps(side, rows), taps(side, columns)];
  down.forEach((row, r) =>
    across.forEach((column, c) => {
      for (let channel = 0; channel < width; channel++) {
        let sum = 0;
        for (let j = 0; j < 4; j++) {
          for (let i = 0; i < 4; i++) {
            const token = 1 + row.index[j]! * side + column.index[i]!;
            sum += row.weight[j]! * column.weight[i]! * values[token * width + channel]!;
          }
        }
        out[(1 + r * columns + c) * width + channel] = sum;
      }
    }),
  );
  return out;
}
