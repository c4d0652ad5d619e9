import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { attention } from '../../../src/gpu/kernels/attention';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

/** Sums over tokens and channels in float32, exponentials of scores below 10. */
const FLOAT32 = 3e-6;

interface Sizes {
  readonly batch: number;
  readonly tokens: number;
  readonly heads: number;
  readonly channels: number; // of one head
}

const packed = ({ batch, tokens, heads, channels }: Sizes): Tensor3D =>
  randomTensor([batch, tokens, 3 * heads * channels], 1) as Tensor3D;

/** Values and gradient in float64, from the matrix of all weights. */
function reference(qkv: Float32Array, dout: Float32Array, { batch, tokens, heads, channels }: Sizes) {
  const width = heads * channels;
  const out = new Float64Array(dout.length);
  const dqkv = new Float64Array(qkv.length);
  const scale = 1 / Math.sqrt(channels);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const at = (n: number, part: number, c: number): number =>
        (b * tokens + n) * 3 * width + part * width + h * channels + c;
      const row = (n: number, c: number): number => (b * tokens + n) * width + h * channels + c;
      const sum = (f: (c: number) => number): number =>
        Array.from({ length: channels }, (_, c) => f(c)).reduce((x, y) => x + y, 0);
      for (let n = 0; n < tokens; n++) {
        const scores = Array.from(
          { length: tokens },
          (_, m) => scale * sum((c) => qkv[at(n, 0, c)]! * qkv[at(m, 1, c)]!),
        );
        const total = scores.reduce((x, s) => x + Math.exp(s), 0);
        const weights = scores.map((s) => Math.exp(s) / total);
        const gains = weights.map((_, m) => sum((c) => dout[row(n, c)]! * qkv[at(m, 2, c)]!));
        const average = gains.reduce((x, g, m) => x + g * weights[m]!, 0);
        weights.forEach((p, m) => {
          const ds = p * (gains[m]! - average) * scale;
          for (let c = 0; c < channels; c++) {
            out[row(n, c)]! += p * qkv[at(m, 2, c)]!;
            dqkv[at(n, 0, c)]! += ds * qkv[at(m, 1, c)]!;
            dqkv[at(m, 1, c)]! += ds * qkv[at(n, 0, c)]!;
            dqkv[at(m, 2, c)]! += p * dout[row(n, c)]!;
          }
        });
      }
    }
  }
  return { out, dqkv };
}

test('two tokens: the query that scores ln 3 and 0 takes three quarters and one', async () => {
  const [a, b] = [
    [2 * Math.log(3), 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 4, 1],
  ];
  const y = await readTensor(attention(tf.tensor3d([...a, ...b], [1, 2, 12]), 1));
  [7, 0, 1, 1, 6, 0, 2, 1].forEach((want, i) => expect(y[i]).toBeCloseTo(want, 5));
});

test.each<Sizes>([
  { batch: 2, tokens: 5, heads: 3, channels: 4 },
  { batch: 1, tokens: 97, heads: 3, channels: 64 },
  { batch: 2, tokens: 130, heads: 2, channels: 16 },
])('values and gradients agree with the definition: %o', async (sizes) => {
  const qkv = packed(sizes);
  const dout = randomTensor([sizes.batch, sizes.tokens, sizes.heads * sizes.channels], 2);
  const f = (x: Tensor): Tensor => attention(x as Tensor3D, sizes.heads);
  const { value, grad } = tf.valueAndGrad(f)(qkv, dout);
  const [values, douts, y, dqkv] = (await readTensors([qkv, dout, value, grad])) as Float32Array[];
  const want = reference(values!, douts!, sizes);
  expectClose(y!, want.out, FLOAT32, 'out');
  expectClose(dqkv!, want.dqkv, FLOAT32, 'dqkv');
});

test('the gradient agrees with central differences', async () => {
  const sizes = { batch: 2, tokens: 7, heads: 2, channels: 8 };
  expect(await gradientError((x) => attention(x as Tensor3D, 2), packed(sizes))).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('scores of thousands neither overflow nor vanish', async () => {
  const qkv = tf.mul(packed({ batch: 1, tokens: 9, heads: 1, channels: 4 }), 100) as Tensor3D;
  const { value, grad } = tf.valueAndGrad((x: Tensor) => attention(x as Tensor3D, 1))(qkv, tf.ones([1, 9, 4]));
  for (const values of await readTensors([value, grad])) expect(values.every(Number.isFinite)).toBe(true);
});

test('the same input gives the same bits', async () => {
  const qkv = packed({ batch: 2, tokens: 97, heads: 3, channels: 16 });
  const run = () => tf.valueAndGrad((x: Tensor) => attention(x as Tensor3D, 3))(qkv, tf.ones([2, 97, 48]));
  const [one, other] = [run(), run()];
  const [a, b, c, d] = await readTensors([one.value, other.value, one.grad, other.grad]);
  expect(a).toEqual(b);
  expect(c).toEqual(d);
});

test('heads of other widths are refused', () => {
  expect(() => attention(tf.zeros([1, 2, 36]), 2)).toThrow('6 channels a head; they must be a multiple of 4');
});

test('a second run leaves no tensor behind', () => {
  const qkv = packed({ batch: 1, tokens: 5, heads: 1, channels: 4 });
  return expectNoLeak(() => {
    tf.valueAndGrad((x: Tensor) => attention(x as Tensor3D, 1))(qkv);
  });
});
