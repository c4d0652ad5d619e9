/** The box's open edges, and the names of planes, image and axes around it. */
import type { Vec3 } from '../base/geometry';
import type { PlaneName } from '../store/pick';
import type { Pen } from './pen';
import { PULL } from './view';

export const CORNERS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const;

/** Of the three walls; the edges nearest to the viewer are left open. */
export const EDGES: readonly (readonly [Vec3, Vec3])[] = [
  [
    [-1, -1, -1],
    [-1, -1, 1],
  ],
  [
    [-1, -1, 1],
    [1, -1, 1],
  ],
  [
    [-1, 1, -1],
    [-1, 1, 1],
  ],
  [
    [-1, 1, 1],
    [1, 1, 1],
  ],
  [
    [-1, -1, -1],
    [-1, 1, -1],
  ],
  [
    [-1, -1, 1],
    [-1, 1, 1],
  ],
  [
    [1, -1, 1],
    [1, 1, 1],
  ],
  [
    [-1, 1, -1],
    [1, 1, -1],
  ],
  [
    [1, 1, -1],
    [1, 1, 1],
  ],
];

/** Names of planes and image, and the three axes in front of the near lower corner, each in its own direction. */
export function drawNames(pen: Pen, on: Readonly<Record<PlaneName, boolean>>): void {
  pen.plate('image', [-1, -1, -1 - PULL], { shift: [5, 17] });
  if (on.yz) pen.plate('yz', [-1, -1, -0.97], { shift: [8, 16] });
  if (on.xy) pen.plate('xy', [1, -1, 1], { shift: [-8, 18] });
  if (on.xz) pen.plate('xz', [1, 1, 0.62], { shift: [-6, -12] });
  const origin: Vec3 = [0.55, 1.1, -1];
  const axes = [
    ['x', 'ax-x', [1, 1.1, -1], [6, 5]],
    ['y', 'ax-y', [0.55, 1.5, -1], [-5, 2]],
    ['z', 'ax-z', [0.55, 1.1, -0.55], [6, -2]],
  ] as const;
  for (const [name, ink, end, shift] of axes) {
    pen.line(origin, end, ink, { width: 2 });
    pen.plate(name, end, { ink, shift });
  }
}
