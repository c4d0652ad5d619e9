/**
 * Contours of a segmentation, as the Berkeley benchmark and SEISM draw them (seg2bmap; spec/mtl-models.md §11 no. 6):
 * what boundaries are judged against.
 */

/**
 * Where a value differs from its right, its lower or its lower-right neighbour; those outside count as equal. Not thin:
 * corners are two pixels wide.
 * @param labels any number names a region [H, W]
 * @returns 0 or 1 [H, W]
 */
export function contourOf(labels: ArrayLike<number>, height: number, width: number): Uint8Array {
  const contour = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    const below = y + 1 < height ? width : 0;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const right = x + 1 < width ? 1 : 0;
      const own = labels[at]!;
      const lower = at + below;
      // Without a lower or a right neighbour, the diagonal one is the other, or the pixel itself.
      if (own !== labels[at + right] || own !== labels[lower] || own !== labels[lower + right]) contour[at] = 1;
    }
  }
  return contour;
}
