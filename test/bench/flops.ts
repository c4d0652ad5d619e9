/** Operations of the renderer as the reformulation counts them (spec/regularizer.md §2 and its table in §3), for GFLOP/s. */

import { GRADIENT_PASS, PER_SAMPLE, RAY_SUM, WEIGHTED } from '../../src/gpu/kernels/fused-flops';

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
