/** One picked pixel, everywhere: which image, which pixel of it, and how it is being looked at. */
import { create } from 'zustand';
import type { Orbit } from '../base/volume';
import type { BoxAxis, Pixel, PlaneColoring } from '../protocol/views';

export type MapMode = 'side' | 'wipe' | 'error';
export type PlaneName = 'xy' | 'xz' | 'yz';

/** One plane through the box, painted with density. */
export interface Slice {
  readonly on: boolean;
  readonly axis: BoxAxis;
  /** In [-1, 1]. */
  readonly position: number;
}

/** The second camera. */
export interface Elsewhere {
  /** In sight: only then is anything rendered for it. */
  readonly on: boolean;
  readonly orbit: Orbit;
  /** The camera of this image instead. */
  readonly image: number | null;
}

/** As far as controls turn and move it: beyond, next to nothing of the box is seen. */
export const REACH = { yaw: [-75, 75], pitch: [-45, 45], distance: [0.4, 1.8] } as const;

interface PickStore {
  /** Which held-out image. */
  readonly index: number;
  /** Row and column at the image's resolution. */
  readonly pixel: Pixel;
  /** Of the image; set when the first view arrives. */
  readonly size: { readonly height: number; readonly width: number };
  readonly count: number;
  readonly mode: MapMode;
  readonly coloring: PlaneColoring;
  readonly channel: number;
  readonly planes: Readonly<Record<PlaneName, boolean>>;
  /** Evenly spaced samples along the ray; 0 = the run's own. */
  readonly samples: number;
  /** Which sample of the ray the cursor stands on; -1 = none. */
  readonly cursor: number;
  readonly slice: Slice;
  readonly elsewhere: Elsewhere;
  /** How often the scene was asked to show the whole box again. */
  readonly fits: number;
  picked(pixel: Pixel): void;
  /** By so many rows and columns, within the image. */
  moved(rows: number, columns: number): void;
  /** The next (+1) or the previous (-1) image. */
  turned(by: number): void;
  chose(index: number): void;
  arrived(size: { height: number; width: number }, count: number): void;
  set(change: Partial<Pick<PickStore, 'mode' | 'coloring' | 'channel' | 'samples' | 'cursor'>>): void;
  togglePlane(name: PlaneName): void;
  cut(change: Partial<Slice>): void;
  /** The second camera in or out of sight. */
  lookElsewhere(on: boolean): void;
  /** Moves the second camera, within its reach. */
  orbited(change: Partial<Orbit>): void;
  /** Puts the second camera where that of another image stands. */
  stoodAt(image: number): void;
  /** Turns the scene back to where it began. */
  fit(): void;
}

const within = (value: number, size: number): number => Math.max(0, Math.min(size - 1, value));

const clamp = (value: number, [low, high]: readonly [number, number]): number => Math.max(low, Math.min(high, value));

const reached = ({ yaw, pitch, distance }: Orbit): Orbit => ({
  yaw: clamp(yaw, REACH.yaw),
  pitch: clamp(pitch, REACH.pitch),
  distance: clamp(distance, REACH.distance),
});

/** From a little to the right and above: at home it would show what the maps show. */
export const FIRST_LOOK: Orbit = { yaw: 20, pitch: 10, distance: 1 };

/** Another image has other neighbours. */
const atAnother = (index: number, { elsewhere }: PickStore): Partial<PickStore> => ({
  index,
  elsewhere: { ...elsewhere, image: null },
});

export const usePick = create<PickStore>()((set) => ({
  index: 0,
  pixel: { row: 24, column: 32 },
  size: { height: 48, width: 64 },
  count: 0,
  mode: 'side',
  coloring: 'pca',
  channel: 0,
  planes: { xy: true, xz: true, yz: true },
  samples: 0,
  cursor: -1,
  slice: { on: false, axis: 'z', position: 0 },
  elsewhere: { on: false, orbit: FIRST_LOOK, image: null },
  fits: 0,
  picked: ({ row, column }) =>
    set(({ size }) => ({ pixel: { row: within(row, size.height), column: within(column, size.width) }, cursor: -1 })),
  moved: (rows, columns) =>
    set(({ pixel, size }) => ({
      pixel: { row: within(pixel.row + rows, size.height), column: within(pixel.column + columns, size.width) },
      cursor: -1,
    })),
  turned: (by) => set((pick) => (pick.count > 0 ? atAnother((pick.index + by + pick.count) % pick.count, pick) : {})),
  chose: (index) => set((pick) => atAnother(index, pick)),
  arrived: (size, count) =>
    set(({ pixel }) => ({
      size,
      count,
      pixel: { row: within(pixel.row, size.height), column: within(pixel.column, size.width) },
    })),
  set: (change) => set(change),
  togglePlane: (name) => set(({ planes }) => ({ planes: { ...planes, [name]: !planes[name] } })),
  cut: (change) =>
    set(({ slice }) => ({
      slice: { ...slice, ...change, position: clamp(change.position ?? slice.position, [-1, 1]) },
    })),
  lookElsewhere: (on) => set(({ elsewhere }) => ({ elsewhere: { ...elsewhere, on } })),
  orbited: (change) =>
    set(({ elsewhere }) => ({
      elsewhere: { ...elsewhere, orbit: reached({ ...elsewhere.orbit, ...change }), image: null },
    })),
  stoodAt: (image) => set(({ elsewhere }) => ({ elsewhere: { ...elsewhere, image } })),
  fit: () => set(({ fits }) => ({ fits: fits + 1 })),
}));
