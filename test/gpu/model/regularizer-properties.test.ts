/** The composed renderer against the float64 reference for every option, and what must hold whatever the numbers. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/base/random';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { composedRenderer } from '../../../src/model/regularizer/composed';
import { inspectRays } from '../../../src/model/regularizer/compositing';
import { refinePositions, samplePositions } from '../../../src/model/regularizer/ray-sampling';
import { fieldLayout } from '../../../src/model/regularizer/task-field';
import type { FieldParameters, Renderer, RenderOptions, TriPlane } from '../../../src/model/regularizer/types';
import { expectClose, l2Error } from '../../helpers/close';
import {
  caseTensors,
  PARAMETERS,
  PLANES,
  toTensor,
  type CaseTensors,
  type RenderCase,
} from '../../helpers/regularizer-case';
import { IMPLEMENTATIONS, mayRefuse } from '../../helpers/regularizer-implementations';
import { depthValues, normalValues, randomCase, SMALL_OPTIONS, type CaseSizes } from '../../helpers/regularizer-random';
import { referenceGradient, referencePositions, referenceRender } from '../../helpers/regularizer-reference';

// As the golden cases: float32 against float64.
const OUTPUT = 5e-6;
const GRADIENT_L2 = 1e-5;
const POSITION = 2e-5;
const PROBED_ENTRIES = 24;

interface Setting {
  readonly name: string;
  readonly options: Partial<RenderOptions>;
  readonly sizes?: CaseSizes;
}

const SETTINGS: readonly Setting[] = [
  { name: 'defaults, planes as the rays', options: {}, sizes: { planes: [3, 4, 4] } },
  { name: 'zeros padding, planes finer than the rays', options: { padding: 'zeros' }, sizes: { planes: [7, 9, 5] } },
  {
    name: 'zeros padding, planes coarser than the rays',
    options: { padding: 'zeros', rays: [5, 6] },
    sizes: { planes: [2, 3, 2] },
  },
  { name: 'border, planes of one texel', options: { padding: 'border' }, sizes: { planes: [1, 1, 1] } },
  { name: 'mean density, softplus', options: { density: 'mean', activation: 'softplus' } },
  { name: 'mean of the planes', options: { aggregate: 'mean', activation: 'softplus' } },
  { name: 'density per task', options: { density: 'per_task' } },
  {
    name: 'EG3D: zeros, mean of the planes, its bins',
    options: { padding: 'zeros', aggregate: 'mean', importance: 'eg3d' },
  },
  {
    name: 'EG3D with density per task',
    options: { density: 'per_task', padding: 'zeros', aggregate: 'mean', importance: 'eg3d' },
  },
  { name: "NeRF's quadrature, relu", options: { quadrature: 'nerf', activation: 'relu' } },
  {
    name: "NeRF's quadrature, mean density, one sample",
    options: { quadrature: 'nerf', density: 'mean' },
    sizes: { samples: 1 },
  },
  {
    name: "NeRF's quadrature, density per task",
    options: { quadrature: 'nerf', density: 'per_task', activation: 'softplus' },
  },
  { name: "midpoint quadrature with NeRF's bins", options: { importance: 'nerf' } },
  { name: 'a shorter box, another slope', options: { near: -0.99, far: 0.99, slope: 0.01, quadrature: 'nerf' } },
];

/** All entries of small tensors, some of large ones. */
function probed(size: number): number[] {
  const order = [...new Random(size).permutation(size)];
  return order.slice(0, PROBED_ENTRIES);
}

async function checkRendering(
  renderer: Renderer,
  given: RenderCase,
  { planes, fields, positions }: CaseTensors,
): Promise<void> {
  const { heads } = given.options;
  const want = referenceRender(given);
  const { maps, accumulated } = renderer.render(planes, fields, positions);
  const dout = Object.fromEntries(
    heads.map(({ id }, i) => [id, [...normalValues([want.maps[id]!.length], 20 + i).data]]),
  );
  for (const { id } of heads) expectClose(await readTensor(maps[id]!), want.maps[id]!, OUTPUT, id);
  const sums = Object.values(want.accumulated);
  const mean = sums[0]!.map((_, ray) => sums.reduce((sum, each) => sum + each[ray]!, 0) / sums.length);
  expectClose(await readTensor(accumulated), mean, OUTPUT, 'accumulated');
  const loss = (...x: tf.Tensor[]): tf.Tensor => {
    const [xy, xz, yz, w1, b1, w2, b2] = x;
    const rendered = renderer.render({ xy, xz, yz } as TriPlane, { w1, b1, w2, b2 } as FieldParameters, positions).maps;
    return tf.addN(
      Object.entries(dout).map(([id, d]) => tf.sum(tf.mul(rendered[id]!, tf.tensor(d, rendered[id]!.shape)))),
    );
  };
  const inputs = [...PLANES.map((name) => planes[name]), ...PARAMETERS.map((name) => fields[name])];
  const gradients = await readTensors(tf.grads(loss)(inputs));
  [...PLANES.map((name) => given.planes[name]), ...PARAMETERS.map((name) => given.fields[name])].forEach(
    (tensor, i) => {
      const entries = probed(tensor.data.length);
      const error = l2Error(
        entries.map((entry) => gradients[i]![entry]!),
        referenceGradient(given, tensor, dout, entries),
      );
      expect(error <= GRADIENT_L2, `gradient of ${[...PLANES, ...PARAMETERS][i]}: ${error} > ${GRADIENT_L2}`).toBe(
        true,
      );
    },
  );
}

async function checkRefinement(renderer: Renderer, given: RenderCase, { planes, fields }: CaseTensors): Promise<void> {
  const { options } = given;
  const rays = options.rays[0] * options.rays[1];
  const coarse = depthValues([2, rays, 6], 31);
  const wide = depthValues([2, rays, 4], 32);
  const u = { shape: wide.shape, data: wide.data.map((value) => Math.fround((value + 1) / 2)) };
  const got = refinePositions((t) => renderer.density(planes, fields, t), {
    options,
    coarse: toTensor(coarse),
    u: toTensor(u),
  });
  for (const { id } of options.heads) {
    const t = await readTensor(got instanceof tf.Tensor ? got : (got as Record<string, tf.Tensor>)[id]!);
    const want = referencePositions(given, coarse, u, id);
    expect(t.length).toBe(want.length);
    t.forEach((value, i) => expect(Math.abs(value - want[i]!)).toBeLessThan(POSITION));
  }
}

describe.each(SETTINGS)('$name', ({ options: changed, sizes }) => {
  const options = { ...SMALL_OPTIONS, ...changed };
  const given = randomCase(options, sizes);

  describe.each(IMPLEMENTATIONS)('$name', ({ make, refuses }) => {
    const renderer = (planes: TriPlane): Renderer | undefined => {
      const reason = refuses(options, planes);
      if (reason !== undefined) expect(mayRefuse(options), `must be covered: ${reason}`).toBe(true);
      return reason === undefined ? make(options) : undefined;
    };
    test('maps, weights and all gradients', async () => {
      const tensors = caseTensors(given);
      const made = renderer(tensors.planes);
      if (made) await checkRendering(made, given, tensors);
    });
    test('the second pass', async () => {
      const tensors = caseTensors(given);
      const made = renderer(tensors.planes);
      if (made) await checkRefinement(made, given, tensors);
    });
  });
});

const DEFAULT_CASE = randomCase(SMALL_OPTIONS);

/** The same case with another output bias of the density net. */
function withDensityBias(given: RenderCase, bias: number): RenderCase {
  const b2 = Float64Array.from(given.fields.b2.data);
  b2[fieldLayout(given.options).densities.get('sigma')!.row] = bias;
  return { ...given, fields: { ...given.fields, b2: { ...given.fields.b2, data: b2 } } };
}

test('no density, no light: maps and gradients are exactly 0', async () => {
  const { planes, fields, positions } = caseTensors(withDensityBias(DEFAULT_CASE, -1000));
  const renderer = composedRenderer(SMALL_OPTIONS);
  const { maps, accumulated } = renderer.render(planes, fields, positions);
  const gradient = tf.grad((xy: tf.Tensor) =>
    tf.sum(renderer.render({ ...planes, xy: xy as tf.Tensor4D }, fields, positions).maps.seg!),
  )(planes.xy);
  for (const values of await readTensors([...Object.values(maps), accumulated, gradient])) {
    expect(values.every((value) => value === 0)).toBe(true);
  }
});

test('the weights of the samples sum to the accumulated weight', async () => {
  const { planes, fields, positions } = caseTensors(DEFAULT_CASE);
  const renderer = composedRenderer(SMALL_OPTIONS);
  const density = renderer.density(planes, fields, positions) as tf.Tensor3D;
  const { weights } = inspectRays(density, positions as tf.Tensor3D, SMALL_OPTIONS);
  const { accumulated } = renderer.render(planes, fields, positions);
  expectClose(await readTensor(tf.sum(weights, 2)), await readTensor(accumulated), 1e-6);
});

test('permuting the heads permutes the maps', async () => {
  const { planes, fields, positions } = caseTensors(DEFAULT_CASE);
  const [seg, depth] = SMALL_OPTIONS.heads;
  const { fieldHidden } = SMALL_OPTIONS;
  const turn = <T extends tf.Tensor>(x: T, first: number, second: number): T => {
    const [a, b, rest] = tf.split(x, [first, second, x.shape[0]! - first - second], 0);
    return tf.concat([b!, a!, rest!], 0) as T;
  };
  const turned: FieldParameters = {
    w1: turn(fields.w1, fieldHidden, fieldHidden),
    b1: turn(fields.b1, fieldHidden, fieldHidden),
    w2: turn(fields.w2, seg!.channels, depth!.channels),
    b2: turn(fields.b2, seg!.channels, depth!.channels),
  };
  const straight = composedRenderer(SMALL_OPTIONS).render(planes, fields, positions).maps;
  const permuted = composedRenderer({ ...SMALL_OPTIONS, heads: [depth!, seg!] }).render(planes, turned, positions).maps;
  for (const id of ['seg', 'depth']) expect(await readTensor(permuted[id]!)).toEqual(await readTensor(straight[id]!));
});

describe.each(['own', 'per_task'] as const)('positions with density %s', (density) => {
  const options = { ...SMALL_OPTIONS, density };
  const sampled = (seed: number, fine = 8): Promise<Float32Array[]> => {
    const { planes, fields } = caseTensors(randomCase(options));
    const positions = samplePositions((t) => composedRenderer(options).density(planes, fields, t), {
      batch: 2,
      options,
      coarse: 8,
      fine,
      seed,
      jitter: true,
    });
    return readTensors(positions instanceof tf.Tensor ? [positions] : Object.values(positions));
  };

  test('sorted, inside the box, the same for the same seed', async () => {
    const first = await sampled(4);
    expect(first.length).toBe(density === 'own' ? 1 : SMALL_OPTIONS.heads.length);
    for (const t of first) {
      t.forEach((value, i) => {
        expect(Math.abs(value)).toBeLessThanOrEqual(1);
        if (i % 16 > 0) expect(value).toBeGreaterThanOrEqual(t[i - 1]!);
      });
    }
    expect(await sampled(4)).toEqual(first);
    expect(await sampled(5)).not.toEqual(first);
  });

  test('without a second pass: the coarse ones for all', async () => {
    const [t] = await sampled(4, 0);
    expect(t!.length).toBe(2 * 12 * 8);
  });
});

test('positions are constants, even where the planes depend on what is differentiated', async () => {
  const { planes, fields } = caseTensors(DEFAULT_CASE);
  const renderer = composedRenderer(SMALL_OPTIONS);
  const sampling = { options: SMALL_OPTIONS, batch: 2, coarse: 4, fine: 4, seed: 1, jitter: true };
  const fixed = samplePositions((t) => renderer.density(planes, fields, t), sampling);
  const through = (own: boolean) => (xy: tf.Tensor) => {
    const moved = { ...planes, xy: tf.mul(xy, 1) as tf.Tensor4D };
    const positions = own ? samplePositions((t) => renderer.density(moved, fields, t), sampling) : fixed;
    return tf.sum(tf.square(renderer.render(moved, fields, positions).maps.seg!));
  };
  const gradient = (own: boolean): Promise<Float32Array> => readTensor(tf.grad(through(own))(planes.xy));
  expect(await gradient(true)).toEqual(await gradient(false));
});

test('a step leaves nothing behind', async () => {
  const { planes, fields } = caseTensors(DEFAULT_CASE);
  const renderer = composedRenderer(SMALL_OPTIONS);
  const step = (): void =>
    tf.tidy(() => {
      const positions = samplePositions((t) => renderer.density(planes, fields, t), {
        batch: 2,
        options: SMALL_OPTIONS,
        coarse: 4,
        fine: 4,
        seed: 1,
        jitter: true,
      });
      tf.grad((xy: tf.Tensor) =>
        tf.sum(renderer.render({ ...planes, xy: xy as tf.Tensor4D }, fields, positions).maps.seg!),
      )(planes.xy);
    });
  step();
  const before = tf.memory().numTensors;
  step();
  expect(tf.memory().numTensors).toBe(before);
});

test('gradients are bitwise repeatable, long sums over samples included', async () => {
  const options = { ...SMALL_OPTIONS, rays: [16, 16] } as const; // 4096 samples: stock matMul would split the sum
  const { planes, fields, positions } = caseTensors(randomCase(options, { samples: 8 }));
  const renderer = composedRenderer(options);
  const gradient = (): Promise<Float32Array[]> =>
    readTensors(
      tf.grads((w1: tf.Tensor, xz: tf.Tensor) => {
        const inputs = [
          { ...planes, xz: xz as tf.Tensor4D },
          { ...fields, w1: w1 as tf.Tensor2D },
        ] as const;
        return tf.sum(tf.square(renderer.render(...inputs, positions).maps.seg!));
      })([fields.w1, planes.xz]),
    );
  expect(await gradient()).toEqual(await gradient());
});

test('parameters of other shapes are refused by name', () => {
  const { planes, fields, positions } = caseTensors(DEFAULT_CASE);
  const renderer = composedRenderer({ ...SMALL_OPTIONS, fieldHidden: 8 });
  expect(() => renderer.render(planes, fields, positions)).toThrow(/w1 has shape \[12,4\].*need \[24,4\]/);
});
