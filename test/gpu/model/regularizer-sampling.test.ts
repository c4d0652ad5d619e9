/** Where the samples are: every rule of the two passes, against float64 where nothing is drawn, by its properties else. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { stratified } from '../../../src/gpu/kernels/stratified';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { composedRenderer } from '../../../src/model/regularizer/composed';
import { fusedRenderer } from '../../../src/model/regularizer/fused';
import { samplePositions, type SamplingRules } from '../../../src/model/regularizer/ray-sampling';
import type { RenderOptions } from '../../../src/model/regularizer/types';
import { caseTensors } from '../../helpers/regularizer-case';
import { randomCase, SAMPLING, SMALL_OPTIONS } from '../../helpers/regularizer-random';
import { referencePositions } from '../../helpers/regularizer-reference';

const POSITION = 2e-5; // absolute, as the golden cases
const [BATCH, RAYS] = [2, 12];

interface Sampled {
  readonly rules?: Partial<SamplingRules>;
  readonly options?: Partial<RenderOptions>;
  readonly seed?: number;
}

/** One array for all heads, or with density 'per_task' one for each. */
async function sampled({ rules, options: changed, seed }: Sampled): Promise<Float32Array[]> {
  const options = { ...SMALL_OPTIONS, ...changed };
  const { planes, fields } = caseTensors(randomCase(options));
  const positions = samplePositions((t) => composedRenderer(options).density(planes, fields, t), {
    batch: BATCH,
    options,
    rules: { ...SAMPLING, coarseSamples: 8, fineSamples: 8, ...rules },
    seed,
  });
  return readTensors(positions instanceof tf.Tensor ? [positions] : Object.values(positions));
}

const raysOf = (t: Float32Array): number[][] => {
  const samples = t.length / (BATCH * RAYS);
  return Array.from({ length: BATCH * RAYS }, (_, ray) => [...t.subarray(ray * samples, (ray + 1) * samples)]);
};

describe.each(['own', 'mean', 'per_task'] as const)('density %s', (density) => {
  const at = (seed: number, fineSamples = 8): Promise<Float32Array[]> =>
    sampled({ options: { density }, seed, rules: { fineSamples } });

  test('sorted, inside the box, the same for the same seed', async () => {
    const first = await at(4);
    expect(first.length).toBe(density === 'per_task' ? SMALL_OPTIONS.heads.length : 1);
    for (const ray of first.flatMap(raysOf)) {
      expect(ray.length).toBe(16);
      expect(ray).toEqual(ray.toSorted((a, b) => a - b));
      expect(ray.every((z) => Math.abs(z) <= 1)).toBe(true);
    }
    expect(await at(4)).toEqual(first);
    expect(await at(5)).not.toEqual(first);
  });

  test('without a second pass: the coarse ones for all', async () => {
    const [t] = await at(4, 0);
    expect(t!.length).toBe(BATCH * RAYS * 8);
  });

  test('both paths put them in the same places', async () => {
    const options: RenderOptions = { ...SMALL_OPTIONS, density };
    const { planes, fields } = caseTensors(randomCase(options));
    const through = async (renderer: ReturnType<typeof composedRenderer>): Promise<Float32Array[]> => {
      const given = { batch: BATCH, options, rules: SAMPLING, seed: 3 };
      const positions = samplePositions((t) => renderer.density(planes, fields, t), given);
      return readTensors(positions instanceof tf.Tensor ? [positions] : Object.values(positions));
    };
    const [composed, fused] = await Promise.all([through(composedRenderer(options)), through(fusedRenderer(options))]);
    fused.forEach((t, k) => t.forEach((z, i) => expect(Math.abs(z - composed[k]![i]!)).toBeLessThan(POSITION)));
  });
});

test('replace: the fine ones alone, those that the union holds beside the coarse ones', async () => {
  const [union] = await sampled({ seed: 4 });
  const [fine] = await sampled({ seed: 4, rules: { finePass: 'replace' } });
  const [coarse] = await sampled({ seed: 4, rules: { fineSamples: 0 } });
  const joined = raysOf(fine!).map((ray, i) => [...ray, ...raysOf(coarse!)[i]!].sort((a, b) => a - b));
  expect(joined).toEqual(raysOf(union!));
});

test.each([
  { quadrature: 'midpoint', importance: 'interval' },
  { quadrature: 'midpoint', importance: 'eg3d' },
  { quadrature: 'nerf', importance: 'nerf' },
] as const)("EG3D's coarse places, nothing drawn, $quadrature, $importance: as float64", async (rule) => {
  const options = { ...SMALL_OPTIONS, ...rule };
  const [t] = await sampled({ options: rule, rules: { coarsePlaces: 'eg3d', coarseSamples: 5, fineSamples: 4 } });
  const repeated = (each: number[]) => ({
    shape: [BATCH, RAYS, each.length],
    data: Float64Array.from(
      Array<number[]>(BATCH * RAYS)
        .fill(each)
        .flat(),
    ),
  });
  const coarse = repeated([-0.75, -0.25, 0.25, 0.75, 1.25]);
  const want = referencePositions(randomCase(options), coarse, repeated([0.125, 0.375, 0.625, 0.875]), 'seg');
  expect(t!.length).toBe(want.length);
  t!.forEach((z, i) => expect(Math.abs(z - want[i]!)).toBeLessThan(POSITION));
});

describe('jitter', () => {
  test('none: as in evaluation, whatever the seed', async () => {
    const evaluated = await sampled({});
    expect(await sampled({ seed: 4, rules: { jitter: 'none' } })).toEqual(evaluated);
    expect(await sampled({ seed: 4 })).not.toEqual(evaluated);
    expect(await sampled({ rules: { uniforms: 'independent' } })).toEqual(evaluated);
  });

  test.each(['per_ray', 'per_image'] as const)('%s: which coarse samples are alike', async (jitter) => {
    const [t] = await sampled({ seed: 4, rules: { jitter, fineSamples: 0 } });
    const rays = raysOf(t!);
    const different = (from: number): number => new Set(rays.slice(from, from + RAYS).map((ray) => ray.join())).size;
    const count = jitter === 'per_ray' ? RAYS : 1;
    expect([different(0), different(RAYS)]).toEqual([count, count]);
    expect(rays[0]).not.toEqual(rays[RAYS]);
  });
});

test('independent uniforms: sorted samples, other ones than stratified draws', async () => {
  const [independent] = await sampled({ seed: 4, rules: { uniforms: 'independent' } });
  const [stratifiedOnes] = await sampled({ seed: 4 });
  for (const ray of raysOf(independent!)) expect(ray).toEqual(ray.toSorted((a, b) => a - b));
  expect(independent).not.toEqual(stratifiedOnes);
});

test('a shorter box: samples between near and far', async () => {
  const [t] = await sampled({ seed: 4, options: { near: -0.25, far: 0.5 } });
  expect(t!.every((z) => z >= -0.25 && z <= 0.5)).toBe(true);
});

test('one coarse sample by the rule of NeRF; too few for a second pass, and none, are refused', async () => {
  const [t] = await sampled({ options: { quadrature: 'nerf' }, rules: { coarseSamples: 1, fineSamples: 0 } });
  expect([...t!]).toEqual([...(await readTensor(stratified({ shape: [BATCH, RAYS, 1], low: -1, high: 1 })))]);
  const few = { coarseSamples: 1, fineSamples: 4 };
  await expect(sampled({ rules: few })).rejects.toThrow(
    'coarseSamples is 1; the bins of 4 fine ones by the rule "interval" need at least 2',
  );
  await expect(sampled({ rules: few, options: { quadrature: 'nerf' } })).rejects.toThrow('"nerf" need at least 3');
  await expect(sampled({ rules: { coarseSamples: 0, fineSamples: 0 } })).rejects.toThrow('a ray needs at least 1');
});

test('positions are constants, even where the planes depend on what is differentiated', async () => {
  const { planes, fields } = caseTensors(randomCase(SMALL_OPTIONS));
  const renderer = composedRenderer(SMALL_OPTIONS);
  const sampling = { options: SMALL_OPTIONS, batch: BATCH, rules: SAMPLING, seed: 1 };
  const fixed = samplePositions((t) => renderer.density(planes, fields, t), sampling);
  const through = (own: boolean) => (xy: tf.Tensor) => {
    const moved = { ...planes, xy: tf.mul(xy, 1) as tf.Tensor4D };
    const positions = own ? samplePositions((t) => renderer.density(moved, fields, t), sampling) : fixed;
    return tf.sum(tf.square(renderer.render(moved, fields, positions).maps.seg!));
  };
  const gradient = (own: boolean): Promise<Float32Array> => readTensor(tf.grad(through(own))(planes.xy));
  expect(await gradient(true)).toEqual(await gradient(false));
});
