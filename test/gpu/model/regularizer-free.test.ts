/** Rays of other cameras, through both renderers that have them: against float64, against each other, and ΔV = 1. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gpu } from '../../../src/gpu/device';
import { readTensors } from '../../../src/gpu/read';
import { composedRenderer } from '../../../src/model/regularizer/composed';
import { FreeRenderer } from '../../../src/model/regularizer/free-fused';
import type {
  CameraView,
  FieldParameters,
  Renderer,
  Rendering,
  RenderOptions,
  TriPlane,
} from '../../../src/model/regularizer/types';
import { expectClose, l2Error } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';
import { caseTensors, PARAMETERS, PLANES, type RenderCase } from '../../helpers/regularizer-case';
import { VIEW_IMPLEMENTATIONS } from '../../helpers/regularizer-implementations';
import { randomCase, randomDepths, SMALL_OPTIONS } from '../../helpers/regularizer-random';
import { referenceGradient, referenceOutputs } from '../../helpers/regularizer-reference';
import { ASIDE, BACK, SAME } from '../../helpers/views';

const OUT = 2e-5; // of the largest value; places in the box are rounded by 1e-6, and planes differ by 2 from texel to texel
const GRADIENT = 5e-5; // likewise; weights are differences of exponentials
const SAME_CAMERA = 1e-5; // the same positions, through a projection and back
const BOTH = 1e-5; // relative L2: the same sums in another order
const KINK = 3e-4; // one unit of many on another side of LeakyReLU's kink (spec/regularizer.md §6)

/** `uncovered`: what the kernels leave to the composed renderer. */
interface Case {
  readonly what: string;
  readonly options: Partial<RenderOptions>;
  readonly uncovered?: string;
}

const CASES: readonly Case[] = [
  { what: 'empty outside', options: { outside: 'zero' } },
  { what: 'as at the border outside', options: { outside: 'border' } },
  {
    what: 'disparity, NeRF quadrature',
    options: { zRange: 'disparity', quadrature: 'nerf', activation: 'softplus', outside: 'border' },
  },
  { what: 'opaque rays', options: { unabsorbed: 'opaque', outside: 'zero' } },
  { what: 'mean of the planes', options: { aggregate: 'mean', outside: 'zero' } },
  {
    what: 'mean of the densities',
    options: { density: 'mean', outside: 'zero' },
    uncovered: "density 'mean'",
  },
  { what: 'density by task', options: { density: 'per_task', outside: 'border' }, uncovered: "density 'per_task'" },
  { what: 'zeros around the planes', options: { padding: 'zeros', outside: 'border' }, uncovered: "padding 'zeros'" },
];

function caseOf(options: Partial<RenderOptions>, views: readonly CameraView[]): RenderCase {
  return { ...randomCase({ ...SMALL_OPTIONS, zNear: 1, zFar: 5, ...options }, { samples: 7 }), views };
}

/** All that the rays give: maps, and by `ID.weight` and `ID.z` what they absorbed, as in referenceOutputs. */
function outputsOf({ maps, absorbed }: Rendering): Record<string, tf.Tensor> {
  const sums = Object.entries(absorbed).flatMap(([id, { weight, z }]) => [
    [`${id}.weight`, weight],
    [`${id}.z`, z],
  ]);
  return { ...maps, ...(Object.fromEntries(sums) as Record<string, tf.Tensor>) };
}

type Render = (planes: TriPlane, fields: FieldParameters) => Rendering;

/** Outputs by name, then gradients of their sum under fixed probes to xy, xz, yz, w1, b1, w2, b2. */
async function differentiate(render: Render, planes: TriPlane, fields: FieldParameters) {
  let outputs: Record<string, tf.Tensor> = {};
  const loss = (...inputs: tf.Tensor[]): tf.Tensor => {
    const [xy, xz, yz, w1, b1, w2, b2] = inputs;
    outputs = outputsOf(render({ xy, xz, yz } as TriPlane, { w1, b1, w2, b2 } as FieldParameters));
    for (const tensor of Object.values(outputs)) tf.keep(tensor);
    return tf.addN(Object.values(outputs).map((map, i) => tf.sum(tf.mul(map, randomTensor(map.shape, 40 + i)))));
  };
  const gradients = tf.grads(loss)([...PLANES.map((name) => planes[name]), ...PARAMETERS.map((name) => fields[name])]);
  const names = Object.keys(outputs);
  const probes = names.map((name, i) => randomTensor(outputs[name]!.shape, 40 + i));
  const values = await readTensors([...Object.values(outputs), ...probes, ...gradients]);
  const named = (first: number) => Object.fromEntries(names.map((name, i) => [name, values[first + i]!]));
  return { outputs: named(0), probes: named(names.length), gradients: values.slice(2 * names.length) };
}

const differentiateCase = (given: RenderCase, renderer: Renderer) => {
  const { planes, fields, positions, views } = caseTensors(given);
  return differentiate((p, f) => renderer.render(p, f, positions, views), planes, fields);
};

describe.each(CASES)('$what', ({ options, uncovered }) => {
  const given = caseOf(options, [ASIDE, BACK]);
  describe.each(VIEW_IMPLEMENTATIONS)('$name', ({ name, make, refuses }) => {
    test('covers the options, or says what it does not', () => {
      const { planes, fields, positions, views } = caseTensors(given);
      const refusal = name === 'free' ? uncovered : undefined;
      expect(refuses(given.options, planes)).toBe(refusal);
      if (refusal) expect(() => make(given.options).render(planes, fields, positions, views)).toThrow(refusal);
    });
    if (name === 'free' && uncovered) {
      return;
    }

    test('is rendered as plain float64 does', async () => {
      const { outputs } = await differentiateCase(given, make(given.options));
      const want = referenceOutputs(given);
      expect(Object.keys(outputs).toSorted()).toEqual(Object.keys(want).toSorted());
      for (const [name, values] of Object.entries(want)) expectClose(outputs[name]!, values, OUT, name);
    });

    test('has gradients that agree with central differences', async () => {
      const { probes, gradients } = await differentiateCase(given, make(given.options));
      const dout = Object.fromEntries(Object.entries(probes).map(([name, values]) => [name, [...values]]));
      const inputs = [...PLANES.map((name) => given.planes[name]), ...PARAMETERS.map((name) => given.fields[name])];
      inputs.forEach((input, i) => {
        const size = input.data.length;
        const entries =
          size <= 32 ? [...input.data.keys()] : Array.from({ length: 16 }, (_, k) => Math.floor((k * size) / 16));
        const got = entries.map((entry) => gradients[i]![entry]!);
        expectClose(got, referenceGradient(given, input, dout, entries), GRADIENT, [...PLANES, ...PARAMETERS][i]);
      });
    });
  });
});

describe.each(['metric', 'disparity'] as const)('ΔV = 1 and the same intrinsics, %s depths', (zRange) => {
  test.each(['composed', 'free'])('%s: the orthographic rendering', async (name) => {
    const given = caseOf({ zRange, outside: 'zero' }, [SAME, SAME]);
    const { make } = VIEW_IMPLEMENTATIONS.find((each) => each.name === name)!;
    const seen = await differentiateCase(given, make(given.options));
    const { views: _, ...own } = given;
    const want = await differentiateCase(own, composedRenderer(given.options));
    for (const [key, values] of Object.entries(want.outputs)) expectClose(seen.outputs[key]!, values, SAME_CAMERA, key);
    want.gradients.forEach((values, i) => {
      expectClose(seen.gradients[i]!, values, SAME_CAMERA, `gradient ${i}`);
    });
  });
});

test('rays that see nothing of the box are empty, and have no gradient', async () => {
  const away = { ...SAME, volumeFromCamera: Float32Array.of(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1) };
  for (const { make } of VIEW_IMPLEMENTATIONS) {
    for (const outside of ['zero', 'border'] as const) {
      const given = caseOf({ outside }, [away, away]); // all of them are behind the volume's camera
      const { outputs, gradients } = await differentiateCase(given, make(given.options));
      for (const values of [...Object.values(outputs), ...gradients]) {
        expect(values.every((value) => value === 0)).toBe(true);
      }
    }
  }
});

const LARGER: RenderOptions = {
  ...SMALL_OPTIONS,
  heads: [5, 1, 3].map((channels, i) => ({ id: `head${i}`, channels })),
  rays: [16, 20],
  fieldHidden: 16,
  zNear: 1,
  zFar: 5,
};

function larger() {
  const units = 4 * LARGER.fieldHidden;
  return {
    planes: {
      xy: randomTensor([2, 16, 20, 8], 1) as tf.Tensor4D,
      xz: randomTensor([2, 13, 20, 8], 2) as tf.Tensor4D,
      yz: randomTensor([2, 16, 9, 8], 3) as tf.Tensor4D,
    },
    fields: {
      w1: randomTensor([units, 8], 4, 0.35),
      b1: randomTensor([units], 5, 0.1),
      w2: randomTensor([10, LARGER.fieldHidden], 6, 0.25),
      b2: randomTensor([10], 7, 0.1),
    } as FieldParameters,
    positions: randomDepths([2, 16 * 20, 19], 8),
    views: [ASIDE, BACK],
  };
}

test.for([0.2, 1])('the kernels equal the composed renderer on thousands of samples, slope %f', async (slope) => {
  const options = { ...LARGER, slope };
  const { planes, fields, positions, views } = larger();
  const through = (renderer: Renderer) =>
    differentiate((p, f) => renderer.render(p, f, positions, views), planes, fields);
  const [free, composed] = [await through(new FreeRenderer(options)), await through(composedRenderer(options))];
  for (const [name, values] of Object.entries(composed.outputs)) expectClose(free.outputs[name]!, values, OUT, name);
  composed.gradients.forEach((values, i) => {
    expect(l2Error(free.gradients[i]!, values), `gradient ${i}`).toBeLessThan(slope === 1 ? BOTH : KINK);
  });
});

test('packed planes give the same maps as separate ones', async () => {
  const { planes, fields, positions, views } = larger();
  const square = { xy: planes.xy, xz: tf.reverse(planes.xy, 1), yz: tf.reverse(planes.xy, 2) };
  const packed = tf.concat([square.xy, square.xz, square.yz], 3) as tf.Tensor4D;
  const renderer = new FreeRenderer(LARGER);
  const [apart, together] = [square, packed].map((p) => outputsOf(renderer.render(p, fields, positions, views)));
  const values = await readTensors([...Object.values(apart!), ...Object.values(together!)]);
  const count = values.length / 2;
  for (let i = 0; i < count; i++) expect(values[count + i]).toEqual(values[i]);
});

test('a step of the kernels takes 5 launches forward, 16 backward, and the places of the samples', async () => {
  const { fields, positions, views } = larger();
  const packed = randomTensor([2, 16, 20, 24], 1);
  const { profiler } = gpu().backend;
  const launchesOf = async (f: () => void): Promise<number> => {
    profiler.begin();
    tf.tidy(f);
    const { kernels } = await profiler.end();
    const own = [...kernels].filter(([name]) => /^(free|fused|cell|frustum)-/.test(name));
    return own.reduce((sum, [, { launches }]) => sum + launches, 0);
  };
  const map = (planes: tf.Tensor): tf.Tensor =>
    new FreeRenderer(LARGER).render(planes as tf.Tensor4D, fields, positions, views).maps.head0!;
  expect(await launchesOf(() => map(packed))).toBe(6);
  expect(await launchesOf(() => tf.grad(map)(packed))).toBe(6 + 16);
});

describe.each(VIEW_IMPLEMENTATIONS)('$name', ({ make }) => {
  test('two runs give the same bits', async () => {
    const { planes, fields, positions, views } = larger();
    const once = () => differentiate((p, f) => make(LARGER).render(p, f, positions, views), planes, fields);
    expect(await once()).toEqual(await once());
  });

  test('a step leaves nothing behind', async () => {
    const { planes, fields, positions, views } = larger();
    await expectNoLeak(() => {
      const loss = (xy: tf.Tensor): tf.Tensor =>
        make(LARGER).render({ ...planes, xy: xy as tf.Tensor4D }, fields, positions, views).maps.head1!;
      tf.grad(loss)(planes.xy);
    });
  });
});
