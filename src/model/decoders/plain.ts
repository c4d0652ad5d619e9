/** One head per task on the encoder's main feature map, the finest unless it says otherwise: conv3x3-BN-ReLU-conv1x1. The multi-task baseline without interaction. */
import type { PlainDecoderConfig } from '../../config/models';
import { Conv2d } from '../../nn/conv';
import { ConvBnRelu } from '../../nn/conv-bn-relu';
import type { Pass, Scope } from '../../nn/module';
import type { Decoder, DecoderOutput, FeatureInfo, Features, Head, HeadMaps } from '../types';

interface PlainHead {
  readonly id: string;
  readonly hidden: ConvBnRelu;
  readonly out: Conv2d;
}

interface PlainOptions {
  readonly config: PlainDecoderConfig;
  readonly features: FeatureInfo;
  readonly heads: readonly Head[];
  readonly bnMomentum: number;
}

export class PlainDecoder implements Decoder {
  private readonly heads: readonly PlainHead[];
  private readonly main: number;

  constructor(scope: Scope, { config, features, heads, bnMomentum }: PlainOptions) {
    this.main = features.main ?? 0;
    this.heads = heads.map(({ id, channels, bias }) => {
      const head = scope.child(id);
      return {
        id,
        hidden: new ConvBnRelu(head.child(0), {
          in: features.channels[this.main]!,
          out: config.width,
          kernel: 3,
          bnMomentum,
        }),
        out: new Conv2d(head.child(1), {
          in: config.width,
          out: channels,
          kernel: 1,
          ...(bias !== undefined && { initialBias: bias }),
        }),
      };
    });
  }

  /** @returns raw maps at the resolution of the map that the heads read */
  forward(features: Features, pass: Pass): DecoderOutput {
    const maps: HeadMaps = {};
    for (const { id, hidden, out } of this.heads) maps[id] = out.apply(hidden.apply(features.maps[this.main]!, pass));
    return { maps, auxiliary: {} };
  }
}
