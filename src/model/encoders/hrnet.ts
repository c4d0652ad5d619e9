/**
 * HRNet (Wang et al. 2020, "Deep High-Resolution Representation Learning", Fig. 2): branches at strides 4, 8, 16 and
 * 32 that run in parallel and are fused into one another after every module. Names are the published ones.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { HrnetEncoderConfig } from '../../config/models';
import { Bottleneck, ConvNorm, numbered, SEQUENTIAL } from '../../nn/blocks';
import type { Pass, Scope } from '../../nn/module';
import type { Encoder, FeatureInfo, Features } from '../types';
import { HrnetModule } from './hrnet/module';

const EXPANSION = 4; // a bottleneck gives so many times its planes

/** What leads from one stage to the next: a change of channels (stage 1 alone) and the new, coarsest branch. */
interface Stage {
  readonly adapt: ConvNorm | undefined;
  readonly added: ConvNorm;
  readonly modules: readonly HrnetModule[];
}

export class HrnetEncoder implements Encoder {
  readonly info: FeatureInfo;
  private readonly stem: readonly [ConvNorm, ConvNorm];
  private readonly first: readonly Bottleneck[];
  private readonly stages: readonly Stage[];

  constructor(scope: Scope, config: HrnetEncoderConfig) {
    const { stem, planes, bottlenecks, channels, batchNormMomentum: bnMomentum } = config;
    this.info = { strides: [4, 8, 16, 32], channels: [1, 2, 4, 8].map((times) => times * channels) };
    const half = { kernel: 3, stride: 2, bnMomentum, relu: true };
    this.stem = [
      // The image needs no gradient.
      new ConvNorm([scope], numbered(1), { in: 3, out: stem, ...half, inputGradient: false }),
      new ConvNorm([scope], numbered(2), { in: stem, out: stem, ...half }),
    ];
    const wide = EXPANSION * planes;
    this.first = Array.from({ length: bottlenecks }, (_, i) => {
      const at = scope.child('layer1').child(i);
      return new Bottleneck([at], { in: i === 0 ? stem : wide, planes, out: wide, bnMomentum });
    });
    this.stages = [2, 3, 4].map((number) => this.stage(scope, number, config));
  }

  /** Stage S has S branches. */
  private stage(scope: Scope, number: number, config: HrnetEncoderConfig): Stage {
    const { planes, modules, blocks, batchNormMomentum: bnMomentum } = config;
    const widths = this.info.channels.slice(0, number);
    const entering = number === 2 ? EXPANSION * planes : widths.at(-2)!;
    const transition = scope.child(`transition${number - 1}`);
    const options = { in: entering, kernel: 3, bnMomentum, relu: true };
    // Where the channels stay, nothing stands between the stages, and there are no names either.
    const adapts = number === 2 && entering !== widths[0];
    return {
      adapt: adapts ? new ConvNorm([transition.child(0)], SEQUENTIAL, { ...options, out: widths[0]! }) : undefined,
      added: new ConvNorm([transition.child(number - 1).child(0)], SEQUENTIAL, {
        ...options,
        out: widths.at(-1)!,
        stride: 2,
      }),
      modules: Array.from({ length: modules[number - 2]! }, (_, m) => {
        const at = scope.child(`stage${number}`).child(m);
        return new HrnetModule(at, { widths, blocks: blocks[number - 2]!, bnMomentum });
      }),
    };
  }

  /** @returns maps [B, H/4, W/4, c], [B, H/8, W/8, 2c], [B, H/16, W/16, 4c], [B, H/32, W/32, 8c], sides rounded up */
  forward(image: Tensor4D, pass: Pass): Features {
    let x = image;
    for (const conv of this.stem) x = conv.apply(x, pass);
    for (const block of this.first) x = block.apply(x, pass);
    let maps = [x];
    for (const { adapt, added, modules } of this.stages) {
      const coarsest = added.apply(maps.at(-1)!, pass);
      maps = [...(adapt ? [adapt.apply(maps[0]!, pass)] : maps), coarsest];
      for (const module of modules) maps = module.apply(maps, pass);
    }
    return { maps };
  }
}
