/** Scalar float64 convolution and its gradients, written from the definition: the independent reference. */

export interface ConvCase {
  readonly x: readonly [batch: number, height: number, width: number, channels: number];
  readonly kernel: readonly [height: number, width: number];
  readonly out: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

export function outSize({ x, kernel, stride, padding, dilation }: ConvCase): [height: number, width: number] {
  const size = (n: number, k: number): number => Math.floor((n + 2 * padding - dilation * (k - 1) - 1) / stride) + 1;
  return [size(x[1], kernel[0]), size(x[2], kernel[1])];
}

/** Calls `visit` with the flat indices of x, filter and y of every product in the sum. */
function forEachProduct(c: ConvCase, visit: (x: number, filter: number, y: number) => void): void {
  const [batch, height, width, channels] = c.x;
  const [outHeight, outWidth] = outSize(c);
  for (let b = 0; b < batch; b++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let ky = 0; ky < c.kernel[0]; ky++)
          for (let kx = 0; kx < c.kernel[1]; kx++) {
            const iy = oy * c.stride - c.padding + ky * c.dilation;
            const ix = ox * c.stride - c.padding + kx * c.dilation;
            if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue;
            for (let ci = 0; ci < channels; ci++)
              for (let co = 0; co < c.out; co++)
                visit(
                  ((b * height + iy) * width + ix) * channels + ci,
                  ((ky * c.kernel[1] + kx) * channels + ci) * c.out + co,
                  ((b * outHeight + oy) * outWidth + ox) * c.out + co,
                );
          }
}

interface Values {
  readonly x: ArrayLike<number>;
  readonly filter: ArrayLike<number>;
  readonly bias: ArrayLike<number>;
  readonly dy: ArrayLike<number>;
}

export function convReference(
  c: ConvCase,
  { x, filter, bias, dy }: Values,
): Record<'y' | 'dx' | 'dFilter' | 'dBias', Float64Array> {
  const y = Float64Array.from(dy, (_, i) => bias[i % c.out]!);
  const dx = new Float64Array(x.length);
  const dFilter = new Float64Array(filter.length);
  const dBias = new Float64Array(c.out);
  forEachProduct(c, (i, f, o) => {
    y[o]! += x[i]! * filter[f]!;
    dx[i]! += dy[o]! * filter[f]!;
    dFilter[f]! += dy[o]! * x[i]!;
  });
  for (let i = 0; i < dy.length; i++) dBias[i % c.out]! += dy[i]!;
  return { y, dx, dFilter, dBias };
}
