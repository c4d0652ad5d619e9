/** The implementations of the renderer that the same tests run through. */
import { composedRenderer } from '../../src/model/regularizer/composed';
import { fusedCovers, fusedRenderer } from '../../src/model/regularizer/fused';
import type { Renderer, RenderOptions, TriPlane } from '../../src/model/regularizer/types';

export interface Implementation {
  readonly name: string;
  make(options: RenderOptions): Renderer;
  /** Why it does not cover the case, or undefined. */
  refuses(options: RenderOptions, planes: TriPlane): string | undefined;
}

export const IMPLEMENTATIONS: readonly Implementation[] = [
  { name: 'composed', make: composedRenderer, refuses: () => undefined },
  { name: 'fused', make: fusedRenderer, refuses: (options, { xy }) => fusedCovers(options, { channels: xy.shape[3] }) },
];

/** What the fused path may leave to the composed one; everything else it must cover. */
export function mayRefuse({ density, padding }: RenderOptions): boolean {
  return density !== 'own' || padding !== 'border';
}
