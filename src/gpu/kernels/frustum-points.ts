/** Samples on the rays of other cameras as points of a frustum volume. shaders/frustum-points.wgsl. */
import type { Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor } from '../op';

export interface FrustumOptions {
  /** Ray grid. */
  readonly rows: number;
  readonly columns: number;
  /** scale * z + shift = metres, or where `inverse` 1 / metres; for the rays and the box alike. */
  readonly scale: number;
  readonly shift: number;
  readonly inverse: boolean;
  /** Samples outside the box do not count. */
  readonly onlyInside: boolean;
}

const kernel = defineKernel('frustum-points');

/**
 * @param t [B, rows * columns, samples]
 * @param views [B, 20]: fx, fy, cx, cy of the volume's camera, of the looking one; the upper three rows of ΔV
 * @returns [B, rays, samples, 4]: x, y, z of the box and 1, or (0, 0, 0, 0) where the sample does not count; no gradient
 */
export function frustumPoints(t: Tensor3D, views: Tensor2D, options: FrustumOptions): Tensor4D {
  const { rows, columns, scale, shift, inverse, onlyInside } = options;
  const [batch, rays, samples] = t.shape;
  if (rays !== rows * columns || views.shape.join() !== `${batch},20`) {
    throw new Error(
      `depths of shape [${t.shape}] and views of shape [${views.shape}] do not fit ${rows}x${columns} rays; give [B, rays, samples] and [B, 20].`,
    );
  }
  const { at } = kernel.run({
    inputs: { t, views },
    outputs: { at: { shape: [batch, rays, samples, 4] } },
    uniforms: {
      points: t.size,
      rows,
      columns,
      samples,
      scale,
      shift,
      inverse: inverse ? 1 : 0,
      only_inside: onlyInside ? 1 : 0,
    },
    groups: linearGroups(t.size, 64),
  });
  return asTensor<Tensor4D>(at!);
}
