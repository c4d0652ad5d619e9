/** Where the rows of the ray panel stand, in screen pixels: one z axis for all of them. */

export interface Band {
  readonly top: number;
  readonly height: number;
}

export interface RayLayout {
  readonly narrow: boolean;
  /** Of the drawing's column. */
  readonly left: number;
  readonly width: number;
  readonly plot: Band;
  readonly rug: Band;
  /** Headings of the three columns of sums. */
  readonly heads: number;
  /** Words of each task: beside its strip, or above it where it is narrow. */
  readonly words: readonly Band[];
  readonly strips: readonly Band[];
  readonly axis: number;
  readonly height: number;
}

const NARROW = 470; // below, words stand above the strips
const SIDES = { left: 112, right: 208 };
const PLOT = { top: 18, height: 104 };
const VALUES = 22; // narrow: the values at the cursor stand in a line above the plot
const RUG = { gap: 5, height: 22 };
const STRIP = { height: 30, gap: 8 };
const AXIS = 18;

export function rayLayout(width: number, tasks: number): RayLayout {
  const narrow = width < NARROW;
  const wordsAbove = narrow ? 42 : 0;
  const plot = { ...PLOT, top: PLOT.top + (narrow ? VALUES : 0) };
  const rug = { top: plot.top + plot.height + RUG.gap, height: RUG.height };
  const first = rug.top + rug.height + (narrow ? 4 : 24);
  const pitch = STRIP.height + STRIP.gap + wordsAbove;
  const strips = Array.from({ length: tasks }, (_, k) => ({
    top: first + k * pitch + wordsAbove,
    height: STRIP.height,
  }));
  const words = strips.map(({ top }) =>
    narrow ? { top: top - wordsAbove, height: wordsAbove } : { top, height: STRIP.height },
  );
  const axis = first + tasks * pitch;
  return {
    narrow,
    left: narrow ? 0 : SIDES.left,
    width: Math.max(40, narrow ? width : width - SIDES.left - SIDES.right),
    plot,
    rug,
    heads: first - 18,
    words,
    strips,
    axis,
    height: axis + AXIS,
  };
}
