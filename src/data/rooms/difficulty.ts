/** How hard rooms are to read: clutter, light, materials, cameras. */
import type { RoomsConfig } from '../../config/experiment';

export type Difficulty = RoomsConfig['difficulty'];

export const DIFFICULTIES = ['easy', 'medium', 'hard'] as const satisfies readonly Difficulty[];

type Range = readonly [low: number, high: number];

export interface Level {
  /** Factor on the chances of what stands and hangs about: plants, boxes, bags, pictures. */
  readonly scatter: number;
  /** Small things on each square metre of table or shelf, and on the floor of a room. */
  readonly clutter: number;
  readonly litter: number;
  /** Share of the materials and walls that get no pattern although they might. */
  readonly plain: number;
  /** Factors on light without direction and on what throws shadows. */
  readonly ambient: number;
  readonly contrast: number;
  /** Chances of the times of day: noon, overcast, golden, dusk, night. */
  readonly daytimes: readonly [number, number, number, number, number];
  readonly camera: CameraHabits;
}

export interface CameraHabits {
  /** Of the eye over the floor, metres. */
  readonly height: Range;
  /** How far below the eye the view is aimed, metres at the thing aimed at. */
  readonly drop: Range;
  /** Radians. */
  readonly roll: number;
  /** Focal length as a factor of that of NYUv2's Kinect. */
  readonly focal: Range;
}

export const LEVELS: Readonly<Record<Difficulty, Level>> = {
  easy: {
    scatter: 0.25,
    clutter: 0,
    litter: 0,
    plain: 0.8,
    ambient: 1.25,
    contrast: 0.75,
    daytimes: [0.5, 0.5, 0, 0, 0],
    camera: { height: [1.3, 1.6], drop: [0.1, 0.45], roll: 0.01, focal: [0.98, 1.02] },
  },
  medium: {
    scatter: 0.9,
    clutter: 1.5,
    litter: 0.5,
    plain: 0.1,
    ambient: 1.06,
    contrast: 0.95,
    daytimes: [0.45, 0.31, 0.08, 0.03, 0.13],
    camera: { height: [1.15, 1.65], drop: [0, 0.6], roll: 0.02, focal: [0.94, 1.06] },
  },
  hard: {
    scatter: 1.5,
    clutter: 40,
    litter: 9,
    plain: 0,
    ambient: 0.6,
    contrast: 1.45,
    daytimes: [0.18, 0.14, 0.28, 0.16, 0.24],
    camera: { height: [0.75, 2.05], drop: [-0.35, 1], roll: 0.1, focal: [0.85, 1.15] },
  },
};
