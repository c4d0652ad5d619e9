/** Every implementation of the renderer against the float64 reference, for every option that it covers. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/base/random';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { refinePositions } from '../../../src/model/regularizer/ray-sampling';
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
import { IMPLEMENTATIONS, mayRefuse, outputsOf } from '../../helpers/regularizer-implementations';
import { depthValues, normalValues, randomCase, SMALL_OPTIONS, type CaseSizes } from '../../helpers/regularizer-random';
import { referenceGradient, referenceOutputs, referencePositions } from '../../helpers/regularizer-reference';

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

const SIX_HEADS = [5, 1, 3, 1, 2, 4].map((channels, i) => ({ id: `head${i}`, channels }));

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
  { name: 'opaque rays', options: { unabsorbed: 'opaque' }, sizes: { planes: [3, 4, 4] } },
  {
    name: "opaque rays by NeRF's quadrature, density per task",
    options: { unabsorbed: 'opaque', quadrature: 'nerf', density: 'per_task' },
  },
  {
    name: 'zeros padding, planes as the rays',
    options: { padding: 'zeros' },
    sizes: { planes: [3, 4, 4], samples: 9 },
  },
  {
    name: 'zeros padding, one texel along z, mean density',
    options: { padding: 'zeros', density: 'mean' },
    sizes: { planes: [3, 4, 1], samples: 9 },
  },
  {
    name: 'zeros padding, density per task, opaque, relu',
    options: { padding: 'zeros', density: 'per_task', unabsorbed: 'opaque', activation: 'relu', quadrature: 'nerf' },
    sizes: { planes: [3, 4, 4] },
  },
  { name: 'mean density of six heads', options: { density: 'mean', heads: SIX_HEADS }, sizes: { planes: [3, 4, 5] } },
  { name: 'density per task, one head', options: { density: 'per_task', heads: [{ id: 'seg', channels: 3 }] } },
  { name: 'six hidden units', options: { fieldHidden: 6 } },
  { name: 'five channels a plane', options: {}, sizes: { channels: 5, planes: [3, 4, 4] } },
  { name: 'one channel a plane, mean density', options: { density: 'mean' }, sizes: { channels: 1 } },
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
  const want = referenceOutputs(given);
  const rendering = renderer.render(planes, fields, positions);
  const outputs = outputsOf(rendering);
  expect(Object.keys(outputs).sort()).toEqual(Object.keys(want).sort());
  for (const [name, tensor] of Object.entries(outputs)) {
    expectClose(await readTensor(tensor), want[name]!, OUTPUT, name);
  }
  const dout = Object.fromEntries(
    Object.keys(want).map((name, i) => [name, [...normalValues([want[name]!.length], 20 + i).data]]),
  );
  const sums = heads.map(({ id }) => want[`${id}.weight`]!);
  const mean = sums[0]!.map((_, ray) => sums.reduce((sum, each) => sum + each[ray]!, 0) / sums.length);
  expectClose(await readTensor(rendering.accumulated), mean, OUTPUT, 'accumulated');
  const loss = (...x: tf.Tensor[]): tf.Tensor => {
    const [xy, xz, yz, w1, b1, w2, b2] = x;
    const rendered = outputsOf(
      renderer.render({ xy, xz, yz } as TriPlane, { w1, b1, w2, b2 } as FieldParameters, positions),
    );
    return Object.entries(dout)
      .map(([name, d]) => tf.sum(tf.mul(rendered[name]!, tf.tensor(d, rendered[name]!.shape))))
      .reduce((sum, part) => tf.add(sum, part));
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
      if (reason !== undefined) expect(mayRefuse(options, planes), `must be covered: ${reason}`).toBe(true);
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
