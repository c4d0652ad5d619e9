/**
 * MTI-Net (Vandenhende et al. 2020, "MTI-Net: Multi-Scale Task Interaction Networks", Fig. 3): at every scale first
 * predictions of all tasks, features handed on to the next finer scale, distillation between the tasks, then one head
 * for each task over the distilled features of all scales. The order of the tasks is part of the weights.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { InputError } from '../../base/errors';
import type { Pass, Scope } from '../../nn/module';
import { resize } from '../../nn/resize';
import type { Decoder, DecoderOutput, FeatureInfo, Features, Head, HeadMaps } from '../types';
import { HighResolutionHeads } from './high-resolution-head';
import { Distillation } from './mti-net/distillation';
import { FeaturePropagation } from './mti-net/feature-propagation';
import { InitialPrediction, type FirstLook } from './mti-net/initial-prediction';

const SCALES = 4;
const COARSEST = SCALES - 1;

interface Options {
  readonly features: FeatureInfo;
  readonly heads: readonly Head[];
  readonly bnMomentum: number;
}

/** Four maps whose strides double: each scale is the next one's, enlarged twice. */
function checkStrides({ strides }: FeatureInfo): void {
  const doubles = strides.every((stride, s) => s === 0 || stride === 2 * strides[s - 1]!);
  if (strides.length === SCALES && doubles) return;
  const given = strides.length === 1 ? `one map of stride ${strides[0]}` : `maps of strides ${strides.join(', ')}`;
  throw new InputError(
    `MTI-Net reads four maps whose strides double, such as 4, 8, 16, 32; this encoder gives ${given}: choose HRNet, or another decoder.`,
  );
}

export class MtiNetDecoder implements Decoder {
  private readonly tasks: readonly string[];
  /** By scale, finest first. */
  private readonly looks: readonly InitialPrediction[];
  /** By scale; the finest has none. */
  private readonly propagations: readonly (FeaturePropagation | undefined)[];
  private readonly distillations: readonly Distillation[];
  private readonly heads: HighResolutionHeads;

  constructor(root: Scope, { features, heads, bnMomentum }: Options) {
    checkStrides(features);
    const { channels } = features;
    this.tasks = heads.map(({ id }) => id);
    const { tasks } = this;
    this.propagations = channels.map((width, s) =>
      s === 0 ? undefined : new FeaturePropagation(root.child(`fpm_scale_${s}`), { tasks, width, bnMomentum }),
    );
    this.looks = channels.map((width, s) => {
      const handed = channels[s + 1] ?? 0;
      return new InitialPrediction(root.child(`scale_${s}`), { heads, width, handed, bnMomentum });
    });
    this.distillations = channels.map((width, s) => {
      const scope = root.child(`distillation_scale_${s}`).child('self_attention');
      return new Distillation(scope, { tasks, width });
    });
    this.heads = new HighResolutionHeads(root.child('heads'), { channels, heads, bnMomentum });
  }

  /** @returns raw maps at the resolution of the finest feature map; first predictions of scale s as `scale_s` */
  forward({ maps }: Features, pass: Pass): DecoderOutput {
    const looks = this.firstLooks(maps, pass);
    const distilled = looks.map(({ features }, s) => this.distillations[s]!.apply(features));
    const byScale = (of: (look: FirstLook) => HeadMaps): Record<string, HeadMaps> =>
      Object.fromEntries(looks.map((look, s) => [`scale_${s}`, of(look)]));
    return {
      maps: this.heads.apply(distilled, pass),
      auxiliary: byScale((look) => look.predictions),
      features: byScale((look) => look.byTask),
    };
  }

  /** From the coarsest scale to the finest, each helped by the one before. */
  private firstLooks(maps: readonly Tensor4D[], pass: Pass): FirstLook[] {
    const looks: FirstLook[] = [];
    let handed: Tensor4D | undefined;
    for (let s = COARSEST; s >= 0; s--) {
      const map = maps[s]!;
      const look = this.looks[s]!.apply(map, handed && enlarged(handed, map), pass);
      looks.unshift(look);
      handed = this.propagations[s]?.apply(look.features, pass);
    }
    return looks;
  }
}

/** Twice as large. @throws InputError if that is not the size of `map`: then the image's sides are no multiples of 32 */
function enlarged(handed: Tensor4D, map: Tensor4D): Tensor4D {
  const [height, width] = [2 * handed.shape[1], 2 * handed.shape[2]];
  if (map.shape[1] !== height || map.shape[2] !== width) {
    throw new InputError(
      `MTI-Net got a map of ${map.shape[1]}x${map.shape[2]} above one of ${height / 2}x${width / 2}; each must be twice the next, so make the input's height and width multiples of 32.`,
    );
  }
  return resize(handed, [height, width]);
}
