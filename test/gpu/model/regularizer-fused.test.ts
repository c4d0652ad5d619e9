/** The fused renderer against plain float64 and the composed one; the golden cases are in regularizer-golden.test.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gpu } from '../../../src/gpu/device';
import { readTensors } from '../../../src/gpu/read';
import { composedRenderer } from '../../../src/model/regularizer/composed';
import { fusedCovers, fusedRenderer } from '../../../src/model/regularizer/fused';
import type { FieldParameters, Rendering, RenderOptions, TriPlane } from '../../../src/model/regularizer/types';
import { expectClose, l2Error } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';
import { outputsOf } from '../../helpers/regularizer-implementations';
import { caseTensors, PARAMETERS, PLANES, type RenderCase } from '../../helpers/regularizer-case';
import { randomCase, randomDepths, SMALL_OPTIONS, type CaseSizes } from '../../helpers/regularizer-random';
import { referenceGradient, referenceRender } from '../../helpers/regularizer-reference';

const OUT = 5e-6; // of max |out|, as the golden README
const GRADIENT = 1e-4; // of max |gradient|, as the golden README
const GRADIENT_L2 = 1e-5; // relative, as the golden README
// Two float32 paths may put one of 2e6 units on different sides of LeakyReLU's kink, which moves the gradients behind
// it by about 0.8 / sqrt(2e6); those of the last layer see the unit itself, which does not jump.
const BOTH_SIDES_OF_A_KINK = 1e-3;

const SIX_HEADS = [5, 1, 3, 1, 2, 4].map((channels, i) => ({ id: `head${i}`, channels }));
const AT_RAYS: CaseSizes['planes'] = [3, 4, 6];

const CASES: readonly (CaseSizes & { what: string; options: Partial<RenderOptions> })[] = [
  { what: 'planes of three other sizes', options: {} },
  { what: 'planes at the ray grid, more samples than fit a word of signs', options: {}, planes: AT_RAYS, samples: 17 },
  { what: 'planes one texel deep', options: {}, planes: [3, 4, 1] },
  { what: 'planes averaged', options: { aggregate: 'mean' }, planes: AT_RAYS },
  { what: 'more heads than one launch writes', options: { heads: SIX_HEADS }, planes: AT_RAYS },
  { what: 'one head', options: { heads: [{ id: 'seg', channels: 7 }] }, planes: AT_RAYS },
  { what: 'softplus and the nerf rule', options: { activation: 'softplus', quadrature: 'nerf' }, planes: AT_RAYS },
  { what: 'another slope and a far plane', options: { slope: 0.01, quadrature: 'nerf', far: 1.5 }, planes: AT_RAYS },
];

interface Differentiated {
  readonly rendering: Rendering;
  readonly gradients: tf.Tensor[];
}

type Render = (planes: TriPlane, fields: FieldParameters) => Rendering;

/** Gradients of the sum over outputs of a fixed probe times each, to xy, xz, yz, w1, b1, w2, b2. */
function differentiate(render: Render, planes: TriPlane, fields: FieldParameters): Differentiated {
  let rendering: Rendering | undefined;
  const loss = (...inputs: tf.Tensor[]): tf.Tensor => {
    const [xy, xz, yz, w1, b1, w2, b2] = inputs;
    rendering = render({ xy, xz, yz } as TriPlane, { w1, b1, w2, b2 } as FieldParameters);
    const outputs = Object.values(outputsOf(rendering));
    for (const tensor of [...outputs, rendering.accumulated]) tf.keep(tensor);
    return outputs
      .map((output, i) => tf.sum(tf.mul(output, randomTensor(output.shape, 40 + i))))
      .reduce((sum, part) => tf.add(sum, part));
  };
  const inputs = [...PLANES.map((name) => planes[name]), ...PARAMETERS.map((name) => fields[name])];
  const gradients = tf.grads(loss)(inputs);
  return { rendering: rendering!, gradients };
}

function differentiateCase(given: RenderCase): Differentiated {
  const { planes, fields, positions } = caseTensors(given);
  const renderer = fusedRenderer(given.options);
  return differentiate((p, f) => renderer.render(p, f, positions), planes, fields);
}

describe.each(CASES)('$what', ({ options, samples, planes }) => {
  const given = randomCase({ ...SMALL_OPTIONS, ...options }, { samples, planes });

  test('is rendered as plain float64 does', async () => {
    const { rendering } = differentiateCase(given);
    const want = referenceRender(given);
    const ids = given.options.heads.map(({ id }) => id);
    const values = await readTensors([...ids.map((id) => rendering.maps[id]!), rendering.accumulated]);
    ids.forEach((id, i) => expectClose(values[i]!, want.maps[id]!, OUT, id));
    expectClose(values.at(-1)!, want.accumulated[ids[0]!]!, OUT, 'accumulated weight');
  });

  test('has gradients that agree with central differences', async () => {
    const { rendering, gradients } = differentiateCase(given);
    const values = await readTensors(gradients);
    const dout = Object.fromEntries(
      await Promise.all(
        Object.entries(outputsOf(rendering)).map(async ([name, output], i) => {
          const [probe] = await readTensors([randomTensor(output.shape, 40 + i)]);
          return [name, [...probe!]] as const;
        }),
      ),
    );
    [...PLANES.map((name) => given.planes[name]), ...PARAMETERS.map((name) => given.fields[name])].forEach(
      (input, i) => {
        const size = input.data.length;
        const entries =
          size <= 48 ? [...input.data.keys()] : Array.from({ length: 24 }, (_, k) => Math.floor((k * size) / 24));
        const got = entries.map((entry) => values[i]![entry]!);
        expectClose(got, referenceGradient(given, input, dout, entries), GRADIENT, [...PLANES, ...PARAMETERS][i]);
      },
    );
  });
});

test('one ray by hand: constant density and constant output', async () => {
  // All first layers are zero, so h = 0, the raw density is b2's last entry and the output is b2 times the weight.
  const options: RenderOptions = {
    ...SMALL_OPTIONS,
    heads: [{ id: 'a', channels: 1 }],
    rays: [1, 1],
    activation: 'relu',
  };
  const planes = tf.ones<tf.Rank.R4>([1, 1, 1, 12]);
  const fields: FieldParameters = {
    w1: tf.zeros([8, 4]),
    b1: tf.zeros([8]),
    w2: tf.ones([2, 4]),
    b2: tf.tensor1d([10, 2]),
  };
  const { maps, accumulated } = fusedRenderer(options).renderPacked(
    planes,
    fields,
    tf.tensor3d([-0.5, 0, 0.5], [1, 1, 3]),
  );
  const [map, sum] = await readTensors([maps.a!, accumulated]);
  expect(sum![0]).toBeCloseTo(1 - Math.exp(-2), 6); // density 2 over a length of 1
  expect(map![0]).toBeCloseTo(10 * (1 - Math.exp(-2)), 5);
});

const NANO: RenderOptions = {
  ...SMALL_OPTIONS,
  heads: [40, 1, 3, 1].map((channels, i) => ({ id: `head${i}`, channels })),
  rays: [24, 32],
  fieldHidden: 32,
};

function nanoInputs() {
  const units = 5 * NANO.fieldHidden;
  return {
    packed: randomTensor([2, 24, 32, 48], 1) as tf.Tensor4D,
    fields: {
      w1: randomTensor([units, 16], 2, 0.25),
      b1: randomTensor([units], 3, 0.1),
      w2: randomTensor([46, NANO.fieldHidden], 4, 0.2),
      b2: randomTensor([46], 5, 0.1),
    } as FieldParameters,
    positions: randomDepths([2, 24 * 32, 8], 6),
  };
}

function unpack(packed: tf.Tensor4D): TriPlane {
  const [xy, xz, yz] = tf.split(packed, 3, 3) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  return { xy, xz, yz };
}

test.for([0.2, 1])('equals the composed renderer at the size of nano, slope %f', async (slope) => {
  const options = { ...NANO, slope };
  const { packed, fields, positions } = nanoInputs();
  const all = async (render: Render): Promise<Float32Array[]> => {
    const { rendering, gradients } = differentiate(render, unpack(packed), fields);
    return readTensors([...Object.values(rendering.maps), rendering.accumulated, ...gradients]);
  };
  const fused = await all((p, f) => fusedRenderer(options).render(p, f, positions));
  const composed = await all((p, f) => composedRenderer(options).render(p, f, positions));
  const outputs = NANO.heads.length + 1;
  fused.slice(0, outputs).forEach((values, i) => expectClose(values, composed[i]!, OUT, `output ${i}`));
  fused.slice(outputs).forEach((values, i) => {
    const what = [...PLANES, ...PARAMETERS][i]!;
    const tolerance = slope === 1 || what === 'w2' || what === 'b2' ? GRADIENT_L2 : BOTH_SIDES_OF_A_KINK;
    expect(l2Error(values, composed[outputs + i]!), what).toBeLessThan(tolerance);
  });
});

test('packed planes give the same bits as separate ones, and two runs the same gradients', async () => {
  const { packed, fields, positions } = nanoInputs();
  const renderer = fusedRenderer(NANO);
  const viaPacked: Render = ({ xy, xz, yz }, f) => renderer.renderPacked(tf.concat([xy, xz, yz], 3), f, positions);
  const separate: Render = (p, f) => renderer.render(p, f, positions);
  const [first, again, apart] = await Promise.all(
    [viaPacked, viaPacked, separate].map((render) => {
      const { rendering, gradients } = differentiate(render, unpack(packed), fields);
      return readTensors([...Object.values(rendering.maps), rendering.accumulated, ...gradients]);
    }),
  );
  expect(again).toEqual(first);
  // The sums for w1 and b1 are cut elsewhere; all else is the same arithmetic.
  const [w1, b1] = [first!.length - 4, first!.length - 3];
  first!.forEach((values, i) => {
    if (i === w1 || i === b1) expectClose(apart![i]!, values, OUT);
    else expect(apart![i]).toEqual(values);
  });
});

test.each(['own', 'mean', 'per_task'] as const)('packed planes of another size, density %s', async (density) => {
  const options: RenderOptions = { ...SMALL_OPTIONS, density };
  const given = randomCase(options, { planes: [5, 7, 5] }); // packed: rows of xz and columns of yz stand for z
  const { fields, positions } = caseTensors(given);
  const packed = randomTensor([2, 5, 7, 12], 9) as tf.Tensor4D;
  const viaPacked: Render = ({ xy, xz, yz }, f) =>
    fusedRenderer(options).renderPacked(tf.concat([xy, xz, yz], 3), f, positions);
  const composed: Render = (p, f) => composedRenderer(options).render(p, f, positions);
  const [got, want] = await Promise.all(
    [viaPacked, composed].map((render) => {
      const { rendering, gradients } = differentiate(render, unpack(packed), fields);
      return readTensors([...Object.values(outputsOf(rendering)), rendering.accumulated, ...gradients]);
    }),
  );
  got!.forEach((values, i) => expectClose(values, want![i]!, GRADIENT, `output ${i}`));
});

test('prepared planes serve density and rendering alike', async () => {
  const { packed, fields, positions } = nanoInputs();
  const renderer = fusedRenderer(NANO);
  const prepared = renderer.prepare(packed, fields);
  const viaHandle = await readTensors([
    renderer.densityOf(prepared, positions) as tf.Tensor3D,
    renderer.renderOf(prepared, positions).maps.head0!,
  ]);
  const alone = await readTensors([
    renderer.densityPacked(packed, fields, positions) as tf.Tensor3D,
    renderer.renderPacked(packed, fields, positions).maps.head0!,
  ]);
  expect(viaHandle).toEqual(alone);
});

test('only some heads, only some inputs: gradients stay right', async () => {
  const given = randomCase(SMALL_OPTIONS, { planes: AT_RAYS });
  const { planes, fields, positions } = caseTensors(given);
  const renderer = fusedRenderer(given.options);
  const seg = (w2: tf.Tensor): tf.Tensor =>
    tf.sum(renderer.render(planes, { ...fields, w2: w2 as tf.Tensor2D }, positions).maps.seg!);
  const [got] = await readTensors([tf.grad(seg)(fields.w2)]);
  const size = given.options.heads[0]!.channels * 2 * 12;
  const dout = { seg: Array.from({ length: size }, () => 1), depth: Array.from({ length: 24 }, () => 0) };
  expectClose(got!, referenceGradient(given, given.fields.w2, dout, [...got!.keys()]), CENTRAL_DIFFERENCE);
});

test('a training step leaks nothing and takes 14 launches', async () => {
  const { packed, fields, positions } = nanoInputs();
  const renderer = fusedRenderer(NANO);
  const step = (): void => {
    const loss = (planes: tf.Tensor): tf.Tensor =>
      renderer.renderPacked(planes as tf.Tensor4D, fields, positions).maps.head0!;
    tf.grad(loss)(packed);
  };
  await expectNoLeak(step);
  const { profiler } = gpu().backend;
  profiler.begin();
  tf.tidy(step);
  const { kernels } = await profiler.end();
  const own = [...kernels]
    .filter(([name]) => name.startsWith('fused-'))
    .reduce((sum, [, { launches }]) => sum + launches, 0);
  expect(own).toBe(13); // and one concatenation of the heads' gradients
  expect(kernels.get('tfjs ConcatProgram')?.launches).toBe(1);
});

test('names what it does not cover', () => {
  const covers = (options: Partial<RenderOptions>, channels = 16): string | undefined =>
    fusedCovers({ ...NANO, ...options }, { channels });
  expect(covers({})).toBe(undefined);
  for (const density of ['mean', 'per_task'] as const) expect(covers({ density, padding: 'zeros' })).toBe(undefined);
  expect(fusedCovers({ ...NANO, padding: 'zeros' }, { channels: 16, atRays: false })).toBe(
    "padding 'zeros' with planes of another size than the ray grid",
  );
  expect(covers({ fieldHidden: 30 })).toBe('30 hidden units (not a multiple of 4)');
  expect(covers({}, 6)).toBe('6 plane channels (not a multiple of 4)');
  const nine = Array.from({ length: 9 }, (_, i) => ({ id: `head${i}`, channels: 1 }));
  expect(covers({ heads: nine })).toBe('9 heads (more than 8)');
});

test('refuses options and packed planes that it cannot take', () => {
  const { packed, fields, positions } = nanoInputs();
  const few = tf.slice(positions, [0, 0, 0], [-1, 12 * 16, -1]);
  const coarser: RenderOptions = { ...NANO, rays: [12, 16], padding: 'zeros' };
  expect(() => fusedRenderer(coarser).renderPacked(packed, fields, few)).toThrow("padding 'zeros'");
  expect(() => fusedRenderer({ ...NANO, rays: [12, 16] }).renderPacked(packed, fields, positions)).toThrow(
    '2 images of 12x16 rays',
  );
  expect(() => fusedRenderer({ ...NANO, density: 'per_task' }).renderPacked(packed, fields, positions)).toThrow('w1');
});

test('refuses a rendering that is larger than the adapter binds, at the door', () => {
  const { packed, fields, positions } = nanoInputs();
  const { device } = gpu();
  const limits = { maxStorageBufferBindingSize: 2 ** 20 };
  Object.defineProperty(device, 'limits', { value: limits, configurable: true });
  try {
    expect(() => fusedRenderer(NANO).renderPacked(packed, fields, positions)).toThrow(
      '2 images of 768 rays with 8 samples need a buffer of',
    );
  } finally {
    Reflect.deleteProperty(device, 'limits');
  }
});
