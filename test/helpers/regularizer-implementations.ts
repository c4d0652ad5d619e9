/** The implementations of the renderer that the same tests run through. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { composedRenderer } from '../../src/model/regularizer/composed';
import { fusedCovers, fusedRenderer, planesAtRays } from '../../src/model/regularizer/fused';
import { freeCovers, FreeRenderer } from '../../src/model/regularizer/free-fused';
import type { Renderer, Rendering, RenderOptions, TriPlane } from '../../src/model/regularizer/types';

export interface Implementation {
  readonly name: string;
  make(options: RenderOptions): Renderer;
  /** Why it does not cover the case, or undefined. */
  refuses(options: RenderOptions, planes: TriPlane): string | undefined;
}

export const IMPLEMENTATIONS: readonly Implementation[] = [
  { name: 'composed', make: composedRenderer, refuses: () => undefined },
  {
    name: 'fused',
    make: fusedRenderer,
    refuses: (options, planes) =>
      fusedCovers(options, { channels: planes.xy.shape[3], atRays: planesAtRays(planes, options.rays) }),
  },
];

/** Those that render rays of other cameras. */
export const VIEW_IMPLEMENTATIONS: readonly Implementation[] = [
  { name: 'composed', make: composedRenderer, refuses: () => undefined },
  {
    name: 'free',
    make: (options) => new FreeRenderer(options),
    refuses: (options, { xy }) => freeCovers(options, { channels: xy.shape[3] }),
  },
];

/** All that a gradient can flow to, under the names of `referenceOutputs`: maps by head id, ID.weight and ID.z. */
export function outputsOf({ maps, absorbed }: Rendering): Record<string, Tensor> {
  const along = Object.entries(absorbed).flatMap(([id, { weight, z }]) => [
    [`${id}.weight`, weight] as const,
    [`${id}.z`, z] as const,
  ]);
  return { ...maps, ...Object.fromEntries(along) };
}

/** What the fused path may leave to the composed one; everything else it must cover. */
export function mayRefuse({ padding, rays, fieldHidden }: RenderOptions, planes: TriPlane): boolean {
  const odd = fieldHidden % 4 !== 0 || planes.xy.shape[3] % 4 !== 0;
  return odd || (padding === 'zeros' && !planesAtRays(planes, rays));
}
