/** One picked pixel, everywhere: which image, which pixel of it, and how it is being looked at. */
import { create } from 'zustand';
import type { Pixel, PlaneColoring } from '../protocol/messages';

export type MapMode = 'side' | 'wipe' | 'error';
export type PlaneName = 'xy' | 'xz' | 'yz';

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
  /** Turns the scene back to where it began. */
  fit(): void;
}

const within = (value: number, size: number): number => Math.max(0, Math.min(size - 1, value));

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
  fits: 0,
  picked: ({ row, column }) =>
    set(({ size }) => ({ pixel: { row: within(row, size.height), column: within(column, size.width) }, cursor: -1 })),
  moved: (rows, columns) =>
    set(({ pixel, size }) => ({
      pixel: { row: within(pixel.row + rows, size.height), column: within(pixel.column + columns, size.width) },
      cursor: -1,
    })),
  turned: (by) => set(({ index, count }) => (count > 0 ? { index: (index + by + count) % count } : {})),
  chose: (index) => set({ index }),
  arrived: (size, count) =>
    set(({ pixel }) => ({
      size,
      count,
      pixel: { row: within(pixel.row, size.height), column: within(pixel.column, size.width) },
    })),
  set: (change) => set(change),
  togglePlane: (name) => set(({ planes }) => ({ planes: { ...planes, [name]: !planes[name] } })),
  fit: () => set(({ fits }) => ({ fits: fits + 1 })),
}));
