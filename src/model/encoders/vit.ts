/**
 * Vision transformer (Dosovitskiy et al. 2021; names as in timm, weights as in augreg), plain: the maps are all at one
 * sixteenth of the image: the outputs of chosen blocks as they are, then that of the last block, normed.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { InputError } from '../../base/errors';
import { deriveSeed } from '../../base/random';
import type { VitEncoderConfig } from '../../config/models';
import { dropPath } from '../../gpu/kernels/drop-path';
import { Mlp, SelfAttention, TRANSFORMER_INIT } from '../../nn/attention';
import { Conv2d } from '../../nn/conv';
import type { Pass, Scope } from '../../nn/module';
import { LayerNorm } from '../../nn/norm';
import type { Encoder, FeatureInfo, Features } from '../types';

const EPSILON = 1e-6; // of the norms
const MLP_RATIO = 4;

interface BlockOptions {
  readonly width: number;
  readonly heads: number;
  /** Probability that an image goes without a branch of the block, in training. */
  readonly dropRate: number;
  /** From 0; tells its random masks from other blocks'. */
  readonly index: number;
}

/** x += attention(norm1(x)); x += mlp(norm2(x)). */
class Block {
  private readonly norm1: LayerNorm;
  private readonly attention: SelfAttention;
  private readonly norm2: LayerNorm;
  private readonly mlp: Mlp;

  constructor(
    scope: Scope,
    private readonly options: BlockOptions,
  ) {
    const { width, heads } = options;
    this.norm1 = new LayerNorm(scope.child('norm1'), { channels: width, epsilon: EPSILON });
    this.attention = new SelfAttention(scope.child('attn'), width, heads);
    this.norm2 = new LayerNorm(scope.child('norm2'), { channels: width, epsilon: EPSILON });
    this.mlp = new Mlp(scope.child('mlp'), width, MLP_RATIO);
  }

  /** @param x [B, N, width] @returns the same shape */
  apply(x: Tensor3D, pass: Pass): Tensor3D {
    const attended = this.add(x, this.attention.apply(this.norm1.apply(x)), pass, 0);
    return this.add(attended, this.mlp.apply(this.norm2.apply(attended)), pass, 1);
  }

  private add(x: Tensor3D, branch: Tensor3D, { training, seed }: Pass, which: number): Tensor3D {
    const { dropRate, index } = this.options;
    if (!training || dropRate === 0) return tf.add(x, branch);
    return dropPath(x, branch, { rate: dropRate, seed: deriveSeed(seed, 'drop path', index, which) });
  }
}

export class VitEncoder implements Encoder {
  readonly info: FeatureInfo;
  private readonly patches: Conv2d;
  private readonly classToken: Tensor3D;
  private readonly positions: Tensor3D;
  private readonly blocks: readonly Block[];
  private readonly norm: LayerNorm;
  private readonly grid: readonly [number, number];

  /** @param input height and width of the images, which the position embedding is for @throws InputError */
  constructor(
    scope: Scope,
    private readonly config: VitEncoderConfig,
    input: readonly [number, number],
  ) {
    const { width, depth, heads, patch, taps, dropPath: rate } = config;
    const grid = gridOf(input, patch);
    this.grid = grid;
    const maps = taps.length + 1;
    this.info = {
      strides: Array.from({ length: maps }, () => patch),
      channels: Array.from({ length: maps }, () => width),
      main: maps - 1,
      tap: [maps - 1],
    };
    const plain = { init: TRANSFORMER_INIT };
    this.classToken = scope.create('cls_token', { shape: [1, 1, width], ...plain }) as Tensor3D;
    this.positions = scope.create('pos_embed', { shape: [1, 1 + grid[0] * grid[1], width], ...plain }) as Tensor3D;
    this.patches = new Conv2d(scope.child('patch_embed').child('proj'), {
      in: 3,
      out: width,
      kernel: patch,
      stride: patch,
      inputGradient: false, // the image needs none
    });
    this.blocks = Array.from({ length: depth }, (_, index) => {
      const dropRate = depth > 1 ? (rate * index) / (depth - 1) : 0;
      return new Block(scope.child('blocks').child(index), { width, heads, dropRate, index });
    });
    this.norm = new LayerNorm(scope.child('norm'), { channels: width, epsilon: EPSILON });
  }

  /** @returns maps [B, H/patch, W/patch, width]: of the tapped blocks in order, then of the last, normed */
  forward(image: Tensor4D, pass: Pass): Features {
    const maps: Tensor4D[] = [];
    let x = this.tokens(image);
    this.blocks.forEach((block, i) => {
      x = block.apply(x, pass);
      if (this.config.taps.includes(i + 1)) maps.push(this.asMap(x));
    });
    return { maps: [...maps, this.norm.apply(this.asMap(x))] };
  }

  /** @returns [B, 1 + patches, width]: the class, then the patches row by row, each with its position added */
  private tokens(image: Tensor4D): Tensor3D {
    const [rows, columns] = this.grid;
    const patches = this.patches.apply(image);
    const [batch, height, wide, width] = patches.shape;
    if (height !== rows || wide !== columns)
      throw new InputError(
        `The image has ${height} x ${wide} patches; this vision transformer was made for ${rows} x ${columns}, so give images of ${rows * this.config.patch} x ${columns * this.config.patch} pixels.`,
      );
    const classes = tf.add(this.classToken, tf.zeros([batch, 1, width]));
    const joined = tf.concat([classes, tf.reshape(patches, [batch, rows * columns, width])], 1);
    return tf.add(joined, this.positions);
  }

  private asMap(x: Tensor3D): Tensor4D {
    const [batch, , width] = x.shape;
    return tf.reshape(tf.slice(x, [0, 1, 0]), [batch, ...this.grid, width]);
  }
}

/** Rows and columns of patches. @throws InputError if the patches do not fill the image */
function gridOf([height, width]: readonly [number, number], patch: number): [number, number] {
  const grid: [number, number] = [height / patch, width / patch];
  if (!grid.every(Number.isInteger))
    throw new InputError(
      `The input is ${height} x ${width}; a vision transformer with patches of ${patch} needs multiples of ${patch}, so change the input's size.`,
    );
  return grid;
}
