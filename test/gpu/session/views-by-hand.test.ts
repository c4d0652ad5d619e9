/** The parts of the views that one can work out by hand. */
import { expect, test } from 'vitest';
import type { Painted } from '../../../src/protocol/views';
import { paintPlanes } from '../../../src/session/views/planes';
import { probeRows } from '../../../src/session/views/probe';
import { classShares } from '../../../src/session/views/shares';
import { TASKS } from '../../../src/tasks';
import { expectClose } from '../../helpers/close';

const F32 = 1e-6;

test('a probe speaks: by hand', () => {
  const ignored = Float32Array.of(255, 255);
  const seen = {
    truth: {
      semseg: Float32Array.of(255, 0),
      depth: Float32Array.of(255, 1.724),
      normals: Float32Array.of(255, 255, 255, -0.158, -0.07, 0.984),
      boundary: ignored,
    },
    decoded: {
      decoder: {
        semseg: Float32Array.of(0, 38),
        depth: Float32Array.of(9, 0.3),
        normals: Float32Array.of(0, 0, 1, 0, -1, 0),
        boundary: Float32Array.of(0, 0.6789),
      },
    },
  };
  const { semseg, depth, normals, boundary } = TASKS;
  const tasks = [semseg, depth, normals, boundary];
  const rows = probeRows(tasks, seen, 1);
  expect(rows.map(({ truth }) => truth)).toEqual(['wall', '1.72 m', '−.16 −.07 .98', 'no label']);
  expect(rows.map(({ decoder }) => decoder)).toEqual(['other furniture', '0.30 m', '.00 −1.00 .00', '0.68']);
  expect(rows.map(({ rendered }) => rendered)).toEqual(['', '', '', '']);
  expect(probeRows(tasks, seen, 0).map(({ truth }) => truth)).toEqual(Array(4).fill('no label'));
});

test('shares: the six classes with most weight, the rest as other', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const legend = { kind: 'classes', classes: names.map((name) => ({ name, color: '#000000' })) } as const;
  const values = new Float64Array(16);
  values[7] = Math.log(9); // sample 0: h has 9/16
  values[8 + 2] = 50; // sample 1: c has all, but no weight
  const shares = classShares(legend, values, Float64Array.of(1, 0));
  expect(shares.map(({ name }) => name)).toEqual(['h', 'a', 'b', 'c', 'd', 'e', 'other']);
  expectClose(
    shares.map((share) => share.values[0]!),
    [9, 1, 1, 1, 1, 1, 2].map((part) => part / 16),
    F32,
  );
  expect(shares[3]!.values[1]).toBeCloseTo(1, 6);
  expect(classShares({ kind: 'directions', axes: ['x', 'y', 'z'] }, values, Float64Array.of(1, 0))).toEqual([]);
});

const red = ({ rgba }: Painted): number[] => Array.from(rgba).filter((_, i) => i % 4 === 0);

test('planes by hand: two channels on one line, painted along it', () => {
  // One row of two texels, three planes: along (1, 1) at -3, -1, 1 and 3, 0, 0.
  const along = [-3, 3, -1, 0, 1, 0]; // xy, xz, yz of texel 0, then of texel 1
  const map = { rows: 1, columns: 2, channels: 6, values: Float32Array.from(along.flatMap((v) => [v, v])) };
  const sigma = Math.sqrt(20 / 6);
  const byte = (v: number): number => Math.round(((Math.min(Math.max(v / (2 * sigma), -1), 1) + 1) / 2) * 255);
  const pca = paintPlanes(map, { coloring: 'pca', channel: 0 });
  expect([red(pca.xy), red(pca.xz), red(pca.yz)]).toEqual([
    [byte(-3), byte(0)],
    [byte(3), byte(1)],
    [byte(-1), byte(0)],
  ]);
  const one = paintPlanes(map, { coloring: 'channel', channel: 1 });
  expect(Array.from(one.xy.rgba.slice(4, 7))).toEqual([0xf2, 0xf2, 0xee]); // zero is pale
  const norm = paintPlanes(map, { coloring: 'norm', channel: 0 });
  expect(Array.from(norm.xz.rgba.slice(0, 3))).toEqual([0xfd, 0xe7, 0x25]); // the longest is bright
  expect(Array.from(norm.xy.rgba.slice(4, 7))).toEqual([0x44, 0x01, 0x54]); // nothing is dark
  expect(() => paintPlanes(map, { coloring: 'channel', channel: 2 })).toThrow(
    'Channel 2 was asked for; the planes have 2: 0 to 1.',
  );
});
