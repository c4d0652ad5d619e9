/**
 * InvPT (Ye & Xu 2022, "Inverted Pyramid Multi-task Transformer for Dense Scene Understanding"): preliminary predictions
 * of all tasks, then three stages of attention over all pixels of all tasks at growing resolution. The order of the
 * tasks is part of the weights.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { InputError } from '../../base/errors';
import type { InvPtDecoderConfig } from '../../config/models';
import { splitChannels } from '../../gpu/kernels/join-groups';
import { Conv2d } from '../../nn/conv';
import { ConvTranspose2d } from '../../nn/conv-transpose';
import type { Pass, Scope } from '../../nn/module';
import { resize } from '../../nn/resize';
import type { Decoder, DecoderOutput, FeatureInfo, Features, Head, HeadMaps } from '../types';
import { outputConv } from './high-resolution-head';
import { PreliminaryDecoders } from './inv-pt/preliminary';
import { Stages, stageWidths, type StagesOutput } from './inv-pt/stages';

const MAPS = 4; // of the encoder: three taps and the last
const LEAST = 4; // a map's sides are multiples: halved for the first stage, and again for its keys

interface Options {
  readonly config: InvPtDecoderConfig;
  readonly features: FeatureInfo;
  readonly heads: readonly Head[];
  readonly bnMomentum: number;
}

/** Everything on the way, for comparison with other implementations. */
export interface InvPtTrace extends StagesOutput {
  readonly output: DecoderOutput;
}

function checkFeatures({ strides, channels }: FeatureInfo): void {
  const same = (values: readonly number[]): boolean => values.every((value) => value === values[0]);
  if (strides.length === MAPS && same(strides) && same(channels)) return;
  throw new InputError(
    `InvPT reads four maps of one size and width, three of a vision transformer's blocks and its last; this encoder gives maps of strides ${strides.join(', ')}: choose ViT with three taps, or another decoder.`,
  );
}

export class InvPtDecoder implements Decoder {
  private readonly heads: readonly Head[];
  private readonly stride: number;
  private readonly width: number;
  private readonly preliminary: PreliminaryDecoders;
  private readonly stages: Stages;
  private readonly finest: ConvTranspose2d;
  private readonly middle: Conv2d;
  private readonly outputs: readonly Conv2d[];

  /** @throws InputError if the encoder's maps are not those of a vision transformer */
  constructor(root: Scope, { config, features, heads, bnMomentum }: Options) {
    checkFeatures(features);
    this.heads = heads;
    this.stride = features.strides[0]!;
    const inputs = features.channels[0]!;
    const width = config.width + config.added;
    this.width = width;
    const scope = root.child('multi_task_decoder');
    const [first, second, third] = stageWidths(width) as [number, number, number];
    this.preliminary = new PreliminaryDecoders(scope, {
      heads,
      in: inputs,
      features: config.width,
      out: width,
      bnMomentum,
    });
    this.stages = new Stages(scope.child('invpt'), { heads, width, bnMomentum });
    const skip = scope.child('scale_embed');
    const same = { in: inputs, kernel: 3, padding: 1 };
    this.finest = new ConvTranspose2d(skip.child(0), { ...same, out: third, stride: 2, outputPadding: 1 });
    this.middle = new Conv2d(skip.child(1), { ...same, out: second });
    new Conv2d(skip.child(2), { ...same, out: first }); // in checkpoints, and never used: the first stage has no skip
    this.outputs = heads.map((head) =>
      outputConv(root.child('heads').child(head.id).child('linear_pred'), width, head),
    );
  }

  /** @returns raw maps at four times the encoder's resolution; the preliminary ones, at half of it, as `inter` */
  forward(features: Features, pass: Pass): DecoderOutput {
    return this.trace(features, pass).output;
  }

  trace({ maps }: Features, pass: Pass): InvPtTrace {
    const [finest, middle, , last] = maps as [Tensor4D, Tensor4D, Tensor4D, Tensor4D];
    const [, height, width] = last.shape;
    this.checkSize(height, width);
    const { tokens, predictions } = this.preliminary.apply(resize(last, [height / 2, width / 2]), pass);
    const stages = this.stages.apply(tokens, [this.middle.apply(middle), this.finest.apply(finest)], pass);
    const own = splitChannels(
      stages.projected,
      this.heads.map(() => this.width),
    );
    const heads: HeadMaps = Object.fromEntries(this.heads.map(({ id }, t) => [id, this.outputs[t]!.apply(own[t]!)]));
    return { ...stages, output: { maps: heads, auxiliary: { inter: predictions } } };
  }

  private checkSize(height: number, width: number): void {
    if (height % LEAST === 0 && width % LEAST === 0) return;
    const { stride } = this;
    throw new InputError(
      `InvPT got an input of ${height * stride} x ${width * stride}; make its height and width multiples of ${LEAST * stride}.`,
    );
  }
}
