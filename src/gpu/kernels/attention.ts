/** Self-attention without a stored matrix of scores. shaders/attention.wgsl, attention-grad-query.wgsl, attention-grad-key.wgsl. */
import type { Tensor, Tensor3D, TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel, type Launch } from '../kernel';
import { asTensor, defineOp, release } from '../op';

interface AttentionAttrs {
  readonly heads: number;
}

const LANES = 64;
const TILE = 8; // quads of channels of a thread

const forwardKernel = defineKernel('attention');
const queryKernel = defineKernel('attention-grad-query');
const keyKernel = defineKernel('attention-grad-key');

interface Sizes {
  readonly batch: number;
  readonly tokens: number;
  readonly width: number;
}

function sizesOf({ shape }: TensorInfo): Sizes {
  const [batch, tokens, packed] = shape as [number, number, number];
  return { batch, tokens, width: packed / 3 };
}

/** A thread for each token and tile of channels; rows of workgroups for heads, images and tiles. */
function launchOf({ batch, tokens, width }: Sizes, heads: number): Pick<Launch, 'uniforms' | 'groups'> {
  const channels = width / heads;
  const quads = channels / 4;
  return {
    uniforms: { tokens, heads, quads, scale: channels ** -0.5 },
    groups: [Math.ceil(tokens / LANES), heads, batch * Math.ceil(quads / TILE)],
  };
}

/** So many products of all queries with all keys, over the channels. */
const flopsOf = ({ batch, tokens, width }: Sizes, products: number): number =>
  2 * products * batch * tokens * tokens * width;

function gradient(dout: Tensor, [qkv, out, lse]: readonly [Tensor, Tensor, Tensor], heads: number): Tensor {
  const sizes = sizesOf(qkv);
  const { dqkv, dots } = queryKernel.run({
    inputs: { qkv, out, lse, dout },
    outputs: { dqkv: { shape: qkv.shape }, dots: { shape: lse.shape } },
    flops: flopsOf(sizes, 3), // scores again, dP, dQ
    ...launchOf(sizes, heads),
  });
  keyKernel.run({
    inputs: { qkv, lse, dots: dots!, dout, dqkv: dqkv! },
    flops: flopsOf(sizes, 4), // scores again, dP, dK, dV
    ...launchOf(sizes, heads),
  });
  release(dots!);
  return asTensor(dqkv!);
}

const op = defineOp<AttentionAttrs>({
  name: 'TfAttention',
  forward({ qkv }, { heads }) {
    const sizes = sizesOf(qkv!);
    const { batch, tokens, width } = sizes;
    const { out, lse } = forwardKernel.run({
      inputs: { qkv: qkv! },
      outputs: { out: { shape: [batch, tokens, width] }, lse: { shape: [batch, heads, tokens] } },
      flops: flopsOf(sizes, 2),
      ...launchOf(sizes, heads),
    });
    return [out!, lse!];
  },
  saveInputs: ['qkv'],
  saveOutputs: [true, true],
  gradient: ([dout], saved, { heads }) => ({
    qkv: gradient(dout!, saved as [Tensor, Tensor, Tensor], heads),
  }),
});

/**
 * @param qkv [B, N, 3C]: queries, keys, values, each head after head
 * @returns [B, N, C], heads one after the other
 * @throws Error if the channels of a head are no multiple of 4
 */
export function attention(qkv: Tensor3D, heads: number): Tensor3D {
  const channels = qkv.shape[2] / 3 / heads;
  if (!Number.isInteger(channels / 4))
    throw new Error(
      `attention: [${qkv.shape.join(', ')}] with ${heads} heads has ${channels} channels a head; they must be a multiple of 4`,
    );
  return op({ qkv }, { heads })[0] as Tensor3D;
}
