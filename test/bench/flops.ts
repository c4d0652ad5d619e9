/** Operations of the renderer as the reformulation counts them (spec/regularizer.md §2 and its table in §3), for GFLOP/s. */

export interface RenderSize {
  readonly batch: number;
  readonly rays: readonly [number, number];
  readonly samples: number;
  /** Channels of one plane; texels along z are those of the ray grid. */
  readonly channels: number;
  /** Hidden units of one net. */
  readonly hidden: number;
  /** Channels of each head; the density net comes on top. */
  readonly heads: readonly number[];
}

export interface Flops {
  readonly forward: number;
  readonly backward: number;
}

// A fused multiply-add counts two. By hidden unit and sample:
const PRE = 8; // A + lerp X + lerp Y: (sub, fma) twice, two adds
const HIDDEN = PRE + 2; // LeakyReLU: multiply, max
const WEIGHTED = HIDDEN + 2; // into a weighted sum over samples or over units
const SLOPE = 1; // LeakyReLU' by comparison
const D_PRE = 4; // (weight G + d(density) w_sigma) LeakyReLU'
const SCATTER = 5; // (1 - fraction) d and fraction d into two sums
const GRADIENT_PASS = PRE + SLOPE + D_PRE + SCATTER; // by columns, and again by rows
const RAY_SUM = 1; // d(pre) of the ray's own texel, by one of the passes
const PER_SAMPLE = 20; // activation, optical depth, weight; their gradients the same

/** At 56x72 rays, 128 samples, 64 channels, hidden 64, heads 40/1/3/1: 2.51 GFLOP forward, 8.75 backward. */
export function reformulatedFlops({ batch, rays: [rows, cols], samples, channels, hidden, heads }: RenderSize): Flops {
  const rays = batch * rows * cols;
  const points = rays * samples;
  const texels = rays + batch * (rows * cols + rows * cols); // xz: rows along z; yz: cols along z
  const units = (heads.length + 1) * hidden;
  const headUnits = heads.length * hidden;
  const project = 2 * texels * units * channels;
  const output = 2 * rays * hidden * heads.reduce((a, b) => a + b, 0);
  return {
    forward: project + points * (units * WEIGHTED + PER_SAMPLE) + output,
    backward:
      2 * project + 2 * output + points * (headUnits * WEIGHTED + units * (2 * GRADIENT_PASS + RAY_SUM) + PER_SAMPLE),
  };
}
