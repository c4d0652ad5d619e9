import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { convTranspose2d } from '../../../src/gpu/kernels/conv-transpose2d';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

/** A sum of some dozens of products in float32. */
const FLOAT32 = 3e-6;
const DOUBLE = { stride: 2, padding: 1, outputPadding: 1 };

const parts = (shape: readonly [number, number, number, number], out: number): [Tensor4D, Tensor4D, Tensor1D] => [
  randomTensor([...shape], 1) as Tensor4D,
  randomTensor([3, 3, out, shape[3]], 2) as Tensor4D,
  randomTensor([out], 3) as Tensor1D,
];

test('one pixel of 2 spreads the lower right of the window over four', async () => {
  const filter = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3, 1, 1]);
  const y = convTranspose2d({ x: tf.fill([1, 1, 1, 1], 2), filter, bias: tf.tensor1d([100]) }, DOUBLE);
  expect(y.shape).toEqual([1, 2, 2, 1]);
  expect(Array.from(await readTensor(y))).toEqual([110, 112, 116, 118]);
});

test.each([
  [[2, 3, 4, 5], 3],
  [[1, 8, 12, 6], 7],
] as const)('[%s] to %i channels: every pixel of x is spread by the definition', async (shape, out) => {
  const [batch, height, width, inputs] = shape;
  const [x, filter, bias] = parts(shape, out);
  const y = convTranspose2d({ x, filter, bias }, DOUBLE);
  expect(y.shape).toEqual([batch, 2 * height, 2 * width, out]);
  const [vx, vf, vb, got] = (await readTensors([x, filter, bias, y])) as Float32Array[];
  const want = Float64Array.from(got!, (_, i) => vb![i % out]!);
  for (let b = 0; b < batch; b++)
    for (let iy = 0; iy < height; iy++)
      for (let ix = 0; ix < width; ix++)
        for (let ky = 0; ky < 3; ky++)
          for (let kx = 0; kx < 3; kx++) {
            const [oy, ox] = [2 * iy - 1 + ky, 2 * ix - 1 + kx];
            if (oy < 0 || ox < 0 || oy >= 2 * height || ox >= 2 * width) continue;
            for (let c = 0; c < inputs; c++)
              for (let o = 0; o < out; o++)
                want[((b * 2 * height + oy) * 2 * width + ox) * out + o]! +=
                  vx![((b * height + iy) * width + ix) * inputs + c]! * vf![((ky * 3 + kx) * out + o) * inputs + c]!;
          }
  expectClose(got!, want, FLOAT32);
});

test('gradients agree with central differences', async () => {
  const [x, filter, bias] = parts([2, 3, 4, 5], 3);
  const all: Record<string, Tensor> = { x, filter, bias };
  for (const name of Object.keys(all)) {
    const f = (v: Tensor): Tensor => convTranspose2d({ x, filter, bias, [name]: v }, DOUBLE);
    expect(await gradientError(f, all[name]!), name).toBeLessThan(CENTRAL_DIFFERENCE);
  }
});

test('what does not fit is refused', () => {
  const [x, filter, bias] = parts([1, 2, 2, 5], 3);
  const build = (outputPadding: number) => () => convTranspose2d({ x, filter, bias }, { ...DOUBLE, outputPadding });
  expect(build(2)).toThrow('the output padding less than the stride');
  expect(() => convTranspose2d({ x: tf.zeros([1, 2, 2, 4]), filter, bias }, DOUBLE)).toThrow('by [3, 3, 3, 5]');
});

test('a second run leaves no tensor behind', () => {
  const [x, filter, bias] = parts([1, 2, 2, 5], 3);
  return expectNoLeak(() => {
    tf.grad((v: Tensor) => convTranspose2d({ x: v as Tensor4D, filter, bias }, DOUBLE))(x);
  });
});
