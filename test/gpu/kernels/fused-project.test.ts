import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { projectPlanes, projectPlanesGrad, projectWeightsGrad } from '../../../src/gpu/kernels/fused-project';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';

const F32_SUM = 1e-6; // sums of a few hundred products
const [BATCH, HEIGHT, WIDTH, CHANNELS, UNITS] = [2, 5, 7, 8, 12];
const TEXELS = BATCH * HEIGHT * WIDTH; // of one plane; odd, so that tiles of four run over the end
const LAYER = { channels: CHANNELS, scale: 0.5 };
const ALL = { first: 0, count: UNITS };

const packed = (): tf.Tensor => randomTensor([BATCH, HEIGHT, WIDTH, 3 * CHANNELS], 1);
const planesOf = (tensor: tf.Tensor) => tf.split(tensor, 3, 3).map((plane) => ({ tensor: plane, count: 1 }));
const weights = () => ({ w1: randomTensor([UNITS, CHANNELS], 2), b1: randomTensor([UNITS], 3) });

/** Texel `texel` of plane `plane` as the kernels number them. */
function texelOf(values: Float32Array, plane: number, texel: number): number[] {
  const start = texel * 3 * CHANNELS + plane * CHANNELS;
  return [...values.subarray(start, start + CHANNELS)];
}

test('one texel by hand; b1 goes to the first plane alone', async () => {
  const one = (value: number) => ({ tensor: tf.fill([1, 1, 1, 4], value), count: 1 });
  const w1 = tf.tensor2d([1, 2, 3, 4, 0, 0, 0, 1, 0, 0, 0, 0, -1, -1, -1, -1], [4, 4]);
  const got = projectPlanes(
    [one(1), one(2), one(3)],
    { w1, b1: tf.tensor1d([100, 200, 300, 400]) },
    { channels: 4, scale: 1 },
    { first: 0, count: 4 },
  );
  expect([...(await readTensor(got))]).toEqual([110, 201, 300, 396, 20, 2, 0, -8, 30, 3, 0, -12]);
});

test('agrees with plain sums, packed and apart, whole and in part', async () => {
  const planes = packed();
  const { w1, b1 } = weights();
  const [x, w, b] = await readTensors([planes, w1, b1]);
  const want = (first: number, count: number): number[] =>
    [0, 1, 2].flatMap((plane) =>
      Array.from({ length: TEXELS }, (_, texel) =>
        Array.from({ length: count }, (_, n) => {
          const dot = texelOf(x!, plane, texel).reduce(
            (sum, value, c) => sum + value * w![(first + n) * CHANNELS + c]!,
            0,
          );
          return LAYER.scale * dot + (plane === 0 ? b![first + n]! : 0);
        }),
      ).flat(),
    );
  const whole = await readTensor(projectPlanes([{ tensor: planes, count: 3 }], { w1, b1 }, LAYER, ALL));
  expectClose(whole, want(0, UNITS), F32_SUM);
  expect(await readTensor(projectPlanes(planesOf(planes), { w1, b1 }, LAYER, ALL))).toEqual(whole);
  const part = await readTensor(projectPlanes(planesOf(planes), { w1, b1 }, LAYER, { first: 8, count: 4 }));
  expectClose(part, want(8, 4), F32_SUM);
});

test('gradients agree with plain sums, packed and apart', async () => {
  const planes = packed();
  const { w1 } = weights();
  const dProjected = randomTensor([3 * TEXELS, UNITS], 4);
  const [x, w, d] = await readTensors([planes, w1, dProjected]);
  const [dPlanes] = projectPlanesGrad(dProjected, [{ tensor: planes, count: 3 }], w1, LAYER);
  const got = await readTensor(dPlanes!);
  const apart = await readTensors(projectPlanesGrad(dProjected, planesOf(planes), w1, LAYER));
  const wantW1 = new Float64Array(UNITS * CHANNELS);
  const wantB1 = new Float64Array(UNITS);
  for (let plane = 0; plane < 3; plane++) {
    const wantPlane: number[] = [];
    for (let texel = 0; texel < TEXELS; texel++) {
      const row = d!.subarray((plane * TEXELS + texel) * UNITS, (plane * TEXELS + texel + 1) * UNITS);
      texelOf(x!, plane, texel).forEach((value, c) => {
        wantPlane.push(LAYER.scale * row.reduce((sum, dn, n) => sum + dn * w![n * CHANNELS + c]!, 0));
        row.forEach((dn, n) => (wantW1[n * CHANNELS + c]! += dn * value));
      });
      if (plane === 0) row.forEach((dn, n) => (wantB1[n]! += dn));
    }
    expectClose(apart[plane]!, wantPlane, F32_SUM, `plane ${plane}`);
    expectClose(Array.from({ length: TEXELS }, (_, texel) => texelOf(got, plane, texel)).flat(), wantPlane, F32_SUM);
  }
  for (const given of [[{ tensor: planes, count: 3 }], planesOf(planes)]) {
    const parts = projectWeightsGrad(dProjected, given, UNITS, CHANNELS);
    expect(parts.shape[0]).toBeGreaterThan(1);
    const values = await readTensor(parts);
    const sums = new Float64Array(UNITS * (CHANNELS + 4));
    values.forEach((value, i) => (sums[i % sums.length]! += value));
    const rows = Array.from({ length: UNITS }, (_, n) => [
      ...sums.subarray(n * (CHANNELS + 4), (n + 1) * (CHANNELS + 4)),
    ]);
    expectClose(
      rows.flatMap((row) => row.slice(0, CHANNELS)),
      wantW1,
      F32_SUM,
      'w1',
    );
    expectClose(
      rows.map((row) => row[CHANNELS]!),
      wantB1,
      F32_SUM,
      'b1',
    );
  }
});
