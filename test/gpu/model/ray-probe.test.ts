/** The CPU's ray against the float64 reference of the renderer, for every option. */
import { expect, test } from 'vitest';
import type { PlaneValues, ProbedField } from '../../../src/model/regularizer/field-probe';
import { probeRay, type HeadRay } from '../../../src/model/regularizer/ray-probe';
import type { RenderOptions } from '../../../src/model/regularizer/types';
import { metresOfZ } from '../../../src/base/z-range';
import { expectClose } from '../../helpers/close';
import { isShared, type RenderCase, type Values } from '../../helpers/regularizer-case';
import { randomCase, SMALL_OPTIONS, type CaseSizes } from '../../helpers/regularizer-random';
import { referenceRender } from '../../helpers/regularizer-reference';

const F64 = 1e-12; // both are float64; only the order of sums differs
const IMAGE = 1; // the second of the case's images

/** One image of a case's plane. */
function planeOf({ shape, data }: Values, image: number): PlaneValues {
  const [, rows, columns, channels] = shape as [number, number, number, number];
  return { rows, columns, values: data, stride: channels, offset: image * rows * columns * channels };
}

function fieldOf({ options, planes, fields }: RenderCase): ProbedField {
  const { w1, b1, w2, b2 } = fields;
  return {
    options,
    channels: planes.xy.shape[3]!,
    planes: { xy: planeOf(planes.xy, IMAGE), xz: planeOf(planes.xz, IMAGE), yz: planeOf(planes.yz, IMAGE) },
    fields: { w1: w1.data, b1: b1.data, w2: w2.data, b2: b2.data },
  };
}

/** All rays of the image, one after the other. */
function probeAll(given: RenderCase): HeadRay[][] {
  const [rows, columns] = given.options.rays;
  return Array.from({ length: rows * columns }, (_, ray) =>
    probeRay(fieldOf(given), [Math.floor(ray / columns), ray % columns], (head) => {
      const { shape, data } = isShared(given.positions) ? given.positions : given.positions[head]!;
      const start = (IMAGE * rows * columns + ray) * shape[2]!;
      return data.subarray(start, start + shape[2]!);
    }),
  );
}

const SETTINGS: readonly { name: string; options: Partial<RenderOptions>; sizes?: CaseSizes }[] = [
  { name: 'defaults, planes as the rays', options: {}, sizes: { planes: [3, 4, 4] } },
  { name: 'zeros padding, finer planes', options: { padding: 'zeros' }, sizes: { planes: [7, 9, 5] } },
  { name: 'zeros padding, coarser planes', options: { padding: 'zeros', rays: [5, 6] }, sizes: { planes: [2, 3, 2] } },
  { name: 'planes of one texel', options: {}, sizes: { planes: [1, 1, 1] } },
  {
    name: 'mean density, softplus, mean of the planes',
    options: { density: 'mean', activation: 'softplus', aggregate: 'mean' },
  },
  { name: 'density per task', options: { density: 'per_task' } },
  { name: "NeRF's quadrature, relu", options: { quadrature: 'nerf', activation: 'relu' } },
  {
    name: "NeRF's quadrature, per task, one sample",
    options: { quadrature: 'nerf', density: 'per_task' },
    sizes: { samples: 1 },
  },
  { name: 'the last interval absorbs the rest', options: { unabsorbed: 'opaque' } },
  { name: "NeRF's quadrature, the rest absorbed", options: { unabsorbed: 'opaque', quadrature: 'nerf' } },
  { name: 'one sample between no others', options: {}, sizes: { samples: 1 } },
];

test.each(SETTINGS)('$name: a ray sums to what the reference renders', ({ options, sizes }) => {
  const given = randomCase({ ...SMALL_OPTIONS, ...options }, sizes);
  const { maps, accumulated } = referenceRender(given);
  const half = <T>(all: readonly T[]): T[] => all.slice(all.length / 2);
  const rays = probeAll(given);
  given.options.heads.forEach(({ id, channels }, k) => {
    const heads = rays.map((ray) => ray[k]!);
    expect(heads.every((head) => head.id === id && head.channels === channels)).toBe(true);
    expectClose(
      heads.flatMap(({ rendered }) => [...rendered]),
      half(maps[id]!),
      F64,
      id,
    );
    expectClose(
      heads.map(({ matter }) => matter.accumulated),
      half(accumulated[id]!),
      F64,
      `${id} accumulated`,
    );
  });
});

test('by hand: a field that says 2 everywhere, in a fog of density 1, between -1 and 1', () => {
  const one: Values = { shape: [2, 1, 1, 1], data: Float64Array.of(0, 0) };
  const value = (...data: number[]): Values => ({ shape: [data.length], data: Float64Array.from(data) });
  const given: RenderCase = {
    options: {
      ...SMALL_OPTIONS,
      rays: [1, 1],
      fieldHidden: 1,
      activation: 'relu',
      quadrature: 'nerf',
      heads: [{ id: 'a', channels: 1 }],
    },
    planes: { xy: one, xz: one, yz: one },
    fields: { w1: value(0, 0), b1: value(0, 0), w2: value(0, 0), b2: value(2, 1) },
    positions: { shape: [2, 1, 2], data: Float64Array.of(-1, 0, -1, 0) },
  };
  const [head] = probeAll(given)[0]!;
  const share = 1 - Math.exp(-1); // of each unit of length
  expectClose(head!.matter.weight, [share, Math.exp(-1) * share], F64, 'weight');
  expectClose(head!.matter.transmittance, [1, Math.exp(-1)], F64, 'transmittance');
  expectClose(head!.matter.density, [1, 1], F64, 'density');
  expectClose([head!.matter.accumulated], [1 - Math.exp(-2)], F64, 'accumulated');
  expectClose([head!.matter.expectedZ], [-share / (1 - Math.exp(-2))], F64, 'expected z');
  expectClose(head!.rendered, [2 * (1 - Math.exp(-2))], F64, 'rendered');
});

test('weights add up to what is absorbed, places are sorted; nothing absorbed has no expected z', () => {
  const given = randomCase(SMALL_OPTIONS);
  const [head] = probeAll(given)[5]!;
  const { z, weight } = head!.matter;
  expect(weight.reduce((a, b) => a + b, 0)).toBeCloseTo(head!.matter.accumulated, 12);
  expect(Array.from(z)).toEqual(Array.from(z).toSorted((a, b) => a - b));
  const empty = { ...given, options: { ...given.options, activation: 'relu' } } as RenderCase;
  empty.fields.b2.data[empty.fields.b2.data.length - 1] = -1e6;
  expect(probeAll(empty)[0]![0]!.matter).toMatchObject({ accumulated: 0, expectedZ: NaN });
});

test('maps divided by their weight, and depth as the place of the weight, come out as the map shows them', () => {
  const heads = SMALL_OPTIONS.heads.map((head) => ({ ...head, isDepth: head.id === 'depth' }));
  const plain = randomCase({ ...SMALL_OPTIONS, heads });
  const options = { ...plain.options, unabsorbed: 'normalized', depthOutput: 'expected_z' } as const;
  const [sums, shown] = [probeAll(plain), probeAll({ ...plain, options })];
  shown.forEach((ray, r) => {
    const { accumulated, expectedZ } = ray[0]!.matter;
    expectClose(
      ray[0]!.rendered,
      [...sums[r]![0]!.rendered].map((sum) => sum / accumulated),
      F64,
      'normalized',
    );
    expectClose(ray[1]!.rendered, [metresOfZ(expectedZ, options)], F64, 'expected z');
  });
});
