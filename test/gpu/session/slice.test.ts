/** The density slice and the accumulated weight: against rays sampled by the same probe, and against the GPU's sums. */
import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import type { RegularizerConfig } from '../../../src/config/regularizer';
import { LEAST_ABSORBED, type BoxAxis } from '../../../src/protocol/views';
import { absorbedView } from '../../../src/session/views/absorbed';
import { look } from '../../../src/session/views/look';
import { probeView } from '../../../src/session/views/probe';
import { rayView } from '../../../src/session/views/ray';
import { sampleView } from '../../../src/session/views/sample';
import { sliceView } from '../../../src/session/views/slice';
import { expectClose } from '../../helpers/close';
import { configOf, withContext } from '../../helpers/view-context';

const F32 = 1e-6;
const [ROWS, COLUMNS, DEPTHS] = [8, 12, 32];
const PIXEL = { row: 13, column: 30 }; // ray 3, 7
const [ROW, COLUMN] = [3, 7];

const SETTINGS: readonly { name: string; options: Partial<RegularizerConfig> }[] = [
  { name: 'own density', options: {} },
  { name: 'mean density, relu, zeros', options: { density: 'mean', activation: 'relu', padding: 'zeros' } },
  { name: 'density per task', options: { density: 'per_task' } },
];

test.each(SETTINGS)('$name: every slice holds what a ray meets on it', async ({ options }) => {
  await withContext(async (context) => {
    const ray = await rayView(context, 0, { pixel: PIXEL, samples: DEPTHS });
    const each = options.density === 'per_task' ? ray.tasks.map(({ own }) => own!.density) : [ray.density];
    const met = Array.from({ length: DEPTHS }, (_, k) => each.reduce((sum, one) => sum + one[k]!, 0) / each.length);
    const k = 20;
    const position = (2 * k + 1) / DEPTHS - 1;
    const across = await sliceView(context, 0, { axis: 'z', position });
    expect([across.painted.height, across.painted.width, across.values.length]).toEqual([
      ROWS,
      COLUMNS,
      ROWS * COLUMNS,
    ]);
    expectClose([across.values[ROW * COLUMNS + COLUMN]!], [met[k]!], F32, 'z');
    const [x, y] = [(2 * COLUMN + 1) / COLUMNS - 1, (2 * ROW + 1) / ROWS - 1];
    const along = await sliceView(context, 0, { axis: 'x', position: x });
    expect([along.painted.height, along.painted.width]).toEqual([ROWS, DEPTHS]);
    expectClose([...along.values.subarray(ROW * DEPTHS, (ROW + 1) * DEPTHS)], met, F32, 'x');
    const level = await sliceView(context, 0, { axis: 'y', position: y });
    expect([level.painted.height, level.painted.width]).toEqual([DEPTHS, COLUMNS]);
    expectClose(
      met.map((_, depth) => level.values[depth * COLUMNS + COLUMN]!),
      met,
      F32,
      'y',
    );
  }, configOf(options));
});

test('slices of a step share one scale, which their values fill; nothing is read or computed anew for it', async () => {
  await withContext(async (context) => {
    const slices = await Promise.all(
      (
        [
          ['z', -1],
          ['z', 0.5],
          ['x', 0],
          ['y', 1],
        ] as [BoxAxis, number][]
      ).map(([axis, position]) => sliceView(context, 0, { axis, position })),
    );
    expect(context.dataset.reads).toBe(1);
    const { low, high } = slices[0]!.legend;
    expect(high).toBeGreaterThan(low);
    for (const { legend, values } of slices) {
      expect(legend).toEqual(slices[0]!.legend);
      const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(middle).toBeGreaterThanOrEqual(low);
      expect(middle).toBeLessThanOrEqual(high);
    }
  });
});

test('what cannot be sliced is refused in a sentence', async () => {
  await withContext(async (context) => {
    for (const position of [1.5, NaN])
      await expect(sliceView(context, 0, { axis: 'y', position })).rejects.toThrow(
        new InputError(`A slice at y ${position} was asked for; the box reaches from -1 to 1.`),
      );
  });
  await withContext(
    (context) => expect(sliceView(context, 0, { axis: 'z', position: 0 })).rejects.toThrow('no density to look at'),
    configOf({ enabled: false }),
  );
});

test('the sample shows what was absorbed, a texel a ray, and the probe says it', async () => {
  await withContext(async (context) => {
    const { accumulated } = (await look(context, 0)).field!;
    const { absorbed } = await sampleView(context, 0);
    expect([absorbed!.map.height, absorbed!.map.width]).toEqual([ROWS, COLUMNS]);
    expect(absorbed!.mean).toBeCloseTo(accumulated.reduce((a, b) => a + b, 0) / accumulated.length, 5);
    const here = accumulated[ROW * COLUMNS + COLUMN]!;
    expect((await probeView(context, 0, PIXEL)).absorbed).toBe(here.toFixed(3));
  });
  await withContext(
    async (context) => {
      expect((await sampleView(context, 0)).absorbed).toBeNull();
      expect((await probeView(context, 0, PIXEL)).absorbed).toBe('');
    },
    configOf({ enabled: false }),
  );
});

test('absorbed by hand: dark is nothing, bright is all; thin rays are counted', () => {
  const { map, mean, thin } = absorbedView(Float32Array.of(0, LEAST_ABSORBED - 0.01, 1, 0.9), [2, 2]);
  expect(mean).toBeCloseTo((0.29 + 1.9) / 4, 6);
  expect(thin).toBe(0.5);
  expect([...map.rgba.subarray(0, 3)]).toEqual([0x00, 0x22, 0x4e]);
  expect([...map.rgba.subarray(8, 11)]).toEqual([0xfe, 0xe8, 0x38]);
});
