/** Constant tensors rearranged on the CPU. */

export interface Rearrangeable {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** @param axes of the result, at least one, in terms of the axes given */
export function permuted({ shape, data }: Rearrangeable, axes: readonly number[]): Rearrangeable {
  const strides = shape.map((_, axis) => size(shape.slice(axis + 1)));
  const out = new Float32Array(data.length);
  let place = 0;
  const walk = (depth: number, from: number): void => {
    const axis = axes[depth]!;
    const [sides, stride] = [shape[axis]!, strides[axis]!];
    if (depth < axes.length - 1) {
      for (let i = 0; i < sides; i++) walk(depth + 1, from + i * stride);
    } else {
      for (let i = 0; i < sides; i++) out[place++] = data[from + i * stride]!;
    }
  };
  walk(0, 0);
  return { shape: axes.map((axis) => shape[axis]!), data: out };
}
