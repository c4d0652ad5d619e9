/** How labels behave when an image is changed: plain data, which the tasks provide. */
import type { Labels } from '../sample';

export interface AugmentRule {
  /** Of which layer. */
  readonly label: keyof Labels;
  /** Values of one pixel. */
  readonly channels: 1 | 3;
  /** What a pixel without a label holds. */
  readonly empty: number;
  /**
   * Mirrored left to right: values stay, or the first of three changes its sign. The latter are directions, x right and
   * y up in the image: they turn with it, and may be interpolated.
   */
  readonly flip: 'keep' | 'negate-x';
  /** Enlarged by s: values stay, or are divided by s. */
  readonly zoom: 'keep' | 'divide';
}

export const isDirection = ({ flip }: AugmentRule): boolean => flip === 'negate-x';

export type Values = Uint8Array | Float32Array;

/** Changes every label that has a rule, by it; labels without one are left out. */
export function mapLabels(
  labels: Labels,
  rules: readonly AugmentRule[],
  change: <T extends Values>(values: T, rule: AugmentRule) => T,
): Labels {
  const changed = rules.flatMap((rule) => {
    const values = labels[rule.label];
    return values ? [[rule.label, change(values, rule)]] : [];
  });
  return Object.fromEntries(changed) as Labels;
}

/** As many of the same kind, all 0. */
export function likeOf<T extends Values>(values: T, length: number): T {
  return (values instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length)) as T;
}
