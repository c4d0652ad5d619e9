/** Given planes as other cameras see them: two passes, only the heads named, in chunks where buffers are small. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { PRESETS } from '../../../src/config/presets';
import type { RegularizerConfig } from '../../../src/config/regularizer';
import { gpu } from '../../../src/gpu/device';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { freeBytes } from '../../../src/model/regularizer/free-fused';
import { renderViews, type ViewField } from '../../../src/model/regularizer/view-rendering';
import type { FieldParameters } from '../../../src/model/regularizer/types';
import { expectClose } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';
import { ASIDE, BACK, SAME } from '../../helpers/views';

const PATHS = 1e-4; // the second pass places samples by the first one's rounded weights
const PASS = { training: true, seed: 5 };
const HEADS = [
  { id: 'semseg', channels: 5 },
  { id: 'depth', channels: 1 },
  { id: 'normals', channels: 3 },
];
const VIEWS = [ASIDE, BACK, SAME];
const BATCH = VIEWS.length;

const CONFIG: RegularizerConfig = {
  ...PRESETS.nano.regularizer,
  rays: [9, 12],
  planeChannels: 8,
  fieldHidden: 16,
  coarseSamples: 6,
  fineSamples: 5,
  zNear: 1,
  zFar: 5,
};

function fieldOf(changes: Partial<RegularizerConfig> = {}): ViewField & { fields: FieldParameters } {
  const config = { ...CONFIG, ...changes };
  const own = config.density === 'own';
  const [nets, rows] = own ? [4, 10] : [3, 12];
  return {
    config,
    options: { ...config, heads: HEADS },
    fields: {
      w1: randomTensor([nets * 16, 8], 2, 0.35),
      b1: randomTensor([nets * 16], 3, 0.1),
      w2: randomTensor([rows, 16], 4, 0.25),
      b2: randomTensor([rows], 5, 0.1),
    } as FieldParameters,
  };
}

const planesOf = (): tf.Tensor4D => randomTensor([BATCH, 9, 12, 24], 1) as tf.Tensor4D;

describe.each(['own', 'mean', 'per_task'] as const)('density %s', (density) => {
  const all = fieldOf.bind(undefined, { density });

  test('the heads named, as they look among all', async () => {
    const whole = renderViews(all(), planesOf(), VIEWS, { pass: PASS });
    expect(Object.keys(whole.maps)).toEqual(['semseg', 'depth', 'normals']);
    const part = renderViews(all(), planesOf(), VIEWS, { pass: PASS, heads: ['normals', 'depth'] });
    expect(Object.keys(part.maps).toSorted()).toEqual(['depth', 'normals']);
    expect(Object.keys(part.absorbed).toSorted()).toEqual(['depth', 'normals']);
    for (const id of ['depth', 'normals']) {
      const [got, want] = await readTensors([part.maps[id]!, whole.maps[id]!]);
      expectClose(got!, want!, 1e-6, id);
      expect(Math.max(...got!.map(Math.abs))).toBeGreaterThan(0.01);
    }
  });

  test('the gradient of one head leaves the nets of the others alone', async () => {
    const field = all();
    const loss = (...x: tf.Tensor[]): tf.Tensor => {
      const [w1, b1, w2, b2] = x;
      const fields = { w1, b1, w2, b2 } as FieldParameters;
      return renderViews({ ...field, fields }, planesOf(), VIEWS, { pass: PASS, heads: ['depth'] }).maps.depth!;
    };
    const { w1, b1, w2, b2 } = field.fields;
    const gradients = await readTensors(tf.grads(loss)([w1, b1, w2, b2]));
    gradients.forEach((values) => expect(values.some((value) => value !== 0)).toBe(true));
    const net = (k: number): Float32Array => gradients[0]!.subarray(k * 16 * 8, (k + 1) * 16 * 8);
    expect(net(1).some((value) => value !== 0)).toBe(true);
    const others = density === 'mean' ? [] : [0, 2]; // with 'mean' every net makes the density
    for (const k of others) expect(net(k).every((value) => value === 0)).toBe(true);
  });
});

test.each(['zero', 'border'] as const)('both paths render the same, outside %s', async (outside) => {
  const [fast, plain] = await Promise.all(
    (['auto', 'composed'] as const).map((path) => {
      const { maps, accumulated } = renderViews(fieldOf({ path, outside }), planesOf(), VIEWS, { pass: PASS });
      return readTensors([...Object.values(maps), accumulated]);
    }),
  );
  plain!.forEach((values, i) => expectClose(fast![i]!, values, PATHS, `output ${i}`));
});

test('samples are drawn by the pass: training seeds differ, evaluation draws nothing', async () => {
  const depth = (pass: { training: boolean; seed: number }): Promise<Float32Array> =>
    readTensor(renderViews(fieldOf(), planesOf(), VIEWS, { pass, heads: ['depth'] }).maps.depth!);
  expect(await depth(PASS)).toEqual(await depth(PASS));
  expect(await depth({ ...PASS, seed: 6 })).not.toEqual(await depth(PASS));
  expect(await depth({ training: false, seed: 6 })).toEqual(await depth({ training: false, seed: 7 }));
});

/** Runs `f` on an adapter that says it binds no more than so many bytes at once. */
function withBindingsOf<T>(bytes: number, f: () => T): T {
  const { device } = gpu();
  const { limits } = device;
  const own = Object.getOwnPropertyDescriptor(device, 'limits');
  const get = (_: object, key: string): unknown =>
    key === 'maxStorageBufferBindingSize' ? bytes : Reflect.get(limits, key);
  Object.defineProperty(device, 'limits', { value: new Proxy({}, { get }), configurable: true });
  try {
    return f();
  } finally {
    if (own) Object.defineProperty(device, 'limits', own);
    else Reflect.deleteProperty(device, 'limits');
  }
}

test('small bindings: chunks of images give the same maps and gradients; too small ones are refused', async () => {
  const field = fieldOf();
  const size = [9, 12] as const;
  const samples = CONFIG.coarseSamples + CONFIG.fineSamples;
  const one = freeBytes(field.options, [size, size, size], samples);
  const pass = { training: false, seed: 0 };
  const run = async (): Promise<Float32Array[]> => {
    const loss = (p: tf.Tensor): tf.Tensor => {
      const { maps, absorbed } = renderViews(field, p as tf.Tensor4D, VIEWS, { pass, heads: ['depth', 'semseg'] });
      return tf.add(tf.sum(tf.square(maps.semseg!)), tf.sum(tf.mul(maps.depth!, tf.expandDims(absorbed.depth!.z, 3))));
    };
    const { value, grad } = tf.valueAndGrad(loss)(planesOf());
    return readTensors([value, grad]);
  };
  const whole = await run();
  const chunked = await withBindingsOf(2 * one + 10, run);
  expectClose(chunked[0]!, whole[0]!, 1e-6);
  expectClose(chunked[1]!, whole[1]!, 1e-6);
  const refused = (): unknown => withBindingsOf(one / 4, () => renderViews(field, planesOf(), VIEWS, { pass }));
  expect(refused).toThrow(InputError);
  expect(refused).toThrow(/9x12 rays with 11 samples needs a buffer/);
});

test('leaves nothing behind but what it returns', async () => {
  const [field, planes] = [fieldOf(), planesOf()];
  await expectNoLeak(() => {
    const loss = (p: tf.Tensor): tf.Tensor =>
      renderViews(field, p as tf.Tensor4D, VIEWS, { pass: PASS, heads: ['depth'] }).maps.depth!;
    tf.grad(loss)(planes);
  });
});

test('what cannot be rendered is refused before anything is dispatched', async () => {
  const [field, planes] = [fieldOf(), planesOf()];
  const { profiler } = gpu().backend;
  profiler.begin();
  const given = { pass: PASS };
  expect(() => renderViews(field, planes, [SAME], given)).toThrow('1 views were given for 3 images');
  expect(() => renderViews(field, planes, VIEWS, { ...given, heads: ['edges'] })).toThrow(/"edges" is not rendered/);
  expect(() => renderViews(field, planes, VIEWS, { ...given, heads: [] })).toThrow(/no head was named/);
  const none = { ...field, config: { ...field.config, coarseSamples: 0 } };
  expect(() => renderViews(none, planes, VIEWS, given)).toThrow(InputError);
  const linear = { ...field, options: { ...field.options, zRange: 'linear' as const } };
  expect(() => renderViews(linear, planes, VIEWS, given)).toThrow(/no metres/);
  expect((await profiler.end()).launches).toBe(0);
});
