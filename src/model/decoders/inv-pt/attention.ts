/**
 * InvPT's attention (Ye & Xu 2022, "Inverted Pyramid Multi-task Transformer", §3.4): every pixel of every task asks all
 * pixels of all tasks, queries at half and keys at a fixed coarse size; each stage's scores are mixed with those of the
 * stage before (the attention message).
 *
 * Tokens stand as the maps do: pixel by pixel, and in each pixel task by task. No axis is ever moved: scores are
 * [B, query pixels, tasks, key pixels and tasks, heads], so that they are resized as maps and mixed as channels.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { depthwiseConv } from '../../../gpu/kernels/depthwise-conv';
import { headScores, headValues } from '../../../gpu/kernels/head-product';
import { joinGroups } from '../../../gpu/kernels/join-groups';
import { keySoftmax } from '../../../gpu/kernels/key-softmax';
import { meanPool } from '../../../gpu/kernels/mean-pool';
import { stack } from '../../../gpu/stack';
import { transformerLinear } from '../../../nn/attention';
import { Conv2d } from '../../../nn/conv';
import { GroupedBatchNorm2d } from '../../../nn/grouped';
import type { Linear } from '../../../nn/linear';
import { uniformFanIn, type Pass, type Scope } from '../../../nn/module';
import { resize } from '../../../nn/resize';

/** In every stage. */
export const HEADS = 2;
const KERNEL = 3; // of the queries' convolution

export interface InvAttentionOptions {
  readonly tasks: number;
  /** Channels of one task. */
  readonly width: number;
  /** Keys and values are averages over so many pixels a side. */
  readonly pool: number;
  readonly bnMomentum: number;
}

export interface Attended {
  /** [B, h/2, w/2, tasks * width] */
  readonly map: Tensor4D;
  /** Before the softmax: [B, h/2, w/2, tasks * keys * heads] */
  readonly scores: Tensor4D;
}

export class InvAttention {
  private readonly filters: readonly Tensor[];
  private readonly norm: GroupedBatchNorm2d;
  private readonly linear: Readonly<Record<'q' | 'k' | 'v' | 'out', Linear>>;
  private readonly fuse: Conv2d;

  constructor(
    scope: Scope,
    private readonly options: InvAttentionOptions,
  ) {
    const { tasks, width, bnMomentum } = options;
    const queries = Array.from({ length: tasks }, (_, t) => scope.child('conv_proj_q').child(t));
    this.filters = queries.map((query) =>
      query.child('conv').create('weight', {
        shape: [KERNEL, KERNEL, 1, width],
        init: uniformFanIn(KERNEL * KERNEL),
        layout: 'conv',
      }),
    );
    const norms = queries.map((query) => query.child('bn'));
    this.norm = new GroupedBatchNorm2d(norms, { channels: width, momentum: bnMomentum });
    const linear = (name: string): Linear => transformerLinear(scope.child(name), width, width);
    this.linear = { q: linear('proj_q'), k: linear('proj_k'), v: linear('proj_v'), out: linear('proj') };
    // The first stage has it too, and no message to mix.
    this.fuse = new Conv2d(scope.child('fuse_attn'), { in: 2 * HEADS, out: HEADS, kernel: 1 });
  }

  /**
   * @param x [B, h, w, tasks * width], normed
   * @param before scores of the stage before, [B, h/4, w/4, tasks * keys * heads]
   */
  apply(x: Tensor4D, before: Tensor4D | undefined, pass: Pass): Attended {
    const { width, pool } = this.options;
    const queries = this.queries(x, pass);
    const [batch, rows, columns] = queries.shape;
    const pooled = this.tokens(meanPool(x, pool));
    const [q, k, v] = [
      this.linear.q.apply(this.tokens(queries)),
      this.linear.k.apply(pooled),
      this.linear.v.apply(pooled),
    ];
    const own = headScores(q, k, { heads: HEADS, factor: width ** -0.5 }); // of the whole width, not of a head
    const scores = before ? this.withMessage(own, resize(before, [rows, columns])) : own;
    const map = this.linear.out.apply(headValues(keySoftmax(scores), v));
    return {
      map: tf.reshape(map, queries.shape),
      scores: tf.reshape(scores, [batch, rows, columns, -1]),
    };
  }

  /** @returns [B, h/2, w/2, tasks * width] */
  private queries(x: Tensor4D, pass: Pass): Tensor4D {
    const { tasks, width } = this.options;
    const filters = stack<Tensor4D>(this.filters, [tasks, KERNEL, KERNEL, width]);
    return this.norm.apply(depthwiseConv(x, filters, { stride: 2, padding: 1 }), pass);
  }

  /** @param map [B, h, w, tasks * width] @returns [B, h * w * tasks, width] */
  private tokens(map: Tensor4D): Tensor3D {
    return tf.reshape(map, [map.shape[0], -1, this.options.width]);
  }

  /** @param own [B, queries, keys, heads] @param message the same numbers as maps @returns the shape of `own` */
  private withMessage(own: Tensor4D, message: Tensor4D): Tensor4D {
    return this.fuse.apply(joinGroups([{ map: own }, { map: tf.reshape(message, own.shape) }]));
  }
}
