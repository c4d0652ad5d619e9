import { expect, test } from 'vitest';
import { thin } from '../../../src/base/thin';
import { readGoldenBytes } from '../../helpers/golden-bytes';

/** '#' = set. */
function thinned(...rows: string[]): string[] {
  const width = rows[0]!.length;
  const mask = Uint8Array.from(rows.join(''), (letter) => (letter === '#' ? 1 : 0));
  const result = thin(mask, rows.length, width);
  return rows.map((_, y) =>
    Array.from(result.subarray(y * width, (y + 1) * width), (set) => (set ? '#' : '.')).join(''),
  );
}

test('lines and single pixels stay', () => {
  const drawn = ['#.....', '..###.', '.#....', '#.....', '#....#'];
  expect(thinned(...drawn)).toEqual(drawn);
});

test('of a square of four pixels the lower left one stays', () => {
  // By hand: in the odd sub-iteration the others go at once; the lower left one has x1 and x2 set, so it stays.
  expect(thinned('....', '.##.', '.##.', '....')).toEqual(['....', '....', '.#..', '....']);
});

test('outside the image there is nothing: a square in the corner thins as one in the middle', () => {
  expect(thinned('##', '##')).toEqual(['..', '#.']);
});

test.each(['nyud/0', 'nyud/1', 'nyud/2', 'pascal/0', 'pascal/1', 'pascal/2'])('agrees with golden %s', (name) => {
  const golden = readGoldenBytes('mtl/edge_ods.safetensors');
  const labels = golden.get(`${name}/gt_input`);
  const [height, width] = [72, 96];
  const mask = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (dy: number, dx: number): number =>
        labels[Math.min(y + dy, height - 1) * width + Math.min(x + dx, width - 1)]!;
      const inside = x + 1 < width && y + 1 < height;
      const here = at(0, 0);
      mask[y * width + x] = at(0, 1) !== here || at(1, 0) !== here || (inside && at(1, 1) !== here) ? 1 : 0;
    }
  }
  const result = thin(mask, height, width);
  expect(result.reduce((a, b) => a + b)).toBeLessThan(mask.reduce((a, b) => a + b));
  expect(result).toEqual(golden.get(`${name}/gt_bmap_thin`));
});
