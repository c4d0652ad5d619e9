/**
 * e: the shared feature to three feature planes (paper §3.2, Eq. 2's g before rendering; supplement §1: two
 * convolutions, BatchNorm, ReLU, dropout). Read as conv-BN-ReLU-dropout-conv, so that planes may be negative and
 * carry no dropout, or by the letter with all of these last (spec/regularizer.md §1 no. 19).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { RegularizerConfig } from '../../config/regularizer';
import { deriveSeed } from '../../base/random';
import { dropout } from '../../gpu/kernels/dropout';
import { Conv2d } from '../../nn/conv';
import { ConvBnRelu } from '../../nn/conv-bn-relu';
import type { Pass, Scope } from '../../nn/module';
import { resize } from '../../nn/resize';
import type { FeatureInfo, Features } from '../types';

interface TriplaneEncoderOptions {
  readonly config: RegularizerConfig;
  readonly features: FeatureInfo;
  readonly bnMomentum: number;
}

type Layer = (x: Tensor4D, pass: Pass) => Tensor4D;

export class TriplaneEncoder {
  private readonly first: Layer;
  private readonly second: Layer;
  private readonly config: RegularizerConfig;
  /** Maps that it reads. */
  private readonly tap: readonly number[];

  constructor(scope: Scope, { config, features, bnMomentum }: TriplaneEncoderOptions) {
    this.tap = tapOf(config.tap, features);
    const channels = this.tap.reduce((sum, i) => sum + features.channels[i]!, 0);
    this.config = config;
    const normed = (at: number, sizes: { readonly in: number; readonly out: number }): Layer => {
      const layer = new ConvBnRelu(scope.child(at), { ...sizes, kernel: 3, bnMomentum });
      return (x, pass) => this.drop(layer.apply(x, pass), pass);
    };
    const plain = (at: number, sizes: { readonly in: number; readonly out: number }): Layer => {
      const layer = new Conv2d(scope.child(at), { ...sizes, kernel: 3, padding: 1 });
      return (x) => layer.apply(x);
    };
    const between = config.encoderOrder === 'between';
    this.first = (between ? normed : plain)(0, { in: channels, out: config.encoderWidth });
    this.second = (between ? plain : normed)(1, { in: config.encoderWidth, out: 3 * config.planeChannels });
  }

  /**
   * @returns the planes packed [B, rows, columns, 3C], at the ray grid or, with resizeAt 'none', at the resolution of the
   * finest feature (columns of a plane that stand for z, and rows, are then as many as its x and y): channels
   * pC..pC+C-1 hold plane p of xy, xz, yz
   */
  forward({ maps }: Features, pass: Pass): Tensor4D {
    const { rays, resizeAt } = this.config;
    const atRays = (map: Tensor4D): Tensor4D => resize(map, [...rays]);
    const joined = joinedAt(
      this.tap.map((i) => maps[i]!),
      resizeAt === 'input' ? rays : undefined,
    );
    const hidden = this.first(joined, pass);
    return this.second(resizeAt === 'middle' ? atRays(hidden) : hidden, pass);
  }

  private drop(x: Tensor4D, pass: Pass): Tensor4D {
    const { dropout: rate } = this.config;
    return pass.training && rate > 0 ? dropout(x, { rate, seed: deriveSeed(pass.seed, 'triplane dropout') }) : x;
  }
}

/** Indices of the maps that are read. */
function tapOf(tap: RegularizerConfig['tap'], { channels, tap: offered }: FeatureInfo): readonly number[] {
  const all = channels.map((_, i) => i);
  if (tap === 'first') return all.slice(0, 1);
  if (tap === 'last') return all.slice(-1);
  return tap === 'all' ? all : (offered ?? all);
}

/** All maps side by side, at `size` or at that of the first, which is the finest. */
function joinedAt(maps: readonly Tensor4D[], size: readonly [number, number] | undefined): Tensor4D {
  const [finest] = maps;
  const [height, width] = size ?? [finest!.shape[1], finest!.shape[2]];
  const resized = maps.map((map) =>
    map.shape[1] === height && map.shape[2] === width ? map : resize(map, [height, width]),
  );
  return resized.length === 1 ? resized[0]! : tf.concat(resized, 3);
}
