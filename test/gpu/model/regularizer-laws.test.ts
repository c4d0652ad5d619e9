/** What must hold of every implementation of the renderer, whatever the numbers. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { inspectRays } from '../../../src/model/regularizer/compositing';
import { samplePositions } from '../../../src/model/regularizer/ray-sampling';
import { fieldLayout, type NetPlace } from '../../../src/model/regularizer/task-field';
import type { FieldParameters, RenderOptions } from '../../../src/model/regularizer/types';
import { expectClose } from '../../helpers/close';
import { expectNoLeak } from '../../helpers/no-leak';
import { caseTensors, type CaseTensors, type RenderCase } from '../../helpers/regularizer-case';
import { IMPLEMENTATIONS, outputsOf } from '../../helpers/regularizer-implementations';
import { randomCase, SAMPLING, SMALL_OPTIONS } from '../../helpers/regularizer-random';

const F32 = 1e-6;
const DENSITIES = ['own', 'mean', 'per_task'] as const;

/** The same case with another output bias of every density. */
function withDensityBias(given: RenderCase, bias: number): RenderCase {
  const b2 = Float64Array.from(given.fields.b2.data);
  for (const { row } of fieldLayout(given.options).densities.values()) b2[row] = bias;
  return { ...given, fields: { ...given.fields, b2: { ...given.fields.b2, data: b2 } } };
}

/** Rows of a stack, in the order of `places`, and what is behind them all. */
function reordered<T extends tf.Tensor>(
  stack: T,
  places: readonly { readonly first: number; readonly count: number }[],
): T {
  const rest = (shape: readonly number[]): number[] => shape.slice(1).map(() => 0);
  const part = (first: number, count: number): tf.Tensor =>
    tf.slice(stack, [first, ...rest(stack.shape)], [count, ...stack.shape.slice(1)]);
  const used = places.reduce((sum, { count }) => sum + count, 0);
  const behind = stack.shape[0]! > used ? [part(used, stack.shape[0]! - used)] : [];
  return tf.concat([...places.map(({ first, count }) => part(first, count)), ...behind], 0) as T;
}

/** The heads in reverse, their nets and rows with them. */
function permuted(
  options: RenderOptions,
  fields: FieldParameters,
): { options: RenderOptions; fields: FieldParameters } {
  const heads = [...options.heads].reverse();
  const { heads: places } = fieldLayout(options);
  const extra = options.density === 'own' ? 0 : 1;
  const of = (place: (each: NetPlace) => { first: number; count: number }) =>
    heads.map(({ id }) => place(places.get(id)!));
  const units = of(({ net }) => ({ first: net * options.fieldHidden, count: options.fieldHidden }));
  const rows = of(({ row, channels }) => ({ first: row, count: channels + extra }));
  return {
    options: { ...options, heads },
    fields: {
      w1: reordered(fields.w1, units),
      b1: reordered(fields.b1, units),
      w2: reordered(fields.w2, rows),
      b2: reordered(fields.b2, rows),
    },
  };
}

const firstSamples = (positions: CaseTensors['positions'], count: number): CaseTensors['positions'] => {
  const first = (t: tf.Tensor): tf.Tensor3D => tf.slice(t as tf.Tensor3D, [0, 0, 0], [-1, -1, count]);
  if (positions instanceof tf.Tensor) return first(positions);
  return Object.fromEntries(Object.entries(positions).map(([id, t]) => [id, first(t as tf.Tensor)]));
};

const RUNS = IMPLEMENTATIONS.flatMap(({ name, make }) =>
  DENSITIES.map((density) => {
    const options: RenderOptions = { ...SMALL_OPTIONS, density };
    return { name, make, density, options, given: randomCase(options) };
  }),
);

test.each(RUNS)(
  '$name, density $density: no density, no light: all outputs and gradients are exactly 0',
  async ({ make, options, given }) => {
    const { planes, fields, positions } = caseTensors(withDensityBias(given, -1000));
    const renderer = make(options);
    const outputs = Object.values(outputsOf(renderer.render(planes, fields, positions)));
    const gradient = tf.grad((xy: tf.Tensor) =>
      tf.sum(renderer.render({ ...planes, xy: xy as tf.Tensor4D }, fields, positions).maps.seg!),
    )(planes.xy);
    for (const values of await readTensors([...outputs, gradient])) {
      expect([...values].every((value) => value === 0)).toBe(true);
    }
  },
);

test.each(RUNS.flatMap((run) => (['midpoint', 'nerf'] as const).map((quadrature) => ({ ...run, quadrature }))))(
  '$name, density $density: huge density by the rule $quadrature is the first surface',
  async ({ make, options, given, quadrature }) => {
    const { planes, fields, positions } = caseTensors(withDensityBias(given, 1e6));
    const renderer = make({ ...options, quadrature });
    const all = renderer.render(planes, fields, positions);
    const front = renderer.render(planes, fields, firstSamples(positions, quadrature === 'nerf' ? 1 : 2));
    for (const { id } of options.heads) {
      expectClose(await readTensor(all.maps[id]!), await readTensor(front.maps[id]!), F32, id);
      expect((await readTensor(all.absorbed[id]!.weight)).every((weight) => weight === 1)).toBe(true);
    }
  },
);

test.each(RUNS)(
  '$name, density $density: the weights of the samples sum to the accumulated weight, times z to z',
  async ({ make, options, given }) => {
    const { planes, fields, positions } = caseTensors(given);
    const renderer = make(options);
    const raw = renderer.density(planes, fields, positions);
    const { absorbed } = renderer.render(planes, fields, positions);
    for (const { id } of options.heads) {
      const pick = (of: typeof raw): tf.Tensor3D =>
        (of instanceof tf.Tensor ? of : (of as Record<string, tf.Tensor>)[id]) as tf.Tensor3D;
      const t = pick(positions);
      const { weights } = inspectRays(pick(raw), t, options);
      const [sum, z] = await readTensors([tf.sum(weights, 2), tf.sum(tf.mul(weights, t), 2)]);
      expectClose(await readTensor(absorbed[id]!.weight), sum!, F32, `weight of ${id}`);
      expectClose(await readTensor(absorbed[id]!.z), z!, F32, `z of ${id}`);
    }
  },
);

test.each(RUNS)('$name, density $density: opaque rays: all weights sum to 1', async ({ make, options, given }) => {
  const { planes, fields, positions } = caseTensors(given);
  const { accumulated } = make({ ...options, unabsorbed: 'opaque' }).render(planes, fields, positions);
  const sums = await readTensor(accumulated);
  expectClose(sums, new Float32Array(sums.length).fill(1), F32);
});

test.each(RUNS)(
  '$name, density $density: permuting the heads permutes the outputs, bit for bit where no sum runs over heads',
  async ({ make, options, given }) => {
    const { planes, fields, positions } = caseTensors(given);
    const straight = outputsOf(make(options).render(planes, fields, positions));
    const turned = permuted(options, fields);
    const other = outputsOf(make(turned.options).render(planes, turned.fields, positions));
    for (const name of Object.keys(straight)) {
      const [got, want] = await readTensors([other[name]!, straight[name]!]);
      if (options.density === 'mean') expectClose(got!, want!, F32, name);
      else expect(got, name).toEqual(want);
    }
  },
);

test.each(RUNS)(
  '$name, density $density: two runs: the same bits, long sums over samples included',
  async ({ make, options }) => {
    const many: RenderOptions = { ...options, rays: [16, 16] }; // 4096 samples: stock matMul would split the sum
    const { planes, fields, positions } = caseTensors(randomCase(many, { samples: 8 }));
    const renderer = make(many);
    const gradient = (): Promise<Float32Array[]> =>
      readTensors(
        tf.grads((w1: tf.Tensor, w2: tf.Tensor, xz: tf.Tensor) => {
          const changed = { ...fields, w1, w2 } as FieldParameters;
          const { maps } = renderer.render({ ...planes, xz: xz as tf.Tensor4D }, changed, positions);
          return tf.sum(tf.square(maps.seg!));
        })([fields.w1, fields.w2, planes.xz]),
      );
    expect(await gradient()).toEqual(await gradient());
  },
);

test.each(RUNS)('$name, density $density: a step leaves nothing behind', async ({ make, options, given }) => {
  const { planes, fields } = caseTensors(given);
  const renderer = make(options);
  await expectNoLeak(() => {
    const positions = samplePositions((t) => renderer.density(planes, fields, t), {
      batch: 2,
      options,
      rules: SAMPLING,
      seed: 1,
    });
    tf.grad((xy: tf.Tensor) =>
      tf.sum(renderer.render({ ...planes, xy: xy as tf.Tensor4D }, fields, positions).maps.seg!),
    )(planes.xy);
  });
});

test.each(IMPLEMENTATIONS)(
  '$name: one sample by the midpoint rule: no interval, exactly 0, opaque or not',
  async ({ make }) => {
    for (const unabsorbed of ['plain', 'opaque'] as const) {
      const options: RenderOptions = { ...SMALL_OPTIONS, unabsorbed };
      const { planes, fields, positions } = caseTensors(randomCase(options, { samples: 1 }));
      const outputs = Object.values(outputsOf(make(options).render(planes, fields, positions)));
      for (const values of await readTensors(outputs)) expect([...values].every((value) => value === 0)).toBe(true);
    }
  },
);
