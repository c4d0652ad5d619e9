/**
 * Boundaries between instances: 1 where a pixel's instance differs from that of its right or its lower neighbour
 * (the last column has no right neighbour, the last row no lower one), so every border is one pixel wide.
 */
export function boundaryOf(instances: Uint32Array, height: number, width: number): Uint8Array {
  const boundary = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const right = x + 1 < width && instances[at] !== instances[at + 1];
      const below = y + 1 < height && instances[at] !== instances[at + width];
      boundary[at] = right || below ? 1 : 0;
    }
  }
  return boundary;
}
