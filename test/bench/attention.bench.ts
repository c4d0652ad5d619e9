/** Self-attention with its gradient against the same of tfjs's own operations, in one run: ratios, and their memory. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { installWebGpu } from '../../src/cli/node-gpu';
import { openGpu } from '../../src/gpu/device';
import { attention } from '../../src/gpu/kernels/attention';
import { readTensor } from '../../src/gpu/read';
import { randomTensor } from '../helpers/gradcheck';

const ROUNDS = 5;
const CHANNELS = 64; // of a head
const CASES = [
  { tokens: 97, heads: 3 }, // ViT-Ti at 128x192
  { tokens: 481, heads: 3 }, // and at 320x384
] as const;

/** softmax(q k / sqrt d) v by matMul and softmax. */
function composed(qkv: Tensor3D, heads: number): Tensor3D {
  const [batch, tokens, packed] = qkv.shape;
  const apart = tf.reshape(qkv, [batch, tokens, 3, heads, packed / 3 / heads]);
  const [q, k, v] = tf.unstack(tf.transpose(apart, [2, 0, 3, 1, 4])) as [Tensor, Tensor, Tensor];
  const weights = tf.softmax(tf.mul(tf.matMul(q, k, false, true), CHANNELS ** -0.5));
  return tf.reshape(tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]), [batch, tokens, packed / 3]);
}

async function milliseconds(f: (x: Tensor3D) => Tensor, qkv: Tensor3D): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    const dqkv = tf.tidy(() => tf.grad((x: Tensor) => f(x as Tensor3D))(qkv));
    await readTensor(dqkv);
    dqkv.dispose();
    times.push(performance.now() - start);
  }
  return times.slice(1).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
}

export async function bench(): Promise<void> {
  installWebGpu();
  await openGpu();
  for (const { tokens, heads } of CASES) {
    const qkv = randomTensor([1, tokens, 3 * heads * CHANNELS], 1) as Tensor3D;
    const own = await milliseconds((x) => attention(x, heads), qkv);
    const stock = await milliseconds((x) => composed(x, heads), qkv);
    console.log(
      `${tokens} tokens, ${heads} heads: ${own.toFixed(0)} ms, of tfjs's operations ${stock.toFixed(0)} ms (ratio ${(own / stock).toFixed(2)}), which keep ${((4 * heads * tokens ** 2) / 2 ** 20).toFixed(1)} MiB of scores`,
    );
  }
}
