/** Samples and rules for tests of augmentation. */
import type { AugmentRule } from '../../src/data/augment/rules';
import type { Sample, TaskId } from '../../src/data/sample';

/** As the six tasks declare them. */
export const RULES: readonly AugmentRule[] = [
  { label: 'semseg', channels: 1, empty: 255, flip: 'keep', zoom: 'keep' },
  { label: 'depth', channels: 1, empty: 0, flip: 'keep', zoom: 'divide' },
  { label: 'normals', channels: 3, empty: 0, flip: 'negate-x', zoom: 'keep' },
  { label: 'boundary', channels: 1, empty: 255, flip: 'keep', zoom: 'keep' },
  { label: 'parts', channels: 1, empty: 255, flip: 'keep', zoom: 'keep' },
  { label: 'saliency', channels: 1, empty: 255, flip: 'keep', zoom: 'keep' },
];

export const ruleOf = (label: TaskId): AugmentRule => RULES.find((rule) => rule.label === label)!;

/** Every pixel says where it is: image and labels hold the pixel's number, or parts of it. */
export function numbered(height: number, width: number): Sample {
  const pixels = height * width;
  const bytes = (of: (pixel: number) => number): Uint8Array => Uint8Array.from({ length: pixels }, (_, i) => of(i));
  const normals = new Float32Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    const [x, y] = [Math.sin(i) * 0.6, Math.cos(i) * 0.6];
    normals.set([x, y, Math.sqrt(1 - x * x - y * y)], 3 * i);
  }
  return {
    id: 'numbered',
    height,
    width,
    image: Uint8Array.from({ length: 3 * pixels }, (_, i) => (7 * i) % 256),
    labels: {
      semseg: bytes((i) => i % 40),
      depth: Float32Array.from({ length: pixels }, (_, i) => 1 + (i % 50) / 10),
      normals,
      boundary: bytes((i) => (i % 7 === 0 ? 1 : 0)),
      parts: bytes((i) => i % 7),
      saliency: bytes((i) => i % 2),
    },
  };
}
